using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Api.Orders;

/// <summary>One thing that happened to an order.</summary>
/// <param name="What">received, planned, sent, confirmed, in_doubt, failed, held, dead, withdrawn or on_hold.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record TimelineEntry(DateTimeOffset At, string What, string Detail)
{
    public string? EventId { get; init; }
    public string? Topic { get; init; }

    /// <summary>What became of an event: open, folded, stale, work or closed.</summary>
    public string? EventStatus { get; init; }

    /// <summary>The event's delivery id came before with another body.</summary>
    public bool? IsFlagged { get; init; }

    public string? Step { get; init; }
    public int? Revision { get; init; }
    public int? Attempts { get; init; }
}

/// <summary>The history of an order, merged from its events and its effects. Pure.</summary>
public static class OrderTimeline
{
    public static IReadOnlyList<TimelineEntry> Of(IReadOnlyList<InboundEvent> events, OrderState? order) =>
    [
        .. events.Select(Received)
            .Concat((order?.Effects ?? []).SelectMany(OfEffect))
            .Concat(order?.Hold is { } hold ? [new(hold.Since, "on_hold", hold.Reason)] : [])
            .OrderBy(entry => entry.At),
    ];

    private static TimelineEntry Received(InboundEvent @event) => new(@event.ReceivedAt, "received", Became(@event))
    {
        EventId = @event.Id.ToString(),
        Topic = @event.Topic,
        EventStatus = @event.Status.ToString().ToLowerInvariant(),
        IsFlagged = @event.BodyChanged ? true : null,
    };

    private static string Became(InboundEvent @event)
    {
        var became = @event.Status switch
        {
            Domain.Events.EventStatus.Open => "It waits to be folded.",
            Domain.Events.EventStatus.Folded => "It was folded into the order.",
            Domain.Events.EventStatus.Stale => "It changed nothing: the order had a newer version.",
            Domain.Events.EventStatus.Work => $"It could not be read and waits for {@event.Owner}: {@event.Note}",
            Domain.Events.EventStatus.Closed => $"It was closed by a person: {@event.Note}",
            _ => "It was kept, and nothing came of it.",
        };
        var flag = @event.BodyChanged ? " Its delivery id came before with another body; both are kept." : "";
        return $"The channel sent {@event.Topic}. {became}{flag}";
    }

    private static IEnumerable<TimelineEntry> OfEffect(Effect effect)
    {
        yield return Entry(effect, effect.PlannedAt, "planned", $"{effect.Operation} at '{effect.Connection}' was planned.");
        if (effect.SentAt is { } sentAt)
        {
            yield return Entry(effect, sentAt, "sent", $"Attempt {effect.Attempts} was sent; {Outcome(effect)}");
        }

        if (effect.SettledAt is { } settledAt)
        {
            yield return Entry(effect, settledAt, EffectView.StatusText(effect.Status), Settled(effect));
        }
    }

    private static TimelineEntry Entry(Effect effect, DateTimeOffset at, string what, string detail) => new(at, what, detail)
    {
        Step = effect.Key.Step,
        Revision = effect.Key.Revision,
        Attempts = effect.Attempts,
    };

    private static string Outcome(Effect effect) => effect.Status switch
    {
        EffectStatus.Sent => "its answer is awaited.",
        EffectStatus.InDoubt => $"whether it was done is not known: {effect.LastFailure?.Message}",
        EffectStatus.Planned => $"it surely was not done: {effect.LastFailure?.Message ?? "the look-up found nothing."} The next attempt is due at {effect.DueAt:u}.",
        _ => "it is settled.",
    };

    private static string Settled(Effect effect) => (effect.Status, effect.Result) switch
    {
        (EffectStatus.Confirmed, OrderBooked booked) => $"The ERP has the order as {booked.ErpNumber} with a total of {booked.Total:0.00##}.",
        (EffectStatus.Confirmed, CustomerEnsured { Alike: { } alike } customer) => $"The ERP has the customer as {customer.CustomerId}, and {alike.Count} more who may be the same; see /customers/proposals.",
        (EffectStatus.Confirmed, CustomerEnsured customer) => $"The ERP has the customer as {customer.CustomerId}.",
        (EffectStatus.Confirmed, OrderConfirmed) => "The ERP confirmed the order.",
        (EffectStatus.Confirmed, OrderCancelled) => "The ERP cancelled the order.",
        (EffectStatus.Confirmed, OrderDelivered delivered) => $"The ERP has the delivery as {delivered.DeliveryId}.",
        (EffectStatus.Confirmed, OrderInvoiced invoiced) => $"The ERP posted the invoice {invoiced.Number} with a total of {invoiced.Total:0.00##}.",
        (EffectStatus.Confirmed, PaymentRegistered payment) => $"The ERP registered the payment; {payment.Residual:0.00##} of the invoice is unpaid.",
        (EffectStatus.Confirmed, OrderCredited credited) => $"The ERP posted the credit note {credited.Number} with a total of {credited.Total:0.00##}.",
        (EffectStatus.Confirmed, GoodsReturned returned) => $"The ERP took the goods back with {returned.DeliveryId}.",
        (EffectStatus.Confirmed, DeliveryAnnounced announced) => $"The channel was told of the delivery, which it has as {announced.FulfilmentId}.",
        (EffectStatus.Withdrawn, _) => "It was no longer wanted, and was surely never done.",
        (EffectStatus.Dead, _) => $"It was given up after {effect.Attempts} attempts: {effect.LastFailure?.Message}",
        _ => effect.LastFailure?.Message ?? "It is settled.",
    };
}
