namespace OdooGrains.Sandbox.Odoo.Data;

internal enum FieldKind
{
    Char,
    Text,
    Integer,
    Float,
    Boolean,
    Date,
    Datetime,
    Selection,
    Many2One,
    One2Many,
    Many2Many,
}

/// <summary>One field of a model. The label is what error messages and fields_get show.</summary>
internal sealed record FieldSchema(string Name, FieldKind Kind, string Label)
{
    public bool Required { get; init; }

    public bool Readonly { get; init; }

    /// <summary>Not stored: made by <see cref="Models.ModelRules.Read"/> whenever it is asked for, and never a reason for a new write date.</summary>
    public bool Computed { get; init; }

    /// <summary>Related model of a relation.</summary>
    public string? Relation { get; init; }

    /// <summary>For a one2many: the many2one of the related model that points back.</summary>
    public string? Inverse { get; init; }

    /// <summary>For a many2one: the one2many of the related model that lists this record.</summary>
    public string? ListedIn { get; init; }

    public IReadOnlyList<(string Value, string Label)> Selection { get; init; } = [];

    /// <summary>Decimals that are kept, or null for all.</summary>
    public int? Digits { get; init; }

    public object? Default { get; init; }

    /// <summary>Type name on the wire; monetary is a float that says so.</summary>
    public string WireType => Monetary ? "monetary" : Kind.ToString().ToLowerInvariant();

    public bool Monetary { get; init; }

    public bool IsToMany => Kind is FieldKind.One2Many or FieldKind.Many2Many;
}
