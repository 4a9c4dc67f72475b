using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>What of an order is invoiced, and what is to be: drafts count as invoiced, credit notes take back (sale.order.line, _compute_qty_invoiced).</summary>
internal static class Billing
{
    /// <summary>What the next invoice of a line takes: of what was ordered or of what left, as its product says.</summary>
    public static decimal ToInvoice(OdooDatabase database, OdooRecord line)
    {
        if (line.Text("display_type") is not null) { return 0; }
        var product = database.Find("product.product", line.Reference("product_id"));
        return (product?.Text("invoice_policy") == "delivery" ? line.Number("qty_delivered") : line.Number("product_uom_qty")) - line.Number("qty_invoiced");
    }

    public static string Status(OdooDatabase database, OdooRecord order, List<OdooRecord> lines) => order.Text("state") != "sale" || lines.Count == 0 ? "no"
        : lines.Exists(line => ToInvoice(database, line) != 0) ? "to invoice"
        : lines.TrueForAll(line => line.Number("qty_invoiced") >= line.Number("product_uom_qty")) ? "invoiced"
        : "no";

    /// <summary>Counts the lines of some orders anew, after an invoice line of theirs came, changed or went.</summary>
    public static void Count(OdooTransaction transaction, IEnumerable<int> saleLines)
    {
        foreach (var line in saleLines.Select(id => transaction.Get("sale.order.line", id)))
        {
            var moves = line.List("invoice_lines").Select(id => transaction.Get("account.move.line", id)).Select(item => (Item: item, Move: transaction.Get("account.move", item.Reference("move_id")!.Value)));
            var invoiced = moves.Where(entry => entry.Move.Text("state") != "cancel").Sum(entry => entry.Move.Text("move_type") == "out_refund" ? -entry.Item.Number("quantity") : entry.Item.Number("quantity"));
            transaction.Compute("sale.order.line", line, ("qty_invoiced", invoiced));
            var order = transaction.Get("sale.order", line.Reference("order_id")!.Value);
            var invoices = order.List("order_line").SelectMany(id => transaction.Get("sale.order.line", id).List("invoice_lines")).Select(id => transaction.Get("account.move.line", id).Reference("move_id")!.Value);
            transaction.Compute("sale.order", order, ("invoice_ids", invoices.Distinct().Order().ToArray()));
            transaction.MarkStale("sale.order", order.Id);
        }
    }

    /// <summary>An order that is cancelled takes its draft invoices with it.</summary>
    public static void CancelDrafts(OdooTransaction transaction, OdooRecord order)
    {
        foreach (var invoice in order.List("invoice_ids").Select(id => transaction.Get("account.move", id)).Where(invoice => invoice.Text("state") == "draft"))
        {
            transaction.Write("account.move", invoice.Id, new() { ["state"] = "cancel" });
        }
    }
}
