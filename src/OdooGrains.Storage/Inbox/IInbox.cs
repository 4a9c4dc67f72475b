using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Inbox;

/// <summary>Accepted events, raw.</summary>
public interface IInbox
{
    /// <summary>
    /// Stores an event; returns after it is durable. The same delivery id with the same body, or the same topic with the same body
    /// (which then has the same object and updated_at), is a duplicate within (tenant, connection). The same delivery id with another
    /// body is stored with <see cref="InboundEvent.BodyChanged"/> set.
    /// </summary>
    Task<Accepted> AcceptAsync(InboundEvent @event, CancellationToken cancellation);

    /// <summary>Events of a document that are not folded yet, in order of arrival, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<InboundEvent>> OpenAsync(DocumentKey document, int limit, CancellationToken cancellation);

    /// <summary>All events of a document without their bodies (empty), in order of arrival, at most <paramref name="limit"/>, newest kept.</summary>
    Task<IReadOnlyList<InboundEvent>> OfDocumentAsync(DocumentKey document, int limit, CancellationToken cancellation);

    Task<InboundEvent?> FindAsync(TenantId tenant, EventId id, CancellationToken cancellation);

    /// <summary>Events of a connection (or of the whole tenant) in a status, newest first, without bodies; <paramref name="before"/> is the cursor.</summary>
    Task<IReadOnlyList<InboundEvent>> ListAsync(TenantId tenant, ConnectionId? connection, EventStatus? status, EventId? before, int limit, CancellationToken cancellation);

    /// <summary>Turns an open event that cannot be read into open work of an owner, with the reason as its note; false when it is not open.</summary>
    Task<bool> ToWorkAsync(TenantId tenant, EventId id, string owner, DateTimeOffset deadline, string note, CancellationToken cancellation);

    /// <summary>Opens such work again, so that it is folded; false when it is no open work on a document.</summary>
    Task<bool> ReopenAsync(TenantId tenant, EventId id, CancellationToken cancellation);

    /// <summary>
    /// Gives the open events that wait for a reference (<see cref="DocumentReference.DocumentId"/>) to the document that has registered it with the
    /// channel. What dedupe compares stays as it is.
    /// </summary>
    /// <returns>That document; null, and nothing is changed, where none has registered it.</returns>
    Task<DocumentKey?> ReaddressAsync(TenantId tenant, ConnectionId channel, DocumentReference reference, CancellationToken cancellation);

    /// <summary>Closes open work with a note; false when it is not open work (any more).</summary>
    Task<bool> CloseWorkAsync(TenantId tenant, EventId id, string note, CancellationToken cancellation);
}

/// <summary>What came of accepting: the id of the stored event, or of the one that it duplicates.</summary>
public readonly record struct Accepted(EventId Id, bool IsDuplicate, bool BodyChanged);
