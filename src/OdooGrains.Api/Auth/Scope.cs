using Microsoft.AspNetCore.Http;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Api.Auth;

/// <summary>The tenant that the route names and who calls; both were checked before.</summary>
public sealed record Scope(Tenant Tenant, Caller Caller)
{
    public TenantId Id => Tenant.Id;

    public static ValueTask<Scope?> BindAsync(HttpContext context) => ValueTask.FromResult<Scope?>(new(
        context.Features.Get<Tenant>() ?? throw new InvalidOperationException("The route names no tenant; map it below /v1/tenants/{t}."),
        Caller.Of(context)));
}
