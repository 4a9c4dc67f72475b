using OdooGrains.Connectors;

namespace OdooGrains.Simulation;

/// <summary>Planted bug (g): the time of arrival passes for the time of the change, so an update that was overtaken is applied over the newer one.</summary>
internal sealed class OlderOverNewer : Composition
{
    public override IConnector Connector(IConnector real, World world) => real.Inbound is null ? real : new Arrival(real, world);

    private sealed class Arrival(IConnector real, World world) : ConnectorDecorator(real), IInboundConnector
    {
        public override IInboundConnector Inbound => this;

        public InboundVerdict Receive(ConnectionConfig connection, InboundRequest request) => Real.Inbound!.Receive(connection, request);

        public ParsedOrder Parse(ConnectionConfig connection, string topic, ReadOnlyMemory<byte> body)
            => Real.Inbound!.Parse(connection, topic, body) is ParsedOrder.Read read ? new ParsedOrder.Read(read.Order with { UpdatedAt = world.Time.GetUtcNow() }) : new ParsedOrder.Unreadable("Not read.");
    }
}
