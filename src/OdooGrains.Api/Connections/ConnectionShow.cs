using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using OdooGrains.Api.Http;
using OdooGrains.Connectors;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Connections;

/// <summary>Shows stored connections: settings in the clear, of secrets names and dates only.</summary>
internal sealed class ConnectionShow(ConnectorRegistry connectors, ApiOptions options, TimeProvider time)
{
    public ConnectionView View(HttpContext context, StoredConnection connection)
    {
        var connector = connectors.Find(connection.Kind);
        return ConnectionView.Of(connection, connector?.Manifest, HookUrls.Of(context.Request, options, connection.Key, connector), time.GetUtcNow());
    }

    public Ok<ConnectionView> Shown(HttpContext context, StoredConnection connection)
    {
        Etags.Set(context, connection.Version);
        return TypedResults.Ok(View(context, connection));
    }
}
