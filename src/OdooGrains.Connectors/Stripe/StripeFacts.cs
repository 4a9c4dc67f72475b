using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Stripe;

/// <summary>
/// Reads what an event tells of an order. The event holds its object as it was when the event was made; its own status counts, not the type of the
/// event, so that events that come late or twice say the same. Objects have no time of change: the event's is taken.
/// </summary>
internal static class StripeFacts
{
    private const string Gateway = "stripe";

    public static IReadOnlyList<OrderFact> Read(StripeSettings settings, JsonView body)
    {
        var at = StripeEvent.CreatedAt(body);
        var subject = StripeEvent.Subject(body);
        var kind = subject.Get("object");
        return kind.String() switch
        {
            "payment_intent" => [new OrderFact.PaymentFact(PaymentIntent(subject, at))],
            "charge" => [new OrderFact.PaymentFact(Charge(subject, at)), .. subject.Find("refunds")?.Items("data").SelectMany(refund => Refund(settings, refund, at)) ?? []],
            "refund" => [.. Refund(settings, subject, at)],
            "dispute" => [new OrderFact.PaymentFact(Dispute(subject, at))],
            "checkout.session" => [new OrderFact.PaymentFact(Session(subject, at))],
            _ => throw new JsonShapeException(kind.Path, "payment_intent, charge, refund, dispute or checkout.session"),
        };
    }

    // One payment intent is one payment through all its life: authorised, captured, given up, all under its id.
    private static Payment PaymentIntent(JsonView intent, DateTimeOffset at)
    {
        var currency = StripeMoney.Currency(intent);
        var status = intent.Get("status");
        var (kind, outcome, amount) = status.String() switch
        {
            "succeeded" => (PaymentKind.Capture, PaymentStatus.Succeeded, "amount_received"),
            "requires_capture" => (PaymentKind.Authorization, PaymentStatus.Succeeded, "amount_capturable"),
            // An authorisation is given back; where the money was to be taken at once, it never was.
            "canceled" when intent.Text("capture_method") == "manual" => (PaymentKind.Void, PaymentStatus.Succeeded, "amount"),
            "canceled" => (PaymentKind.Capture, PaymentStatus.Failed, "amount"),
            // The buyer may try again with another card; until then this is a failed payment.
            "requires_payment_method" => (PaymentKind.Capture, PaymentStatus.Failed, "amount"),
            "processing" or "requires_action" or "requires_confirmation" => (PaymentKind.Capture, PaymentStatus.Pending, "amount"),
            _ => throw new JsonShapeException(status.Path, "a status of a payment intent"),
        };
        return new() { Id = StripeEvent.Id(intent), Kind = kind, Status = outcome, Amount = StripeMoney.Amount(intent, amount, currency), Currency = currency, Gateway = Gateway, UpdatedAt = at };
    }

    private static Payment Charge(JsonView charge, DateTimeOffset at)
    {
        var currency = StripeMoney.Currency(charge);
        var (isCaptured, status) = (charge.Flag("captured"), charge.Get("status"));
        return new()
        {
            Id = StripeEvent.Reference(charge, "payment_intent") ?? StripeEvent.Id(charge),
            Kind = isCaptured ? PaymentKind.Capture : PaymentKind.Authorization,
            Status = Status(status),
            Amount = StripeMoney.Amount(charge, isCaptured ? "amount_captured" : "amount", currency),
            Currency = currency,
            Gateway = Gateway,
            UpdatedAt = at,
        };
    }

    // Stripe knows an amount and no lines. From API version 2022-11-15 on a charge no longer lists its refunds; refund.created tells of each.
    private static IEnumerable<OrderFact> Refund(StripeSettings settings, JsonView refund, DateTimeOffset at)
    {
        if (settings.RefundId(refund) is not { } id)
        {
            yield break;
        }

        var currency = StripeMoney.Currency(refund);
        var amount = StripeMoney.Amount(refund, "amount", currency);
        yield return new OrderFact.RefundFact(new()
        {
            Id = id,
            Adjustment = amount,
            Total = amount,
            Currency = currency,
            Payments = (StripeEvent.Reference(refund, "payment_intent") ?? StripeEvent.Reference(refund, "charge")) is { } payment ? [payment] : [],
            Status = Status(refund.Get("status")),
            Reason = refund.Text("reason"),
            UpdatedAt = at,
        });
    }

    // Open, won or lost: the money is taken at once, and comes back where the dispute is won.
    private static Payment Dispute(JsonView dispute, DateTimeOffset at)
    {
        var currency = StripeMoney.Currency(dispute);
        return new()
        {
            Id = StripeEvent.Id(dispute),
            Kind = PaymentKind.Dispute,
            Status = dispute.Get("status").String() switch
            {
                "lost" => PaymentStatus.Succeeded,
                "won" or "warning_closed" or "prevented" => PaymentStatus.Failed,
                _ => PaymentStatus.Pending,
            },
            Amount = StripeMoney.Amount(dispute, "amount", currency),
            Currency = currency,
            ParentId = StripeEvent.Reference(dispute, "payment_intent") ?? StripeEvent.Reference(dispute, "charge"),
            Gateway = Gateway,
            UpdatedAt = at,
        };
    }

    private static Payment Session(JsonView session, DateTimeOffset at)
    {
        var currency = StripeMoney.Currency(session);
        return new()
        {
            Id = StripeEvent.Reference(session, "payment_intent") ?? StripeEvent.Id(session),
            Kind = PaymentKind.Capture,
            Status = session.Get("payment_status").String() is "paid" or "no_payment_required" ? PaymentStatus.Succeeded : PaymentStatus.Pending,
            Amount = StripeMoney.Amount(session, "amount_total", currency),
            Currency = currency,
            Gateway = Gateway,
            UpdatedAt = at,
        };
    }

    private static PaymentStatus Status(JsonView status) => status.String() switch
    {
        "succeeded" => PaymentStatus.Succeeded,
        "pending" or "requires_action" => PaymentStatus.Pending,
        "failed" or "canceled" => PaymentStatus.Failed,
        _ => throw new JsonShapeException(status.Path, "succeeded, pending, requires_action, failed or canceled"),
    };
}
