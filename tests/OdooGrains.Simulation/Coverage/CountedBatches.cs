using OdooGrains.Connectors;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Outbound;

namespace OdooGrains.Simulation;

/// <summary>The connector, with its calls of several effects counted, and those that were refused only because they were several.</summary>
internal sealed class CountedBatches(IConnector real, World world) : ConnectorDecorator(real), IOutboundConnector
{
    public override IOutboundConnector Outbound => this;

    public async Task<IReadOnlyList<EffectOutcome>> ExecuteAsync(ConnectionConfig connection, IReadOnlyList<Effect> effects, CancellationToken cancellation)
    {
        var outcomes = await Real.Outbound!.ExecuteAsync(connection, effects, cancellation);
        if (effects.Count > 1)
        {
            world.Tally.Hit(Seen.Batch);
        }

        if (outcomes.Any(outcome => outcome is EffectOutcome.Failed { Failure.Code: EffectFailures.RefusedTogether }))
        {
            world.Tally.Hit(Seen.RefusedTogether);
        }

        return outcomes;
    }

    public Task<EffectOutcome> LookUpAsync(ConnectionConfig connection, Effect effect, CancellationToken cancellation) => Real.Outbound!.LookUpAsync(connection, effect, cancellation);

    public Grade GradeOf(ConnectionConfig connection, OperationManifest operation) => Real.Outbound!.GradeOf(connection, operation);

    public int BatchMax(ConnectionConfig connection, OperationManifest operation) => Real.Outbound!.BatchMax(connection, operation);

    public bool IsOneAtATime(ConnectionConfig connection, OperationManifest operation) => Real.Outbound!.IsOneAtATime(connection, operation);

    public int SessionCost(ConnectionConfig connection) => Real.Outbound!.SessionCost(connection);

    public IReadOnlyList<CallLimit> Limits(ConnectionConfig connection) => Real.Outbound!.Limits(connection);
}
