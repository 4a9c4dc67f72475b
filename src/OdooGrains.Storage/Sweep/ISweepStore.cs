using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Effects;

namespace OdooGrains.Storage.Sweep;

/// <summary>The two index scans of the sweep over all tenants. They read keys and due times only.</summary>
public interface ISweepStore
{
    /// <summary>Documents due at <paramref name="now"/>, after the cursor in (next_action_at, key), at most <paramref name="limit"/> and fair by tenant within that.</summary>
    Task<IReadOnlyList<DueDocument>> DueDocumentsAsync(DateTimeOffset now, DueDocument? after, int limit, CancellationToken cancellation);

    /// <summary>Open events that arrived before <paramref name="before"/>, after the cursor in (received_at, id), at most <paramref name="limit"/> and fair by tenant within that.</summary>
    Task<IReadOnlyList<OpenEvent>> OpenEventsAsync(DateTimeOffset before, OpenEvent? after, int limit, CancellationToken cancellation);

    /// <summary>Unfinished work a tenant: open events and open documents. One query for all tenants.</summary>
    Task<IReadOnlyList<TenantBacklog>> BacklogAsync(CancellationToken cancellation);

    /// <summary>Open effects of all tenants by lane and status: figures for the metrics, no keys.</summary>
    Task<IReadOnlyList<LaneDepth>> LanesAsync(CancellationToken cancellation);

    /// <summary>Held and stalled documents by tenant, of the tenants that have any.</summary>
    Task<IReadOnlyList<TenantTrouble>> TroublesAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Documents of all tenants past their deadline, oldest first.</summary>
    Task<IReadOnlyList<DocumentHead>> StalledAsync(DateTimeOffset now, int limit, CancellationToken cancellation);
}

public sealed record DueDocument(DocumentKey Document, DateTimeOffset DueAt);

public sealed record OpenEvent(DocumentKey Document, EventId Event, DateTimeOffset ReceivedAt);

/// <param name="MoneyEvents">Those of <paramref name="OpenEvents"/> that are of the lane money.</param>
public sealed record TenantBacklog(TenantId Tenant, long OpenEvents, long OpenDocuments, DateTimeOffset? OldestReceivedAt, long MoneyEvents);

/// <param name="Held">Documents that wait for a person.</param>
/// <param name="Stalled">Documents past their deadline, held or not.</param>
public sealed record TenantTrouble(TenantId Tenant, long Held, long Stalled);
