using System.Globalization;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Domain.Reconciliation;

/// <summary>What is told of an order's payments, refunds and deliveries beside what is known here.</summary>
public static class FactComparison
{
    /// <param name="key">The order; where the other side names none that is known here, what its event is kept under.</param>
    /// <param name="theirs">What the other side tells now.</param>
    /// <param name="ours">What is known here of the order; null where nothing is.</param>
    /// <param name="tolerance">How far amounts may differ, in their currency.</param>
    /// <returns>Null where they agree, or where ours is newer: then it is the list that is late.</returns>
    public static Drift? Of(DocumentKey key, OrderFact theirs, OrderState? ours, decimal tolerance)
    {
        var (what, word) = (What(theirs), Word.Of(theirs));
        var known = Known(theirs, ours) is { } fact ? Word.Of(fact) : null;
        return known is null ? Unknown(key, what, word, ours is null)
            : known.Says(word, tolerance) ? null
            : word.At > known.At ? TakeIn(key, what, word, known)
            : known.Differs(word, tolerance) && (word.At == known.At || (word.IsFinal && known.IsFinal)) ? Person(key, DriftCause.AmountDiffers, what, word.ToString(), known.ToString(), word.At)
            : word.At == known.At ? Person(key, DriftCause.ChangedSilently, what, word.ToString(), known.ToString(), word.At)
            : null;
    }

    /// <summary>The subject that a fact belongs to.</summary>
    public static ReconciliationSubject SubjectOf(OrderFact fact) => fact switch
    {
        OrderFact.PaymentFact => ReconciliationSubject.Payments,
        OrderFact.RefundFact => ReconciliationSubject.Refunds,
        _ => ReconciliationSubject.Shipments,
    };

    /// <summary>Which fact it is, such as <c>payment pi_1 capture</c>.</summary>
    public static string What(OrderFact fact) => fact switch
    {
        OrderFact.PaymentFact { Payment: var payment } => $"payment {payment.Id} {Text(payment.Kind)}",
        OrderFact.RefundFact { Refund: var refund } => $"refund {refund.Id}",
        OrderFact.DeliveryFact { Delivery: var delivery } => $"delivery {delivery.Id}",
        _ => throw new InvalidOperationException($"{fact.GetType().Name} is no fact of an order."),
    };

    /// <summary>When it was stated.</summary>
    public static DateTimeOffset At(OrderFact fact) => Word.Of(fact).At;

    /// <summary>Deliveries that left, which the channel should have been told of and was not, and nobody works on it.</summary>
    /// <param name="announces">Whether the channel can be told.</param>
    public static IReadOnlyList<Drift> NotAnnounced(OrderState ours, bool announces)
    {
        if (!announces || ours is not { IsConfirmedInErp: true, Order.CancelledAt: null, Facts: { } facts, CurrentAtChannel: null } || ours.Status is OrderStatus.Discarded)
        {
            return [];
        }

        var told = ours.Effects.Select(effect => effect.Request).OfType<AnnounceDelivery>().Select(announce => announce.Delivery.Id).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. facts.Deliveries
                .Where(delivery => delivery is { Source: DeliverySource.Erp, IsReturn: false, Status: DeliveryStatus.Done } && !told.Contains(delivery.Id))
                .Select(delivery => Person(ours.Key, DriftCause.NotAnnounced, $"delivery {delivery.Id}", "not told", Text(delivery.Status), delivery.UpdatedAt)),
        ];
    }

    private static OrderFact? Known(OrderFact theirs, OrderState? ours) => theirs switch
    {
        OrderFact.PaymentFact { Payment: var payment } => First(ours?.Facts?.Payments, known => known.Id == payment.Id && known.Kind == payment.Kind, known => new OrderFact.PaymentFact(known)),
        OrderFact.RefundFact { Refund: var refund } => First(ours?.Facts?.Refunds, known => known.Id == refund.Id, known => new OrderFact.RefundFact(known)),
        OrderFact.DeliveryFact { Delivery: var delivery } => First(ours?.Facts?.Deliveries, known => known.Id == delivery.Id && known.Source == delivery.Source, known => new OrderFact.DeliveryFact(known)),
        _ => null,
    };

    private static OrderFact? First<T>(IReadOnlyList<T>? known, Func<T, bool> isSame, Func<T, OrderFact> fact) => known?.Where(isSame).Select(fact).FirstOrDefault();

    private static Drift Unknown(DocumentKey key, string what, Word theirs, bool isOrderUnknown) => new()
    {
        Document = key,
        Cause = isOrderUnknown ? DriftCause.UnknownHere : DriftCause.MissedWebhook,
        Remedy = DriftRemedy.TakeIn,
        What = what,
        Theirs = theirs.ToString(),
        Since = theirs.At,
    };

    private static Drift TakeIn(DocumentKey key, string what, Word theirs, Word known)
        => new() { Document = key, Cause = DriftCause.MissedWebhook, Remedy = DriftRemedy.TakeIn, What = what, Theirs = theirs.ToString(), Ours = known.ToString(), Since = theirs.At };

    // Of one instant, neither word is the newer one: taken in once more, it would change nothing.
    private static Drift Person(DocumentKey key, DriftCause cause, string what, string theirs, string ours, DateTimeOffset since)
        => new() { Document = key, Cause = cause, Remedy = DriftRemedy.Person, What = what, Theirs = theirs, Ours = ours, Since = since };

    private static string Text(Enum status) => status.ToString().ToLowerInvariant();

    /// <param name="IsFinal">Its amount can change no more: money that moved, goods that left.</param>
    private sealed record Word(DateTimeOffset At, Enum Status, decimal Amount, string Currency, bool IsFinal)
    {
        public static Word Of(OrderFact fact) => fact switch
        {
            OrderFact.PaymentFact { Payment: var payment } => new(payment.UpdatedAt, payment.Status, payment.Amount, payment.Currency, payment is { Kind: PaymentKind.Capture, Status: PaymentStatus.Succeeded }),
            OrderFact.RefundFact { Refund: var refund } => new(refund.UpdatedAt, refund.Status, refund.Total, refund.Currency, refund.Status is PaymentStatus.Succeeded),
            OrderFact.DeliveryFact { Delivery: var delivery } => new(delivery.UpdatedAt, delivery.Status, delivery.Lines.Sum(line => line.Quantity), "", delivery.Status is DeliveryStatus.Done),
            _ => throw new InvalidOperationException($"{fact.GetType().Name} is no fact of an order."),
        };

        public bool Differs(Word other, decimal tolerance) => Currency != other.Currency || Math.Abs(Amount - other.Amount) > tolerance;

        public bool Says(Word other, decimal tolerance) => Status.Equals(other.Status) && !Differs(other, tolerance);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount:0.##########} {Currency} {Text(Status)}").Replace("  ", " ", StringComparison.Ordinal);
    }
}
