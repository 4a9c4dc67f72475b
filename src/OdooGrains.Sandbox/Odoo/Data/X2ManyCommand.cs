namespace OdooGrains.Sandbox.Odoo.Data;

/// <summary>Odoo's to-many commands: [0,0,vals] [1,id,vals] [2,id] [3,id] [4,id] [5] [6,0,ids].</summary>
internal enum X2ManyKind
{
    Create = 0,
    Update = 1,
    Delete = 2,
    Unlink = 3,
    Link = 4,
    Clear = 5,
    Set = 6,
}

internal sealed record X2ManyCommand(X2ManyKind Kind, int Id = 0, Dictionary<string, object?>? Values = null, IReadOnlyList<int>? Ids = null)
{
    /// <summary>External id that a created record gets; only <c>load</c> gives one.</summary>
    public string? ExternalId { get; init; }
}
