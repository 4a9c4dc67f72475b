using Microsoft.AspNetCore.Http;
using OdooGrains.Api.Hooks;
using OdooGrains.Connectors;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Api.Connections;

/// <summary>The address of a connection's hook, as the caller reaches this server.</summary>
internal static class HookUrls
{
    public static Uri? Of(HttpRequest request, ApiOptions options, ConnectionKey key, IConnector? connector)
    {
        if (connector?.Inbound is null)
        {
            return null;
        }

        var host = options.PublicUrl ?? new Uri($"{request.Scheme}://{(request.Host.HasValue ? request.Host.ToUriComponent() : "localhost")}");
        return new(host, HookEndpoints.Path(key));
    }
}
