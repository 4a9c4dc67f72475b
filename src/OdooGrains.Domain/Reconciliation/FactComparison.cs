using System.Globalization;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Domain.Reconciliation;

/// <summary>What is told of an order's payments, refunds and deliveries beside what is known here.</summary>
public static class FactComparison
{
    /// <param name="key">The order; where the other side names none that is known here, what its event is kept under.</param>
    /// <param name="subject">Which facts are compared; others are left out.</param>
    /// <param name="theirs">What the other side tells now.</param>
    /// <param name="ours">What is known here; null where nothing is.</param>
    /// <param name="tolerance">How far amounts may differ, in their currency.</param>
    public static IReadOnlyList<Drift> Of(DocumentKey key, ReconciliationSubject subject, IEnumerable<OrderFact> theirs, OrderState? ours, decimal tolerance)
        => [.. theirs.Select(fact => Of(key, subject, fact, ours, tolerance)).OfType<Drift>()];

    /// <summary>Deliveries that left, which the channel should have been told of and was not, and nobody works on it.</summary>
    public static IReadOnlyList<Drift> NotAnnounced(OrderState ours, bool announces)
    {
        if (!announces || ours is not { IsConfirmedInErp: true, Order.CancelledAt: null, Facts: { } facts } || ours.Status is OrderStatus.Discarded || ours.CurrentAtChannel is not null)
        {
            return [];
        }

        var told = ours.Effects.Select(effect => effect.Request).OfType<Effects.AnnounceDelivery>().Select(announce => announce.Delivery.Id).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. facts.Deliveries
                .Where(delivery => delivery is { Source: DeliverySource.Erp, IsReturn: false, Status: DeliveryStatus.Done } && !told.Contains(delivery.Id))
                .Select(delivery => Person(ours.Key, DriftCause.NotAnnounced, $"delivery {delivery.Id}", "not told", Text(delivery.Status), delivery.UpdatedAt)),
        ];
    }

    private static Drift? Of(DocumentKey key, ReconciliationSubject subject, OrderFact fact, OrderState? ours, decimal tolerance) => (subject, fact) switch
    {
        (ReconciliationSubject.Payments, OrderFact.PaymentFact { Payment: var theirs }) => Compare(
            key, ours, $"payment {theirs.Id}", new(theirs.UpdatedAt, theirs.Status, theirs.Amount, theirs.Currency),
            ours?.Facts?.Payments.Where(payment => payment.Id == theirs.Id && payment.Kind == theirs.Kind).Select(payment => new Word(payment.UpdatedAt, payment.Status, payment.Amount, payment.Currency)).FirstOrDefault(), tolerance),
        (ReconciliationSubject.Refunds, OrderFact.RefundFact { Refund: var theirs }) => Compare(
            key, ours, $"refund {theirs.Id}", new(theirs.UpdatedAt, theirs.Status, theirs.Total, theirs.Currency),
            ours?.Facts?.Refunds.Where(refund => refund.Id == theirs.Id).Select(refund => new Word(refund.UpdatedAt, refund.Status, refund.Total, refund.Currency)).FirstOrDefault(), tolerance),
        (ReconciliationSubject.Shipments, OrderFact.DeliveryFact { Delivery: var theirs }) => Compare(
            key, ours, $"delivery {theirs.Id}", new(theirs.UpdatedAt, theirs.Status, theirs.Lines.Sum(line => line.Quantity), ""),
            ours?.Facts?.Deliveries.Where(delivery => delivery.Id == theirs.Id && delivery.Source == theirs.Source).Select(delivery => new Word(delivery.UpdatedAt, delivery.Status, delivery.Lines.Sum(line => line.Quantity), "")).FirstOrDefault(), tolerance),
        _ => null,
    };

    private static Drift? Compare(DocumentKey key, OrderState? ours, string what, Word theirs, Word? known, decimal tolerance)
    {
        if (known is null || theirs.At > known.At)
        {
            return known is not null && known.Says(theirs, tolerance) ? null : new()
            {
                Document = key,
                Cause = ours is null ? DriftCause.UnknownHere : DriftCause.MissedWebhook,
                Remedy = DriftRemedy.TakeIn,
                What = what,
                Theirs = theirs.ToString(),
                Ours = known?.ToString(),
                Since = theirs.At,
            };
        }

        // Of one instant and differing, neither word is the newer one.
        return theirs.At < known.At || known.Says(theirs, tolerance) ? null
            : Person(key, known.Differs(theirs, tolerance) ? DriftCause.AmountDiffers : DriftCause.ChangedSilently, what, theirs.ToString(), known.ToString(), theirs.At);
    }

    private static Drift Person(DocumentKey key, DriftCause cause, string what, string theirs, string ours, DateTimeOffset since)
        => new() { Document = key, Cause = cause, Remedy = DriftRemedy.Person, What = what, Theirs = theirs, Ours = ours, Since = since };

    private static string Text(Enum status) => status.ToString().ToLowerInvariant();

    private sealed record Word(DateTimeOffset At, Enum Status, decimal Amount, string Currency)
    {
        public bool Differs(Word other, decimal tolerance) => Currency != other.Currency || Math.Abs(Amount - other.Amount) > tolerance;

        public bool Says(Word other, decimal tolerance) => Status.Equals(other.Status) && !Differs(other, tolerance);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount:0.##########} {Currency} {Text(Status)}").Replace("  ", " ", StringComparison.Ordinal);
    }
}
