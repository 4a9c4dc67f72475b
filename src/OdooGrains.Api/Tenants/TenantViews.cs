using OdooGrains.Domain.Tenants;

namespace OdooGrains.Api.Tenants;

/// <summary>A new tenant. The id is given once and for ever.</summary>
public sealed record CreateTenant(string Id, string Name)
{
    public string? Plan { get; init; }
    public string? Region { get; init; }
}

/// <summary>What of a tenant can be changed; what is left out stays.</summary>
public sealed record ChangeTenant
{
    public string? Name { get; init; }
    public string? Plan { get; init; }
    public string? Region { get; init; }
}

/// <param name="Status">active, paused, draining or closed.</param>
public sealed record TenantView(string Id, string Name, string Plan, string Region, string Status, DateTimeOffset CreatedAt, long Version)
{
    public static TenantView Of(Tenant tenant)
        => new(tenant.Id.Value, tenant.Name, tenant.Plan, tenant.Region, tenant.Status.ToString().ToLowerInvariant(), tenant.CreatedAt, tenant.Version);
}
