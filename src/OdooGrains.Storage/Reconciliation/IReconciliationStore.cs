using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Reconciliation;

/// <summary>Runs of reconciliations and what they found. Erased with their tenant.</summary>
public interface IReconciliationStore
{
    /// <summary>Stores a run that begins; false while another of its subject and connection is running.</summary>
    Task<bool> BeginAsync(ReconciliationRun run, CancellationToken cancellation);

    /// <summary>Stores how a run ended, with its differences in their order; false where it has ended already.</summary>
    Task<bool> EndAsync(ReconciliationRun run, IReadOnlyList<SettledDrift> drifts, CancellationToken cancellation);

    Task<ReconciliationRun?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellation);

    /// <summary>Runs of a subject that are running.</summary>
    Task<IReadOnlyList<ReconciliationRun>> RunningAsync(TenantId tenant, ReconciliationSubject subject, CancellationToken cancellation);

    /// <summary>Up to when a subject was compared at a connection by runs that are done; null where none is.</summary>
    Task<DateTimeOffset?> ComparedUntilAsync(ConnectionKey connection, ReconciliationSubject subject, CancellationToken cancellation);

    /// <summary>Runs of a tenant, of one subject or of all, newest first, before the cursor in (started_at, id).</summary>
    Task<IReadOnlyList<ReconciliationRun>> ListAsync(TenantId tenant, ReconciliationSubject? subject, RunCursor? before, int limit, CancellationToken cancellation);

    /// <summary>What a run found, after the number of the last one that is known, in their order.</summary>
    Task<IReadOnlyList<StoredDrift>> DriftsAsync(TenantId tenant, Guid run, int after, int limit, CancellationToken cancellation);

    /// <summary>Postings in the books of a connection's ERP that were confirmed after <paramref name="from"/>, up to <paramref name="to"/>, by key after the cursor.</summary>
    Task<IReadOnlyList<Effect>> PostedAsync(ConnectionKey connection, DateTimeOffset from, DateTimeOffset to, EffectKey? after, int limit, CancellationToken cancellation);

    /// <summary>Documents of a channel that it changed last after <paramref name="from"/>, up to <paramref name="to"/>, by id after the cursor.</summary>
    Task<IReadOnlyList<KnownDocument>> KnownAsync(ConnectionKey channel, DateTimeOffset from, DateTimeOffset to, string? after, int limit, CancellationToken cancellation);

    /// <summary>The document of a channel that has registered the reference; null where none has.</summary>
    Task<DocumentKey?> ReferencedAsync(ConnectionKey channel, DocumentReference reference, CancellationToken cancellation);
}

/// <summary>Where a page of runs ended.</summary>
public readonly record struct RunCursor(DateTimeOffset StartedAt, Guid Id);

public sealed record KnownDocument(DocumentKey Key, string Status, DateTimeOffset UpdatedAt);

/// <param name="Number">Its place among what the run found, from 1.</param>
public sealed record StoredDrift(int Number, SettledDrift Settled);
