using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Failures;

/// <summary>Replays and their documents. Erased with their tenant.</summary>
public interface IReplayStore
{
    /// <summary>False, and nothing is stored, where there is one of this id.</summary>
    Task<bool> CreateAsync(Replay replay, CancellationToken cancellation);

    Task<Replay?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellation);

    /// <summary>Newest first, before the cursor in (created_at, id).</summary>
    Task<IReadOnlyList<Replay>> ListAsync(TenantId tenant, ReplayCursor? before, int limit, CancellationToken cancellation);

    /// <summary>
    /// Replaces the row at its <see cref="Replay.Version"/> and adds documents to its plan, in one transaction. The row as stored; null, and nothing is
    /// stored, where it has another version.
    /// </summary>
    Task<Replay?> UpdateAsync(Replay replay, IReadOnlyList<ReplayItem> planned, CancellationToken cancellation);

    /// <summary>Documents by number after <paramref name="after"/>, of one outcome or of all.</summary>
    Task<IReadOnlyList<ReplayItem>> ItemsAsync(TenantId tenant, Guid id, ReplayOutcome? outcome, int after, int limit, CancellationToken cancellation);

    /// <summary>Documents that are waiting or applied, by number up to <paramref name="upTo"/>.</summary>
    Task<IReadOnlyList<ReplayItem>> OpenAsync(TenantId tenant, Guid id, int upTo, CancellationToken cancellation);

    /// <summary>Writes down what became of documents; what has come to an end stays as it is.</summary>
    Task SettleAsync(TenantId tenant, Guid id, IReadOnlyList<ReplayItem> items, CancellationToken cancellation);

    /// <summary>Documents by what was planned and what became of them.</summary>
    Task<IReadOnlyList<ReplayCount>> CountAsync(TenantId tenant, Guid id, CancellationToken cancellation);
}

/// <summary>Where a page of replays ended.</summary>
public readonly record struct ReplayCursor(DateTimeOffset CreatedAt, Guid Id);

public sealed record ReplayCount(ReplayKind Kind, ReplayOutcome Outcome, int Count);
