using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Orders;

/// <summary>Invoices of what was delivered, and the captured payments on them: the oldest payment pays the oldest invoice, to the cent.</summary>
internal static class Billing
{
    public static OrderNext.Do? Next(OrderState state, OrderLedger ledger, OrderPolicy policy) => Invoice(state, ledger, policy) ?? Payment(ledger, policy);

    private static OrderNext.Do? Invoice(OrderState state, OrderLedger ledger, OrderPolicy policy)
    {
        if (policy.Terms.InvoiceWhen is InvoiceWhen.Never || !policy.Offers(OrderSteps.Invoice))
        {
            return null;
        }

        IReadOnlyList<LineQuantity> lines = [.. ledger.Lines.Where(line => line.ToInvoice > 0).Select(line => new LineQuantity(line.LineId, line.ToInvoice))];
        return lines.Count == 0 ? null : new OrderNext.Do(new InvoiceOrder(state.Booked!.ErpId, lines));
    }

    private static OrderNext.Do? Payment(OrderLedger ledger, OrderPolicy policy)
    {
        if (!policy.Offers(OrderSteps.Payment))
        {
            return null;
        }

        var unpaid = ledger.Invoices.Select(invoice => (invoice.InvoiceId, Left: invoice.Total - Sum(ledger, paid => paid.InvoiceId == invoice.InvoiceId))).FirstOrDefault(each => each.Left > 0);
        var payments = ledger.Captures.OrderBy(payment => payment.UpdatedAt).ThenBy(payment => payment.Id, StringComparer.Ordinal);
        var unused = payments.Select(payment => (Payment: payment, Left: payment.Amount - Sum(ledger, paid => paid.Payment.Id == payment.Id))).FirstOrDefault(each => each.Left > 0);
        return unpaid.Left > 0 && unused.Left > 0 ? new OrderNext.Do(new RegisterPayment(unpaid.InvoiceId, unused.Payment, Math.Min(unpaid.Left, unused.Left))) : null;
    }

    private static decimal Sum(OrderLedger ledger, Func<RegisterPayment, bool> which) => ledger.Registered.Where(which).Sum(paid => paid.Amount);
}
