using OdooGrains.Connectors;

namespace OdooGrains.Simulation;

/// <summary>Planted bug (h): the budget counts calls, where the vendor counts requests. Odoo's operations are several requests each, and a session a dozen.</summary>
internal sealed class CallCountedAsOneRequest : Composition
{
    public override IConnector Connector(IConnector real, World world) => real.Outbound is null ? real : new Cheap(real);

    private sealed class Cheap(IConnector real) : ConnectorDecorator(real)
    {
        public override ConnectorManifest Manifest { get; } = real.Manifest with
        {
            SessionCost = 0,
            Operations = [.. real.Manifest.Operations.Select(operation => operation with { Cost = 1, RepeatCost = 1, LookUpCost = 1 })],
        };
    }
}
