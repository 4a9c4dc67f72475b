using OdooGrains.Connectors;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Simulation;

/// <summary>Planted bug (h): the budget counts calls, where the vendor counts requests. Odoo's operations are several requests each, and a session a dozen.</summary>
internal sealed class CallCountedAsOneRequest : Composition
{
    public override IConnector Connector(IConnector real, World world) => real.Outbound is null ? real : new Cheap(real);

    private sealed class Cheap(IConnector real) : ConnectorDecorator(real), IOutboundConnector
    {
        public override IOutboundConnector Outbound => this;

        public override ConnectorManifest Manifest { get; } = real.Manifest with
        {
            Operations = [.. real.Manifest.Operations.Select(operation => operation with { Cost = 1, RepeatCost = 1, LookUpCost = 1 })],
        };

        public int SessionCost(ConnectionConfig connection) => 0;

        public Task<IReadOnlyList<EffectOutcome>> ExecuteAsync(ConnectionConfig connection, IReadOnlyList<Effect> effects, CancellationToken cancellation)
            => Real.Outbound!.ExecuteAsync(connection, effects, cancellation);

        public Task<EffectOutcome> LookUpAsync(ConnectionConfig connection, Effect effect, CancellationToken cancellation) => Real.Outbound!.LookUpAsync(connection, effect, cancellation);

        public Grade GradeOf(ConnectionConfig connection, OperationManifest operation) => Real.Outbound!.GradeOf(connection, operation);

        public int BatchMax(ConnectionConfig connection, OperationManifest operation) => Real.Outbound!.BatchMax(connection, operation);
    }
}
