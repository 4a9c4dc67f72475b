using System.Text.Json.Nodes;
using OdooGrains.Domain.Money;

namespace OdooGrains.Connectors.Odoo.Invoices;

/// <summary>
/// The cents between an order and its invoices: where several share its lines, each rounds its own taxes. The invoice that completes the order
/// carries them in a line of its own, so that what was paid is what is invoiced.
/// </summary>
internal static class InvoiceRest
{
    /// <summary>The command that adds the line; null where nothing is left, or more than rounding explains.</summary>
    public static async Task<JsonArray?> OfAsync(OdooCalls calls, SoldOrder order, InvoiceInOdoo draft, IReadOnlyList<InvoiceInOdoo> invoices)
    {
        List<InvoiceInOdoo> before = [.. invoices.Where(invoice => invoice.IsPosted)];
        if (before.Count == 0 || await InvoiceInOdoo.ReadAsync(calls, draft.Id) is not { } now)
        {
            return null;
        }

        // A part that leaves lines to invoice leaves far more than cents.
        var rest = order.Total - before.Sum(invoice => invoice.Total) - now.Total;
        var cent = new decimal(1, 0, 0, false, (byte)Currency.Decimals(now.Record.ReferenceName("currency_id") ?? ""));
        return rest != 0 && Math.Abs(rest) <= cent * before.Append(draft).Sum(invoice => invoice.Lines.Count)
            ? new(new JsonArray(0, 0, new CreditRow(null, null, "Rounding", 1, rest, []).Values()))
            : null;
    }
}
