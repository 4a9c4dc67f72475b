using System.Text.Json;
using System.Text.Json.Serialization;

namespace OdooGrains.Domain.Orders;

/// <summary>
/// What is known of an order beside its content, each thing once and as it was last stated. Taking facts in commutes: whichever order they
/// come in, and however often, the same is known in the end.
/// </summary>
public sealed record OrderFacts
{
    public static OrderFacts None { get; } = new();

    public IReadOnlyList<Payment> Payments { get; init; } = [];
    public IReadOnlyList<Refund> Refunds { get; init; } = [];
    public IReadOnlyList<Delivery> Deliveries { get; init; } = [];

    /// <summary>When the newest of them was stated.</summary>
    [JsonIgnore]
    public DateTimeOffset UpdatedAt => Payments.Select(payment => payment.UpdatedAt)
        .Concat(Refunds.Select(refund => refund.UpdatedAt))
        .Concat(Deliveries.Select(delivery => delivery.UpdatedAt))
        .DefaultIfEmpty()
        .Max();

    /// <summary>With one fact more; this same instance where it tells nothing new.</summary>
    public OrderFacts With(OrderFact fact) => fact switch
    {
        OrderFact.PaymentFact { Payment: var payment } => Merged(Payments, payment, Key, Word) is { } payments ? this with { Payments = payments } : this,
        OrderFact.RefundFact { Refund: var refund } => Merged(Refunds, refund, each => each.Id, Word) is { } refunds ? this with { Refunds = refunds } : this,
        OrderFact.DeliveryFact { Delivery: var delivery } => Merged(Deliveries, delivery, Key, Word) is { } deliveries ? this with { Deliveries = deliveries } : this,
        _ => throw new InvalidOperationException($"{fact.GetType().Name} is no fact of an order."),
    };

    private static string Key(Payment payment) => $"{payment.Id}/{payment.Kind}";

    private static string Key(Delivery delivery) => $"{delivery.Source}/{delivery.Id}";

    // The newer word wins. Of two of one instant the one that is further on, so that "failed" does not undo "succeeded"; else any, but always the same.
    private static (DateTimeOffset, int, string) Word(Payment payment) => (payment.UpdatedAt, Rank(payment.Status), JsonSerializer.Serialize(payment, DomainJson.Default.Payment));

    private static (DateTimeOffset, int, string) Word(Refund refund) => (refund.UpdatedAt, Rank(refund.Status), JsonSerializer.Serialize(refund, DomainJson.Default.Refund));

    private static (DateTimeOffset, int, string) Word(Delivery delivery) => (delivery.UpdatedAt, Rank(delivery.Status), JsonSerializer.Serialize(delivery, DomainJson.Default.Delivery));

    private static int Rank(PaymentStatus status) => status switch { PaymentStatus.Pending => 0, PaymentStatus.Failed => 1, _ => 2 };

    private static int Rank(DeliveryStatus status) => status switch { DeliveryStatus.Open => 0, DeliveryStatus.Cancelled => 1, _ => 2 };

    private static IReadOnlyList<T>? Merged<T>(IReadOnlyList<T> known, T told, Func<T, string> key, Func<T, (DateTimeOffset At, int Rank, string Text)> word)
    {
        var id = key(told);
        var before = known.Where(each => key(each) == id).ToList();
        return before.Count > 0 && Compare(word(told), word(before[0])) <= 0
            ? null
            : [.. known.Where(each => key(each) != id).Append(told).OrderBy(key, StringComparer.Ordinal)];
    }

    private static int Compare((DateTimeOffset At, int Rank, string Text) one, (DateTimeOffset At, int Rank, string Text) other)
        => (one.At, one.Rank) != (other.At, other.Rank) ? (one.At, one.Rank).CompareTo((other.At, other.Rank)) : string.CompareOrdinal(one.Text, other.Text);
}
