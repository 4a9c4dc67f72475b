using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Events;

/// <summary>What becomes of an accepted event.</summary>
public enum EventStatus
{
    /// <summary>Not yet folded into its document.</summary>
    Open,
    Folded,
    /// <summary>Folded, and it changed nothing: the document had a newer version.</summary>
    Stale,
    /// <summary>Of a topic that the connector does not use; kept and shown.</summary>
    Ignored,
    /// <summary>A person must act (privacy requests); it has an owner and a deadline until it is discarded with a reason.</summary>
    Work,
    /// <summary>Such work, closed by a person with a reason.</summary>
    Closed,
}

/// <summary>One event as it came in, raw and immutable, with what dedupe and routing need.</summary>
public sealed record InboundEvent
{
    public required EventId Id { get; init; }
    public required ConnectionKey Connection { get; init; }

    /// <summary>The vendor's topic, such as <c>orders/create</c>. Unsigned with some vendors: shown, never trusted.</summary>
    public required string Topic { get; init; }

    /// <summary>The vendor's id of this delivery, equal in repeats; empty where the vendor sends none.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>The document that it concerns; null for ignored topics and open work.</summary>
    public required string? DocumentId { get; init; }

    /// <summary>
    /// The connection that the document belongs to, where it is another one than <see cref="Connection"/>: a payment provider speaks of a shop's
    /// order. Null where a connection speaks of its own.
    /// </summary>
    public ConnectionId? Channel { get; init; }

    /// <summary>How urgent it is; admission counts <see cref="Effects.Lane.Money"/> apart from everything else.</summary>
    public Lane Lane { get; init; } = Lane.Money;

    /// <summary>When the channel says that the object changed; null where the topic has no such time.</summary>
    public DateTimeOffset? ObjectUpdatedAt { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The raw bytes, exactly as signed.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>SHA-256 of <see cref="Body"/>, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> BodyHash { get; init; }

    public EventStatus Status { get; init; } = EventStatus.Open;

    /// <summary>The same delivery id came before with another body: kept, flagged, shown.</summary>
    public bool BodyChanged { get; init; }

    /// <summary>For open work: who must act, and until when.</summary>
    public string? Owner { get; init; }

    public DateTimeOffset? Deadline { get; init; }

    /// <summary>For closed work: who closed it, when and why.</summary>
    public string? Note { get; init; }

    /// <summary>W3C traceparent of the accepting request, or null.</summary>
    public string? TraceParent { get; init; }

    public DocumentKey? Document => DocumentId is { } id ? new(Connection.Tenant, Channel ?? Connection.Connection, id) : null;
}
