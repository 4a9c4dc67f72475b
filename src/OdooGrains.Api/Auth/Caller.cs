using Microsoft.AspNetCore.Http;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Api.Auth;

/// <summary>Who calls: the platform, or a tenant by one of its keys.</summary>
/// <param name="Tenant">Null for the platform.</param>
/// <param name="KeyId">Null for the platform's configured key.</param>
public sealed record Caller(TenantId? Tenant, Guid? KeyId)
{
    public static readonly Caller Platform = new(null, null);

    /// <summary>For logs: who did it.</summary>
    public override string ToString() => KeyId is { } key ? $"key {key}" : "the platform key";

    /// <summary>Whether this caller may know of the tenant at all.</summary>
    public bool MaySee(TenantId tenant) => Tenant is null || Tenant == tenant;

    /// <summary>The caller that the access check found.</summary>
    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? throw new InvalidOperationException("The endpoint needs a caller; declare an access that demands a key.");
}
