using OdooGrains.Connectors;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Simulation;

/// <summary>
/// Planted bug (b): a doubt is not looked into. Every look-up says "not found", without asking, and that is believed at once (settle delay 0);
/// nor does the repeat read what is there (each attempt passes for fresh). Where Odoo does not enforce our key, that makes a second order.
/// </summary>
internal sealed class LookUpSkipped : Composition
{
    public override IConnector Connector(IConnector real, World world) => real.Outbound is null ? real : new Blind(real);

    private sealed class Blind(IConnector real) : ConnectorDecorator(real), IOutboundConnector
    {
        public override IOutboundConnector Outbound => this;

        public override ConnectorManifest Manifest { get; } = real.Manifest with
        {
            Operations = [.. real.Manifest.Operations.Select(operation => operation with { SettleDelay = TimeSpan.Zero })],
        };

        public Task<IReadOnlyList<EffectOutcome>> ExecuteAsync(ConnectionConfig connection, IReadOnlyList<Effect> effects, CancellationToken cancellation)
            => Real.Outbound!.ExecuteAsync(connection, [.. effects.Select(effect => effect with { DoubtfulSince = null })], cancellation);

        public Task<EffectOutcome> LookUpAsync(ConnectionConfig connection, Effect effect, CancellationToken cancellation)
            => Task.FromResult<EffectOutcome>(new EffectOutcome.NotFound());

        public int SessionCost(ConnectionConfig connection) => Real.Outbound!.SessionCost(connection);

        public Grade GradeOf(ConnectionConfig connection, OperationManifest operation) => Real.Outbound!.GradeOf(connection, operation);

        public int BatchMax(ConnectionConfig connection, OperationManifest operation) => Real.Outbound!.BatchMax(connection, operation);
    }
}
