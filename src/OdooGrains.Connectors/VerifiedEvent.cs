using System.Security.Cryptography;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Connectors;

/// <summary>What is stored of an event that a connector has verified, be it that it was sent or that it was read.</summary>
public static class VerifiedEvent
{
    public static InboundEvent Of(ConnectionKey key, EventId id, InboundVerdict.Verified verdict, ReadOnlyMemory<byte> body, DateTimeOffset receivedAt, string? traceParent = null)
    {
        var @event = new InboundEvent
        {
            Id = id,
            Connection = key,
            Topic = verdict.Topic,
            DeliveryId = verdict.DeliveryId,
            Lane = verdict.Lane,
            DocumentId = null,
            ReceivedAt = receivedAt,
            Body = body,
            BodyHash = SHA256.HashData(body.Span),
            TraceParent = traceParent,
        };
        return verdict switch
        {
            InboundVerdict.Document it => @event with { DocumentId = it.DocumentId, Channel = it.Channel, ObjectUpdatedAt = it.UpdatedAt },
            InboundVerdict.Work it => @event with { Status = EventStatus.Work, Owner = it.Owner, Deadline = receivedAt + it.Within },
            InboundVerdict.Ignored => @event with { Status = EventStatus.Ignored },
            _ => throw new InvalidOperationException($"Verdict {verdict.GetType().Name} of connection {key} is not known."),
        };
    }
}
