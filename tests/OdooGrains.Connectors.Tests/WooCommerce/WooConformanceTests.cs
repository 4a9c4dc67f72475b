using OdooGrains.Connectors.Tests.Conformance;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Connectors.WooCommerce;

namespace OdooGrains.Connectors.Tests.WooCommerce;

public sealed class WooInboundConformanceTests : InboundConformance
{
    protected override IInboundConnector Inbound { get; } = new WooInbound();

    protected override ConnectionConfig Connection => WooRequests.Connection();

    protected override byte[] Good { get; } = Resources.Bytes("woo_order_727.json");

    protected override InboundRequest Request(byte[] body) => WooRequests.Signed(body);
}
