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

        // A Host header may be one that the server lets through and that is no address.
        var asked = Uri.TryCreate($"{request.Scheme}://{request.Host.ToUriComponent()}", UriKind.Absolute, out var url) ? url : new("http://localhost");
        return new(options.PublicUrl ?? asked, HookEndpoints.Path(key));
    }
}
