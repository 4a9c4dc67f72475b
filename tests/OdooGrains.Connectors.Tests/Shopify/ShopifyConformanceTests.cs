using System.Text;
using System.Text.Json.Nodes;
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
    protected override IInboundConnector Inbound { get; } = ShopifyRequests.Inbound;

    protected override ConnectionConfig Connection => ShopifyRequests.Connection();

    protected override byte[] Good { get; } = Resources.Bytes("orders_create.json");

    protected override InboundRequest Request(byte[] body) => ShopifyRequests.Signed(body);
}

public sealed class ShopifyTransactionConformanceTests() : ShopifyPartConformance("order_transactions/create", ShopifyFactTests.Transaction);

public sealed class ShopifyRefundConformanceTests() : ShopifyPartConformance("refunds/create", ShopifyFactTests.Refund);

public sealed class ShopifyFulfilmentConformanceTests() : ShopifyPartConformance("fulfillments/create", ShopifyFactTests.Fulfilment);

public abstract class ShopifyPartConformance(string topic, JsonObject good) : InboundConformance
{
    protected override IInboundConnector Inbound => ShopifyRequests.Inbound;

    protected override ConnectionConfig Connection => ShopifyRequests.Connection();

    protected override byte[] Good { get; } = Encoding.UTF8.GetBytes(good.ToJsonString());

    protected override InboundRequest Request(byte[] body) => ShopifyRequests.Signed(body, topic);
}
