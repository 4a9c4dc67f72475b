using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Orders;

/// <summary>What follows the confirmation, to the end: goods and money each carried on as far as they are known, and then what is awaited.</summary>
internal static class Completion
{
    public static OrderNext Next(OrderState state, OrderLedger ledger, OrderPolicy policy)
        => Fulfilment.AtErp(state, ledger, policy)
            ?? Billing.Next(state, ledger, policy)
            ?? (OrderNext?)Problem(state, ledger, policy)
            ?? Refunding.Next(state, ledger, policy)
            ?? (state.Order.CancelledAt is null ? Rest(state, ledger, policy) : Cancellation.Rest(ledger, policy));

    // Deliveries and what was paid for are written all the same: a problem of the money holds back only what would give more of it away.
    private static OrderNext.Held? Problem(OrderState state, OrderLedger ledger, OrderPolicy policy)
        => Conservation.Disputed(state)
            ?? Broken(Conservation.Breaches(state, ledger, policy.TotalTolerance).FirstOrDefault());

    private static OrderNext.Held Unpaid { get; } = new(OrderHold.PaymentReversed,
        "The payment that released the order does not stand any more, and goods are still to leave. Stop them in the ERP and cancel the order in the channel, or get it paid again, which releases it.");

    private static OrderNext Rest(OrderState state, OrderLedger ledger, OrderPolicy policy)
    {
        if (ledger.Lines.Any(line => line.Open > 0))
        {
            return Release.IsPaid(state, ledger, policy) ? new OrderNext.Awaits(OrderWait.Delivery) : Unpaid;
        }

        // Where no payment was ever told, the money is not ours to follow: it is paid on invoice.
        if (policy.Terms.InvoiceWhen is InvoiceWhen.Never || !policy.Offers(OrderSteps.Invoice) || !ledger.HasPayments)
        {
            return OrderNext.End;
        }

        return ledger.Invoiced - ledger.Credited - (ledger.Captured - ledger.Refunded) > policy.TotalTolerance
            ? new OrderNext.Awaits(OrderWait.Payment)
            : Broken(Conservation.AtTheEnd(state, ledger, policy.TotalTolerance)) ?? OrderNext.End;
    }

    private static OrderNext.Held? Broken(Breach? breach) => breach is null ? null : new OrderNext.Held(breach.Code, breach.Cause) { Owner = breach.Owner };
}
