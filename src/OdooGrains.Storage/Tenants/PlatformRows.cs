using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Tenants;

/// <summary>Rows of the platform itself stand under a tenant id that no tenant can have.</summary>
internal static class PlatformRows
{
    public const string TenantId = "*";

    public static string TenantOf(TenantId? tenant) => tenant?.Value ?? TenantId;

    public static TenantId? ToTenant(string value) => value == TenantId ? null : new TenantId(value);
}
