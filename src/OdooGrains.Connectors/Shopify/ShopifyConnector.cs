using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Shopify.Admin;
using OdooGrains.Connectors.Shopify.Feed;
using OdooGrains.Connectors.Shopify.Outbound;
using OdooGrains.Connectors.Shopify.Stock;

namespace OdooGrains.Connectors.Shopify;

/// <summary>Shopify as a channel: its webhooks in, and out, over the GraphQL Admin API, shipments and stock; its list of orders as a feed.</summary>
public sealed class ShopifyConnector : IConnector
{
    private readonly ShopifyTest _test;

    public ShopifyConnector(IEgress egress, IIssuedSecrets issued, TimeProvider time)
    {
        var tokens = new ShopifyTokens(egress, issued, time);
        var admin = new ShopifyAdmin(egress, tokens);
        _test = new(admin, time);
        Outbound = new ShopifyOutbound(admin, tokens, time);
        Feeds = new ShopifyFeed(admin, time);
        Stock = new ShopifyStock(admin, time);
    }

    public ConnectorManifest Manifest => ShopifyManifest.Manifest;

    public IInboundConnector Inbound { get; } = new ShopifyInbound();

    public IOutboundConnector Outbound { get; }

    public IFeedConnector Feeds { get; }

    public IStockTarget Stock { get; }

    public IReadOnlyList<SettingProblem> Validate(ConnectionConfig connection) => ShopifySettings.Problems(connection);

    public Task<ConnectionTest> TestAsync(ConnectionConfig connection, CancellationToken cancellation) => _test.RunAsync(connection, cancellation);
}
