using OdooGrains.Connectors;
using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Shopify;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Api.Tests.Kit;

/// <summary>The real Shopify connector without a network and without a store of its own: it takes webhooks.</summary>
internal static class QuietShop
{
    public static ShopifyConnector Connector(TimeProvider time) => new(new NoNetwork(), new NoStore(), time);

    private sealed class NoNetwork : IEgress
    {
        public Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation)
            => Task.FromResult<EgressOutcome>(new EgressOutcome.NotSent("unreachable", "There is no network."));
    }

    private sealed class NoStore : IIssuedSecrets
    {
        public Task<bool> KeepAsync(ConnectionKey connection, KeyValuePair<string, string> replaces, IReadOnlyDictionary<string, string> issued, CancellationToken cancellation)
            => Task.FromResult(false);
    }
}
