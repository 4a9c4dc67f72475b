using OdooGrains.Connectors;
using OdooGrains.Connectors.Shopify;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Api.Tests.Kit;

/// <summary>The real Shopify connector without a network and without a store of its own: it takes webhooks.</summary>
internal static class QuietShop
{
    public static ShopifyConnector Connector(TimeProvider time) => new(new NoEgress(), new NoStore(), time);

    private sealed class NoStore : IIssuedSecrets
    {
        public Task<bool> KeepAsync(ConnectionKey connection, KeyValuePair<string, string> replaces, IReadOnlyDictionary<string, string> issued, CancellationToken cancellation)
            => Task.FromResult(false);
    }
}
