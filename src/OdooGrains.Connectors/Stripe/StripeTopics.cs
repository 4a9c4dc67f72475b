using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Connectors.Stripe;

/// <summary>What becomes of each type of event (https://docs.stripe.com/api/events/types).</summary>
internal static class StripeTopics
{
    public static readonly IReadOnlyList<TopicManifest> Manifest =
    [
        new("payment_intent.succeeded", "The payment is captured."),
        new("payment_intent.amount_capturable_updated", "The payment is authorised."),
        new("payment_intent.payment_failed", "The payment failed; the buyer may try again."),
        new("payment_intent.canceled", "The payment, or its authorisation, is given up."),
        new("charge.captured", "The payment is captured."),
        new("charge.refunded", "The charge as it is now; its refunds where the API version still lists them."),
        new("refund.created", "A refund."),
        new("refund.updated", "A refund went on."),
        new("refund.failed", "A refund that the bank sent back."),
        new("charge.dispute.created", "The buyer's bank disputes the payment."),
        new("charge.dispute.closed", "The dispute is won or lost."),
        new("checkout.session.completed", "The payment of a checkout."),
        new("checkout.session.async_payment_succeeded", "The payment of a checkout that was paid later."),
        new("payout.failed", "Open work for the tenant: the bank refused a payout."),
        new("payout.paid", "Kept."),
        new("balance.available", "Kept."),
    ];

    // Stripe disables payouts to the bank account until it is corrected (https://docs.stripe.com/payouts#payout-failures).
    private static readonly TimeSpan PayoutWithin = TimeSpan.FromDays(1);

    /// <summary>The types that a feed asks for; Stripe takes up to 20.</summary>
    public static IEnumerable<string> Used => Manifest.Select(topic => topic.Topic).Where(topic => IsOfOrder(topic) || topic == "payout.failed");

    /// <summary>Events whose object tells something of an order.</summary>
    public static bool IsOfOrder(string topic) => topic is "payment_intent.succeeded" or "payment_intent.amount_capturable_updated" or "payment_intent.payment_failed" or "payment_intent.canceled"
        or "charge.captured" or "charge.refunded" or "refund.created" or "refund.updated" or "refund.failed" or "charge.dispute.created" or "charge.dispute.closed"
        or "checkout.session.completed" or "checkout.session.async_payment_succeeded";

    /// <summary>By what a type is about, also where it is not used.</summary>
    public static Lane LaneOf(string topic) => topic.Split('.')[0] switch
    {
        "payment_intent" or "charge" or "refund" or "checkout" or "payout" => Lane.Money,
        "customer" => Lane.Customers,
        "product" or "price" => Lane.Catalog,
        _ => Lane.Reports,
    };

    public static InboundVerdict.Verified WithoutOrder(string topic, string eventId) => topic is "payout.failed"
        ? new InboundVerdict.Work(LaneOf(topic), topic, eventId, Owners.Tenant, PayoutWithin)
        : new InboundVerdict.Ignored(LaneOf(topic), topic, eventId);
}
