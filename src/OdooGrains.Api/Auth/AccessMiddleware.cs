using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Api.Auth;

/// <summary>
/// Lets a request through to its endpoint only as the endpoint's <see cref="AccessRule"/> says. What belongs to another tenant answers as if it
/// did not exist.
/// </summary>
internal sealed class AccessMiddleware(RequestDelegate next, KeyAuthenticator keys)
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext context)
    {
        if (await RefusedAsync(context) is { } problem)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    private async ValueTask<Problem?> RefusedAsync(HttpContext context)
    {
        // No route, or the routing's own 405 and 415: nothing is served.
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            return null;
        }

        var rule = endpoint.Metadata.GetMetadata<AccessRule>()
            ?? throw new InvalidOperationException($"{endpoint.DisplayName} declares no access; add .For(Access.…) where it is mapped.");
        if (rule.Access is Access.Open or Access.Signature)
        {
            return null;
        }

        if (Bearer(context.Request) is not { } key || await keys.FindAsync(key, context.RequestAborted) is not { } caller)
        {
            return Problems.Unauthorized();
        }

        context.Features.Set(caller);
        return Refused(rule.Access, caller, context.GetRouteValue("t") as string);
    }

    private static Problem? Refused(Access access, Caller caller, string? tenant)
    {
        if (tenant is not null && !(TenantId.IsValid(tenant) && caller.MaySee(new(tenant))))
        {
            return Problems.NoTenant(tenant);
        }

        return access is Access.Platform && caller.Tenant is not null ? Problems.PlatformKeyNeeded() : null;
    }

    private static string? Bearer(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        var text = header.Count == 1 ? header[0] : null;
        return text is { Length: > 7 and <= ApiKeys.HeaderLengthMax } && text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? text[Scheme.Length..].Trim() : null;
    }
}
