using System.Collections.Frozen;

namespace OdooGrains.Sandbox.Odoo.Data;

/// <summary>A model: its fields, label and default order.</summary>
internal sealed class ModelSchema
{
    private readonly FrozenDictionary<string, int> _index;

    public ModelSchema(string name, string label, IEnumerable<FieldSchema> fields)
    {
        Name = name;
        Label = label;
        Fields = Standard.Concat(fields).ToFrozenDictionary(field => field.Name);
        Ordered = [.. Standard, .. fields];
        Required = [.. Ordered.Where(field => field.Required)];
        Listed = [.. Ordered.Where(field => field.ListedIn is not null)];
        _index = Ordered.Select((field, index) => (field.Name, index)).ToFrozenDictionary(entry => entry.Name, entry => entry.index);
    }

    public string Name { get; }

    /// <summary>Human name, as access errors and mandatory-field errors show it.</summary>
    public string Label { get; }

    public FrozenDictionary<string, FieldSchema> Fields { get; }

    public IReadOnlyList<FieldSchema> Ordered { get; }

    public IReadOnlyList<FieldSchema> Required { get; }

    /// <summary>Many2one fields whose target lists this record.</summary>
    public IReadOnlyList<FieldSchema> Listed { get; }

    public string DefaultOrder { get; init; } = "id";

    /// <summary>Groups named in an access error, one a line.</summary>
    public IReadOnlyList<string> AccessGroups { get; init; } = [];

    public bool HasActive => Fields.ContainsKey("active");

    public int IndexOf(string field) => _index.TryGetValue(field, out var index)
        ? index
        : throw new ArgumentException($"Model {Name} has no field '{field}'; see Models/Schemas.cs.", nameof(field));

    private static IReadOnlyList<FieldSchema> Standard { get; } =
    [
        new("display_name", FieldKind.Char, "Display Name") { Readonly = true },
        new("create_date", FieldKind.Datetime, "Created on") { Readonly = true },
        new("create_uid", FieldKind.Many2One, "Created by") { Readonly = true, Relation = "res.users" },
        new("write_date", FieldKind.Datetime, "Last Updated on") { Readonly = true },
        new("write_uid", FieldKind.Many2One, "Last Updated by") { Readonly = true, Relation = "res.users" },
    ];
}
