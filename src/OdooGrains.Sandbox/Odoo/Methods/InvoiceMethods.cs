using OdooGrains.Sandbox.Odoo.Data;
using OdooGrains.Sandbox.Odoo.Models;

namespace OdooGrains.Sandbox.Odoo.Methods;

/// <summary>Invoices of orders, posting, payments and credit notes. Most answer an action of the web client; the records tell what was done.</summary>
internal static class InvoiceMethods
{
    public static object? CreateInvoices(MethodCall call)
    {
        var wizard = Records(call)[0];
        var invoice = 0;
        foreach (var order in ActiveRecordRules.Of(call.Transaction, wizard).Select(id => call.Transaction.Get("sale.order", id))) { invoice = Invoice(call, order); }
        return PickingMethods.Action("Invoices", "account.move", invoice);
    }

    /// <summary>Answers false on success, and an error the second time.</summary>
    public static object? Post(MethodCall call)
    {
        foreach (var move in Records(call))
        {
            if (move.Text("state") != "draft") { throw OdooException.UserError($"The entry {move.Text("name")} (id {move.Id}) must be in draft."); }
            if (move.List("invoice_line_ids").Length == 0) { throw OdooException.UserError("You need to add a line before posting."); }
            call.Transaction.Flush();
            if (move.Number("amount_total") < 0)
            {
                throw OdooException.UserError("You cannot validate an invoice with a negative total amount. You should create a credit note instead. Use the action menu to transform it into a credit note or refund.");
            }

            var prefix = move.Text("move_type") == "out_refund" ? "RINV" : "INV";
            call.Transaction.Write(call.Model, move.Id, new()
            {
                ["state"] = "posted",
                ["name"] = move.Text("name") ?? call.Database.NextName($"{prefix}/{call.Transaction.Now[..4]}/"),
                ["invoice_date"] = move.Text("invoice_date") ?? call.Transaction.Now[..10],
            });
        }

        return false;
    }

    public static object? Cancel(MethodCall call)
    {
        foreach (var move in Records(call))
        {
            if (move.Text("state") != "draft") { throw OdooException.UserError("Only draft journal entries can be cancelled."); }
            call.Transaction.Write(call.Model, move.Id, new() { ["state"] = "cancel" });
        }

        return true;
    }

    public static object? CreatePayments(MethodCall call)
    {
        var wizard = Records(call)[0];
        var payment = 0;
        foreach (var move in ActiveRecordRules.Of(call.Transaction, wizard).Select(id => call.Transaction.Get("account.move", id))) { payment = Pay(call, wizard, move); }
        return PickingMethods.Action("Payments", "account.payment", payment);
    }

    /// <summary>A credit note of the whole invoice, as a draft.</summary>
    public static object? Refund(MethodCall call)
    {
        var wizard = Records(call)[0];
        var refund = 0;
        foreach (var move in ActiveRecordRules.Of(call.Transaction, wizard).Select(id => call.Transaction.Get("account.move", id)))
        {
            var reason = wizard.Text("reason");
            refund = call.Transaction.Create("account.move", new()
            {
                ["move_type"] = "out_refund",
                ["ref"] = $"Reversal of: {move.Text("name")}{(reason is null ? "" : $", {reason}")}",
                ["reversed_entry_id"] = move.Id,
                ["partner_id"] = move["partner_id"],
                ["currency_id"] = move["currency_id"],
                ["journal_id"] = wizard["journal_id"],
                ["invoice_line_ids"] = move.List("invoice_line_ids").Select(id => new X2ManyCommand(X2ManyKind.Create, Values: Copy(call.Transaction.Get("account.move.line", id)))).ToList(),
            });
        }

        return PickingMethods.Action("Reverse Moves", "account.move", refund);
    }

    private static int Invoice(MethodCall call, OdooRecord order)
    {
        List<X2ManyCommand> lines =
        [
            .. order.List("order_line").Select(id => call.Transaction.Get("sale.order.line", id))
                .Select(line => (Line: line, Quantity: Billing.ToInvoice(call.Database, line))).Where(entry => entry.Quantity != 0)
                .Select(entry => new X2ManyCommand(X2ManyKind.Create, Values: InvoiceLineRules.Of(entry.Line, entry.Quantity, call.Database.Version)))
        ];
        if (order.Text("state") != "sale" || lines.Count == 0) { throw OdooException.UserError("Cannot create an invoice. No items are available to invoice.\n\nTo resolve this issue, please ensure that:\n   • The products have been delivered before attempting to invoice them."); }
        return call.Transaction.Create("account.move", new()
        {
            ["move_type"] = "out_invoice",
            ["partner_id"] = order["partner_invoice_id"],
            ["ref"] = order["client_order_ref"],
            ["invoice_origin"] = order["name"],
            ["currency_id"] = order["currency_id"],
            ["invoice_line_ids"] = lines,
        });
    }

    private static int Pay(MethodCall call, OdooRecord wizard, OdooRecord move)
    {
        if (move.Text("state") != "posted") { throw OdooException.UserError("You can only register payment for posted journal entries."); }
        var residual = move.Number("amount_residual");
        if (residual <= 0) { throw OdooException.UserError("You can't register a payment because there is nothing left to pay on the selected journal items."); }
        var amount = wizard.Number("amount") is > 0 and var given ? given : residual;
        var version = call.Database.Version;
        var journal = call.Transaction.Get("account.journal", wizard.Reference("journal_id")!.Value);
        var payment = call.Transaction.Create("account.payment", new()
        {
            ["name"] = call.Database.NextName($"P{journal.Text("code")}/{call.Transaction.Now[..4]}/"),
            ["amount"] = amount,
            [AccountSchemas.Memo(version)] = wizard.Text("communication") ?? move.Text("name"),
            ["journal_id"] = journal.Id,
            ["currency_id"] = move["currency_id"],
            ["partner_id"] = move["partner_id"],
            ["company_id"] = move["company_id"],
            ["date"] = wizard.Text("payment_date") ?? call.Transaction.Now[..10],
            ["payment_type"] = move.Text("move_type") == "out_refund" ? "outbound" : "inbound",
            ["state"] = version >= 18 ? "paid" : "posted",
        });
        var left = Math.Max(0, residual - amount);
        call.Transaction.Write("account.move", move.Id, new() { ["amount_residual"] = left, ["payment_state"] = left == 0 ? "paid" : "partial" });
        return payment;
    }

    private static Dictionary<string, object?> Copy(OdooRecord line)
    {
        Dictionary<string, object?> values = ((string[])["product_id", "name", "quantity", "price_unit", "discount"]).ToDictionary(field => field, field => line[field]);
        values["tax_ids"] = InvoiceLineRules.Set(line.List("tax_ids"));
        values["sale_line_ids"] = InvoiceLineRules.Set(line.List("sale_line_ids"));
        return values;
    }

    private static List<OdooRecord> Records(MethodCall call)
    {
        call.Records = call.Ids.Count;
        return [.. call.Ids.Select(id => call.Transaction.Get(call.Model, id))];
    }
}
