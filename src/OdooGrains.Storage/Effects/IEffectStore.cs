using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Effects;

/// <summary>Effects as the owner of a connection sees them.</summary>
public interface IEffectStore
{
    /// <summary>A new epoch for the connection, greater than each before; marks of earlier owners fail from now on.</summary>
    Task<long> TakeEpochAsync(ConnectionKey connection, CancellationToken cancellation);

    /// <summary>The epoch that was taken last; 0 when none was.</summary>
    Task<long> CurrentEpochAsync(ConnectionKey connection, CancellationToken cancellation);

    /// <summary>
    /// Commits the sent mark: the effect as <see cref="EffectMachine.Mark"/> made it, where its row still has <see cref="Effect.Version"/>, the
    /// connection still has the mark's epoch, and no other effect of the connection with the same <see cref="Effect.HotKey"/> is sent or in doubt.
    /// </summary>
    Task<MarkOutcome> MarkSentAsync(Effect marked, CancellationToken cancellation);

    /// <summary>
    /// Open effects of a connection that are due (planned and in doubt by <c>due_at</c>; sent ones of an earlier epoch at once), by lane, then
    /// due time: of each lane's planned ones the first <paramref name="limit"/>, and of those sent or in doubt as many.
    /// </summary>
    Task<IReadOnlyList<Effect>> DueAsync(ConnectionKey connection, long epoch, DateTimeOffset now, int limit, CancellationToken cancellation);

    /// <summary>What waits at a connection, by lane, operation and status.</summary>
    Task<IReadOnlyList<OperationDepth>> DepthAsync(ConnectionKey connection, CancellationToken cancellation);

    /// <summary>How many effects of the connection are sent or in doubt.</summary>
    Task<int> UnsettledAsync(ConnectionKey connection, CancellationToken cancellation);

    /// <summary>Documents with effects of the connection that are sent or in doubt, by key, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<DocumentKey>> UnsettledDocumentsAsync(ConnectionKey connection, int limit, CancellationToken cancellation);
}

/// <summary>How many effects of an operation at a connection are in a status, and the oldest's planning time.</summary>
public sealed record OperationDepth(Lane Lane, string Operation, EffectStatus Status, int Count, DateTimeOffset OldestPlannedAt);

/// <summary>How many effects of a lane are in a status, and the oldest's planning time.</summary>
public sealed record LaneDepth(Lane Lane, EffectStatus Status, int Count, DateTimeOffset OldestPlannedAt);
