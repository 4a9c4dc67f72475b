using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Orders;

/// <summary>
/// Credit notes for what was refunded after it was invoiced, then the goods that come back. A refund may be spread over several invoices; each part
/// names its lines, and the parts sum to the refund, to the cent.
/// </summary>
internal static class Refunding
{
    public static OrderNext.Do? Next(OrderState state, OrderLedger ledger, OrderPolicy policy) => Credit(state, ledger, policy) ?? Return(state, ledger, policy);

    private static OrderNext.Do? Credit(OrderState state, OrderLedger ledger, OrderPolicy policy)
        => policy.Offers(OrderSteps.Credit)
            && ledger.Refunds.OrderBy(refund => refund.Id, StringComparer.Ordinal).Select(refund => Part(state, ledger, refund)).FirstOrDefault(part => part is not null) is { } request
                ? new OrderNext.Do(request)
                : null;

    // Of the first invoice that has something of it left to credit.
    private static CreditOrder? Part(OrderState state, OrderLedger ledger, Refund refund)
        => ledger.Invoices.Select(invoice => Part(ledger, refund, invoice)).FirstOrDefault(part => part is not null) is var (invoice, part)
            ? new(state.Booked!.ErpId, invoice, part)
            : null;

    private static (string Invoice, Refund Part)? Part(OrderLedger ledger, Refund refund, OrderInvoiced invoice)
    {
        List<RefundLine> lines = [];
        foreach (var claim in ledger.Claims.Where(claim => claim.Refund.Id == refund.Id))
        {
            var taken = lines.Where(line => line.LineId == claim.LineId).Sum(line => line.Quantity);
            var open = Math.Min(ToCredit(ledger, claim.LineId), OnInvoice(ledger, claim.LineId, invoice)) - taken;
            var quantity = Math.Min(open, claim.Uncredited - claim.Cancelled);
            if (quantity > 0)
            {
                lines.Add(new(claim.LineId, quantity, claim.AmountOf(claim.CreditedQuantity + quantity) - claim.CreditedAmount, claim.Restock));
            }
        }

        var extra = Extra(ledger, refund, invoice, lines);
        return lines.Count == 0 && extra == 0 ? null : (invoice.InvoiceId, refund with
        {
            Lines = lines,
            Shipping = Math.Clamp(extra, 0, refund.Shipping),
            Adjustment = extra - Math.Clamp(extra, 0, refund.Shipping),
            Total = lines.Sum(line => line.Amount) + extra,
        });
    }

    private static decimal ToCredit(OrderLedger ledger, string line) => ledger.Lines.FirstOrDefault(each => each.LineId == line)?.ToCredit ?? 0;

    private static decimal OnInvoice(OrderLedger ledger, string line, OrderInvoiced invoice)
    {
        var credited = ledger.Credits.Where(credit => credit.Request.InvoiceId == invoice.InvoiceId).SelectMany(credit => credit.Request.Refund.Lines);
        return OrderLedger.Quantity(invoice.Lines, line) - credited.Where(each => each.LineId == line).Sum(each => each.Quantity);
    }

    // Shipping and goodwill, as far as the invoice has room; less than the lines say lowers the first credit note that has lines.
    private static decimal Extra(OrderLedger ledger, Refund refund, OrderInvoiced invoice, List<RefundLine> lines)
    {
        var before = ledger.Credits.Where(credit => credit.Request.Refund.Id == refund.Id).Sum(credit => credit.Request.Refund.Total - credit.Request.Refund.Lines.Sum(line => line.Amount));
        var left = refund.Total - refund.Lines.Sum(line => line.Amount) - before;
        var room = invoice.Total - ledger.CreditedOf(invoice.InvoiceId) - lines.Sum(line => line.Amount);
        return left >= 0 ? Math.Clamp(room, 0, left) : lines.Sum(line => line.Amount) + left > 0 ? left : 0;
    }

    private static OrderNext.Do? Return(OrderState state, OrderLedger ledger, OrderPolicy policy)
    {
        if (!policy.Offers(OrderSteps.Return))
        {
            return null;
        }

        var returned = state.Effects.Where(effect => effect.Status is EffectStatus.Confirmed).Select(effect => effect.Request).OfType<ReturnGoods>().ToList();
        foreach (var claims in ledger.Claims.Where(claim => claim.Restock is Restock.Return).GroupBy(claim => claim.Refund.Id, StringComparer.Ordinal))
        {
            var done = returned.Where(request => request.RefundId == claims.Key).SelectMany(request => request.Lines).ToList();
            IReadOnlyList<LineQuantity> lines =
            [
                .. claims.Select(claim => new LineQuantity(claim.LineId, Math.Min(claim.Quantity - OrderLedger.Quantity(done, claim.LineId), ToReturn(ledger, claim.LineId))))
                    .Where(line => line.Quantity > 0),
            ];
            if (lines.Count > 0)
            {
                return new OrderNext.Do(new ReturnGoods(state.Booked!.ErpId, claims.Key, lines));
            }
        }

        return null;
    }

    private static decimal ToReturn(OrderLedger ledger, string line) => ledger.Lines.FirstOrDefault(each => each.LineId == line)?.ToReturn ?? 0;
}
