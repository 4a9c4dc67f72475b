using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Auth;

/// <summary>Finds the tenant that a route names, so that everything below it may rely on its existence. A closing tenant is only read.</summary>
internal sealed class TenantMiddleware(RequestDelegate next, TenantDirectory directory)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<AccessRule>() is { Access: Access.Tenant or Access.Platform }
            && context.GetRouteValue("t") is string id
            && await RefusedAsync(context, id) is { } problem)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    private async ValueTask<Problem?> RefusedAsync(HttpContext context, string id)
    {
        if (await directory.FindTenantAsync(new(id), context.RequestAborted) is not { } tenant)
        {
            return Problems.NoTenant(id);
        }

        context.Features.Set(tenant);
        var reads = HttpMethods.IsGet(context.Request.Method) || context.GetEndpoint()?.Metadata.GetMetadata<AlsoWhenClosing>() is not null;
        return tenant.Status is TenantStatus.Draining or TenantStatus.Closed && !reads
            ? Problems.Conflict("tenant_closing", "The tenant is being closed.", $"Tenant '{tenant.Id}' is {tenant.Status.ToString().ToLowerInvariant()}; nothing of it can be changed any more.")
            : null;
    }
}

/// <summary>Metadata of the one write that a closing tenant takes: deleting it again.</summary>
internal sealed record AlsoWhenClosing;
