using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Events;

namespace OdooGrains.Api.Failures;

/// <summary>Something that waits for a person: a held or dead order, or an event that became work.</summary>
/// <param name="Id"><c>order:{channel}:{id}</c> or <c>event:{eventId}</c>; percent-encode it in a path.</param>
/// <param name="Class">The failure's class, or <c>work</c>.</param>
/// <param name="Owner">Who must act: platform, tenant, or whom policy names.</param>
public sealed record FailureEntry(string Id, string Class, string? Reason, string? Owner, DateTimeOffset? Deadline, string Channel, string? Document, string? Number, string? Topic, DateTimeOffset At)
{
    public static FailureEntry Of(DocumentHead head) => new(
        new FailureId.Order(head.Key.Channel, head.Key.Id).ToString(),
        head.FailureClass ?? "business",
        head.Reason,
        head.Owner,
        head.Deadline,
        head.Key.Channel.Value,
        head.Key.Id,
        head.Number,
        null,
        head.UpdatedAt);

    public static FailureEntry Of(InboundEvent @event) => new(
        new FailureId.Event(@event.Id).ToString(),
        FailureList.WorkClass,
        @event.Note ?? $"{@event.Topic} asks a person to act.",
        @event.Owner,
        @event.Deadline,
        (@event.Channel ?? @event.Connection.Connection).Value,
        @event.DocumentId,
        null,
        @event.Topic,
        @event.ReceivedAt);
}

/// <summary>Why something is ended; kept and shown.</summary>
public sealed record DiscardFailure(string Reason);

/// <param name="Result"><c>retried</c> or <c>discarded</c>.</param>
public sealed record FailureAnswer(string Id, string Result);
