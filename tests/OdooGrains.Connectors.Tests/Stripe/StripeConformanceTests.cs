using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Stripe;
using OdooGrains.Connectors.Tests.Conformance;

namespace OdooGrains.Connectors.Tests.Stripe;

public sealed class StripeConformanceTests : ConnectorConformance
{
    protected override ConnectionConfig Connection => StripeRequests.Connection(null, $"whsec_{Canary}");

    protected override IConnector Connector(IEgress egress) => new StripeConnector(egress);
}

public sealed class StripeInboundConformanceTests : InboundConformance
{
    protected override IInboundConnector Inbound { get; } = new StripeInbound();

    protected override ConnectionConfig Connection => StripeRequests.Connection();

    protected override byte[] Good { get; } = StripeRequests.Bytes(StripeRequests.Event("payment_intent.succeeded", StripeRequests.Intent()));

    protected override InboundRequest Request(byte[] body) => StripeRequests.Signed(body);
}
