using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Shopify;
using OdooGrains.Connectors.Tests.Conformance;
using OdooGrains.Connectors.Tests.Kit;

namespace OdooGrains.Connectors.Tests.Shopify;

public sealed class ShopifyConformanceTests : ConnectorConformance
{
    protected override ConnectionConfig Connection => ShopifyRequests.Connection($"shpss_{Canary}");

    protected override IConnector Connector(IEgress egress) => new ShopifyConnector();
}

public sealed class ShopifyInboundConformanceTests : InboundConformance
{
    protected override IInboundConnector Inbound { get; } = new ShopifyConnector().Inbound;

    protected override ConnectionConfig Connection => ShopifyRequests.Connection();

    protected override byte[] Good { get; } = Resources.Bytes("orders_create.json");

    protected override InboundRequest Request(byte[] body) => ShopifyRequests.Signed(body);
}
