using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Orders;

/// <summary>One way in which goods or money of an order do not add up.</summary>
/// <param name="Code">The hold's code.</param>
/// <param name="Cause">A sentence for people: values and remedy.</param>
/// <param name="Owner">Who must act.</param>
public sealed record Breach(string Code, string Cause, string Owner);

/// <summary>
/// What must hold of an order's goods and money: <c>ordered = delivered + open + cancelled</c> by line and
/// <c>captured − refunded = invoiced − credited</c> in the end. Pure; what is found holds the order until a fact that was missing comes in.
/// </summary>
public static class Conservation
{
    /// <summary>What is wrong whatever is still to come from the ERP; facts that are still on their way may mend it.</summary>
    public static IEnumerable<Breach> Breaches(OrderState state, OrderLedger ledger, decimal tolerance)
        => Currencies(state).Concat(Reversals(ledger)).Concat(Goods(ledger)).Concat(Refunds(ledger, tolerance));

    /// <summary>What is wrong once everything that is known is written, all goods are delivered or cancelled, and no money is awaited.</summary>
    public static Breach? AtTheEnd(OrderState state, OrderLedger ledger, decimal tolerance)
    {
        var (moved, billed) = (ledger.Captured - ledger.Refunded, ledger.Invoiced - ledger.Credited);
        return Math.Abs(moved - billed) <= tolerance ? null : new(OrderHold.LedgerBreach,
            $"{ledger.Captured:0.00##} captured less {ledger.Refunded:0.00##} refunded leaves {moved:0.00##} {state.Order.Currency}, but {ledger.Invoiced:0.00##} invoiced less {ledger.Credited:0.00##} credited leaves {billed:0.00##}. Give the difference back in the channel or bill it in the ERP, then retry or discard.",
            Owners.Tenant);
    }

    /// <summary>The buyer's bank asked for the money back, or took it, and the dispute is not won.</summary>
    internal static OrderNext.Held? Disputed(OrderState state)
        => state.Facts?.Payments.FirstOrDefault(payment => payment is { Kind: PaymentKind.Dispute, Status: not PaymentStatus.Failed }) is { } dispute
            ? new(OrderHold.PaymentDisputed, $"The dispute '{dispute.Id}' about {dispute.Amount:0.00##} {dispute.Currency} is {(dispute.Status is PaymentStatus.Succeeded ? "lost" : "open")}. Win it, which releases the order, or discard it here.")
            : null;

    private static IEnumerable<Breach> Currencies(OrderState state)
    {
        var currencies = (state.Facts?.Payments.Select(payment => (payment.Id, payment.Currency)) ?? []).Concat(state.Facts?.Refunds.Select(refund => (refund.Id, refund.Currency)) ?? []);
        return from other in currencies
               where other.Currency != state.Order.Currency
               select new Breach(OrderHold.OtherCurrency, $"'{other.Id}' is in {other.Currency} and the order in {state.Order.Currency}; what it is worth is not known here. Book it by hand in the ERP and discard the order here.", Owners.Tenant);
    }

    // What was written to the ERP is not there any more: undoing it there is a person's decision.
    private static IEnumerable<Breach> Reversals(OrderLedger ledger)
    {
        foreach (var paid in ledger.Registered.GroupBy(paid => paid.Payment.Id, StringComparer.Ordinal))
        {
            var captured = ledger.Captures.Where(payment => payment.Id == paid.Key).Sum(payment => payment.Amount);
            if (paid.Sum(part => part.Amount) > captured)
            {
                yield return new(OrderHold.PaymentReversed, $"{paid.Sum(part => part.Amount):0.00##} of the payment '{paid.Key}' is registered in the ERP, but {captured:0.00##} of it stands. Undo the payment in the ERP and discard the order here, or get it paid again.", Owners.Tenant);
            }
        }

        foreach (var credited in ledger.Credits.GroupBy(credit => credit.Request.Refund.Id, StringComparer.Ordinal))
        {
            var refunded = ledger.Refunds.Where(refund => refund.Id == credited.Key).Sum(refund => refund.Total);
            if (credited.Sum(credit => credit.Request.Refund.Total) > refunded)
            {
                yield return new(OrderHold.RefundReversed, $"{credited.Sum(credit => credit.Request.Refund.Total):0.00##} of the refund '{credited.Key}' is credited in the ERP, but {refunded:0.00##} of it was paid out. Refund it in the channel, or undo the credit note in the ERP and discard the order here.", Owners.Tenant);
            }
        }
    }

    private static IEnumerable<Breach> Goods(OrderLedger ledger)
    {
        foreach (var line in ledger.Lines)
        {
            if (line.IsGoods && line.Delivered > line.Ordered)
            {
                yield return new(OrderHold.LedgerBreach, $"{line.Delivered:0.######} of line {line.LineId} left, but {line.Ordered:0.######} were ordered. Take the rest back in the ERP, or correct the order in the channel.", Owners.Tenant);
            }

            if (line.Invoiced > line.Delivered)
            {
                yield return new(OrderHold.LedgerBreach, $"{line.Invoiced:0.######} of line {line.LineId} are invoiced, but {line.Delivered:0.######} left. Correct the invoice in the ERP and discard the order here.", Owners.Tenant);
            }

            if (line.Returned > line.Delivered)
            {
                yield return new(OrderHold.LedgerBreach, $"{line.Returned:0.######} of line {line.LineId} came back, but {line.Delivered:0.######} left. Correct the deliveries in the ERP.", Owners.Tenant);
            }
        }
    }

    private static IEnumerable<Breach> Refunds(OrderLedger ledger, decimal tolerance)
    {
        foreach (var claims in ledger.Claims.GroupBy(claim => claim.LineId, StringComparer.Ordinal))
        {
            var (refunded, ordered) = (claims.Sum(claim => claim.Quantity), ledger.Lines.FirstOrDefault(line => line.LineId == claims.Key)?.Ordered ?? 0);
            if (refunded > ordered)
            {
                yield return new(OrderHold.RefundExceedsOrder, $"{refunded:0.######} of line {claims.Key} are refunded, but {ordered:0.######} were ordered. Correct the refund in the channel, or book it by hand and discard the order here.", Owners.Tenant);
            }
        }

        if (ledger.Refunded > ledger.Captured + tolerance)
        {
            yield return new(OrderHold.RefundExceedsPayment, $"{ledger.Refunded:0.00##} is refunded, but {ledger.Captured:0.00##} was captured. A payment that is still to be told releases it; else correct the refund in the channel.", Owners.Tenant);
        }
    }
}
