using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Shopify;
using OdooGrains.Connectors.Tests.Conformance;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Tests.Shopify;

public sealed class ShopifyConformanceTests : OutboundConformance
{
    private readonly ShopifyLab _lab = new(new() { Orders = 1, UpdatesPerMille = 0, CancelsPerMille = 0, AccessToken = $"shpat_{Canary}", WebhookSecret = $"shpss_{Canary}" });

    protected override ConnectionConfig Connection => _lab.Connection;

    protected override IReadOnlyList<Effect> Effects => [_lab.Effect(new(_lab.Stories[0].OrderId, _lab.Whole(_lab.Stories[0], "d1", "1Z")), isFresh: false)];

    protected override IConnector Connector(IEgress egress) => new ShopifyConnector(egress, _lab.Kept, _lab.Time);

    protected override (IEgress Egress, Func<int> Writes) Working()
    {
        var lab = new ShopifyLab(_lab.Scenario);
        return (lab.Egress, () => lab.Admin.Writes);
    }
}

public sealed class ShopifyWithExpiringTokensConformanceTests : OutboundConformance
{
    private readonly ShopifyLab _lab = new(new() { Orders = 1, UpdatesPerMille = 0, CancelsPerMille = 0, AccessToken = $"shpat_{Canary}", RefreshToken = $"shprt_{Canary}" }, expires: true);

    protected override ConnectionConfig Connection
    {
        get
        {
            _lab.Kept.Secrets["accessTokenExpires"] = "2026-11-20T11:00:00Z";
            return _lab.Connection;
        }
    }

    protected override IReadOnlyList<Effect> Effects => [_lab.Effect(new(_lab.Stories[0].OrderId, _lab.Whole(_lab.Stories[0], "d1", "1Z")))];

    protected override IConnector Connector(IEgress egress) => new ShopifyConnector(egress, new KeptSecrets(), _lab.Time);

    protected override (IEgress Egress, Func<int> Writes) Working()
    {
        var lab = new ShopifyLab(_lab.Scenario);
        return (lab.Egress, () => lab.Admin.Writes);
    }
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
