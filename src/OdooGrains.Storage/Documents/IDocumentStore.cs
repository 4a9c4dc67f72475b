using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Documents;

/// <summary>Documents with their effects: read one, commit one, list many.</summary>
public interface IDocumentStore
{
    /// <summary>The document with all its effects; null when there is none. Concurrent loads may share a round trip.</summary>
    Task<StoredDocument?> LoadAsync(DocumentKey key, CancellationToken cancellation);

    /// <summary>
    /// Commits one fold atomically: the document at <see cref="DocumentCommit.ExpectedVersion"/> + 1, its changed effects by
    /// compare-and-set on their versions (0 = new), the folded events closed, its references registered, and its reservations written. Any version that differs refuses the whole commit.
    /// </summary>
    Task<CommitResult> CommitAsync(DocumentCommit commit, CancellationToken cancellation);

    /// <summary>Heads of a tenant's documents, newest first by (updated_at, id), at most <paramref name="limit"/>.</summary>
    Task<DocumentPage> ListAsync(TenantId tenant, DocumentFilter filter, string? cursor, int limit, CancellationToken cancellation);
}

/// <summary>A document as stored: its head, its version, its state as the fold's owner wrote it, and its effects, oldest first.</summary>
public sealed record StoredDocument(DocumentHead Head, long Version, ReadOnlyMemory<byte> State, IReadOnlyList<Effect> Effects);

/// <summary>One fold to commit.</summary>
public sealed record DocumentCommit
{
    public required DocumentHead Head { get; init; }

    /// <summary>UTF-8 JSON.</summary>
    public required ReadOnlyMemory<byte> State { get; init; }

    /// <summary>0 for a new document.</summary>
    public required long ExpectedVersion { get; init; }

    /// <summary>New and changed effects as they shall be stored; <see cref="Effect.Version"/> holds the version that they replace (0 = new).</summary>
    public IReadOnlyList<Effect> Effects { get; init; } = [];

    /// <summary>Events that this fold takes in, and what became of each (folded or stale).</summary>
    public IReadOnlyList<FoldedEvent> Events { get; init; } = [];

    /// <summary>Names under which other systems know the document. One that is registered already stays with the document that came first.</summary>
    public IReadOnlyList<DocumentReference> References { get; init; } = [];

    /// <summary>What the fold changes of what the document takes of the stock.</summary>
    public IReadOnlyList<ReservationChange> Reservations { get; init; } = [];
}

/// <summary>An event that a fold closes.</summary>
public readonly record struct FoldedEvent(Domain.Events.EventId Id, bool ChangedNothing);

/// <summary>What came of a commit. After <see cref="CommitResult.Conflict"/> nothing is stored: load and fold again.</summary>
public enum CommitResult
{
    Committed,
    Conflict,
}

/// <summary>Which documents a list shows.</summary>
/// <param name="Status">A status as in <see cref="DocumentHead.Status"/>; null for all.</param>
/// <param name="NeedsAPerson">Only held and dead ones.</param>
/// <param name="FailureClass">A class as in <see cref="DocumentHead.FailureClass"/>; null for all.</param>
/// <param name="StalledAt">Only ones whose deadline lies before this instant.</param>
public sealed record DocumentFilter(string? Status = null, ConnectionId? Channel = null, bool NeedsAPerson = false, string? FailureClass = null, DateTimeOffset? StalledAt = null);

/// <summary>A page of heads; <see cref="Next"/> is the cursor of the next page, null on the last.</summary>
public sealed record DocumentPage(IReadOnlyList<DocumentHead> Items, string? Next);
