using System.Text.Json.Serialization;

namespace OdooGrains.Domain.Orders;

/// <summary>One thing that became known of an order beside its content, from whichever system; the newer word on the same thing wins.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$fact")]
[JsonDerivedType(typeof(PaymentFact), "payment")]
[JsonDerivedType(typeof(RefundFact), "refund")]
[JsonDerivedType(typeof(DeliveryFact), "delivery")]
public abstract record OrderFact
{
    private OrderFact()
    {
    }

    public sealed record PaymentFact(Payment Payment) : OrderFact;

    public sealed record RefundFact(Refund Refund) : OrderFact;

    public sealed record DeliveryFact(Delivery Delivery) : OrderFact;
}
