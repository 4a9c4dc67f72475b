using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Effects;

namespace OdooGrains.Simulation;

/// <summary>An effect store that passes all on; a planted bug overrides how the sent mark is made.</summary>
internal abstract class EffectsDecorator(IEffectStore real) : IEffectStore
{
    protected IEffectStore Real => real;

    public abstract Task<MarkOutcome> MarkSentAsync(Effect marked, CancellationToken cancellation);

    public Task<long> TakeEpochAsync(ConnectionKey connection, CancellationToken cancellation) => real.TakeEpochAsync(connection, cancellation);

    public virtual Task<long> CurrentEpochAsync(ConnectionKey connection, CancellationToken cancellation) => real.CurrentEpochAsync(connection, cancellation);

    public Task<IReadOnlyList<Effect>> DueAsync(ConnectionKey connection, long epoch, DateTimeOffset now, int limit, CancellationToken cancellation)
        => real.DueAsync(connection, epoch, now, limit, cancellation);

    public Task<IReadOnlyList<OperationDepth>> DepthAsync(ConnectionKey connection, CancellationToken cancellation) => real.DepthAsync(connection, cancellation);

    public Task<IReadOnlyList<DocumentKey>> UnsettledDocumentsAsync(ConnectionKey connection, int limit, CancellationToken cancellation)
        => real.UnsettledDocumentsAsync(connection, limit, cancellation);

    public Task<int> UnsettledAsync(ConnectionKey connection, CancellationToken cancellation) => real.UnsettledAsync(connection, cancellation);
}
