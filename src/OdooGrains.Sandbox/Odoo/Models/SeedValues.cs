using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>Values given in C# as stored ones; a list of ids of a to-many field becomes the command that sets it.</summary>
internal static class SeedValues
{
    public static Dictionary<string, object?> Of(ModelSchema schema, IEnumerable<(string Field, object? Value)> values)
    {
        Dictionary<string, object?> stored = [];
        foreach (var (name, value) in values)
        {
            var field = schema.Fields.GetValueOrDefault(name)
                ?? throw new ArgumentException($"Model {schema.Name} has no field '{name}' in this version of Odoo; see Models/Schemas.cs.", nameof(values));
            stored[name] = field.IsToMany && value is IEnumerable<int> ids ? (List<X2ManyCommand>)[new(X2ManyKind.Set, Ids: [.. ids])]
                : field.Kind == FieldKind.Float && value is int whole ? (decimal)whole
                : value;
        }

        return stored;
    }
}
