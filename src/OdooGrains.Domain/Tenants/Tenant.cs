namespace OdooGrains.Domain.Tenants;

/// <summary>Where a tenant stands in its life. A closed one is never given again.</summary>
public enum TenantStatus
{
    Active,
    /// <summary>Accept goes on, effects wait, sent ones are settled.</summary>
    Paused,
    /// <summary>Being erased: webhooks get 410, planned effects are parked, sent ones settled.</summary>
    Draining,
    /// <summary>Erased; only the record of the erasure is left.</summary>
    Closed,
}

/// <summary>A customer of the SaaS provider who runs the platform.</summary>
public sealed record Tenant
{
    public required TenantId Id { get; init; }
    public required string Name { get; init; }
    public string Plan { get; init; } = "standard";
    public string Region { get; init; } = "default";
    public TenantStatus Status { get; init; } = TenantStatus.Active;
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Row version, from 1; the ETag of the REST front.</summary>
    public long Version { get; init; }
}
