using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>Invoices and credit notes: defaults, totals, and what a posted one protects.</summary>
internal sealed class InvoiceRules(OdooSettings settings) : ModelRules("account.move")
{
    public override void Defaults(OdooTransaction transaction, OdooRecord record, Dictionary<string, object?> values)
    {
        var company = transaction.Database.Table("res.company").Records.First();
        record["company_id"] ??= company.Id;
        record["currency_id"] ??= company["currency_id"];
        record["journal_id"] ??= transaction.Database.Table("account.journal").Records.FirstOrDefault(journal => journal.Text("type") == "sale")?.Id;
    }

    public override void Writing(OdooTransaction transaction, OdooRecord record, Dictionary<string, object?> values)
    {
        if (record.Text("state") == "posted" && values.ContainsKey("invoice_line_ids")) { throw OdooException.UserError("You cannot modify a posted entry of this journal because it is in posted state."); }
    }

    public override void Saved(OdooTransaction transaction, OdooRecord record)
    {
        transaction.MarkStale(Model, record.Id);
        Billing.Count(transaction, record.List("invoice_line_ids").SelectMany(id => transaction.Get("account.move.line", id).List("sale_line_ids")).Distinct().ToList());
    }

    public override void Unlinking(OdooTransaction transaction, OdooRecord record)
    {
        if (record.Text("state") == "posted") { throw OdooException.UserError("You cannot delete an item linked to a posted entry."); }
    }

    public override void Compute(OdooTransaction transaction, OdooRecord record)
    {
        var database = transaction.Database;
        var decimals = database.Find("res.currency", record.Reference("currency_id"))?["decimal_places"] as int? ?? 2;
        var lines = record.List("invoice_line_ids").Select(id => transaction.Get("account.move.line", id)).ToList();
        var taxed = lines.ConvertAll(line => TaxedLine.Of(database, line, "quantity", "tax_ids"));
        for (var index = 0; index < lines.Count; index++)
        {
            var amounts = TaxComputation.Line(taxed[index], decimals);
            transaction.Compute("account.move.line", lines[index], ("price_subtotal", amounts.Subtotal), ("price_total", amounts.Total));
        }

        var total = TaxComputation.Order(taxed, settings.TaxRounding, decimals);
        transaction.Compute(Model, record, ("amount_untaxed", total.Subtotal), ("amount_tax", total.Tax), ("amount_total", total.Total));
        if (record.Text("state") == "draft") { transaction.Compute(Model, record, ("amount_residual", total.Total)); }
    }

    public override string? DisplayName(OdooDatabase database, OdooRecord record) =>
        $"{record.Text("name") ?? "Draft"}{(record.Text("ref") is { } reference ? $" ({reference})" : "")}";
}

/// <summary>Lines of them: product defaults, and the order lines that they invoice.</summary>
internal sealed class InvoiceLineRules() : ModelRules("account.move.line")
{
    public override void Defaults(OdooTransaction transaction, OdooRecord record, Dictionary<string, object?> values)
    {
        var database = transaction.Database;
        if (database.Find("product.product", record.Reference("product_id")) is not { } product) { return; }
        record["name"] ??= database.Rules("product.product").DisplayName(database, product);
        if (!values.ContainsKey("price_unit")) { record["price_unit"] = product.Number("list_price"); }
        if (!values.ContainsKey("tax_ids")) { record["tax_ids"] = product.List("taxes_id"); }
    }

    public override void Saved(OdooTransaction transaction, OdooRecord record)
    {
        foreach (var line in record.List("sale_line_ids").Select(id => transaction.Get("sale.order.line", id)).Where(line => !line.List("invoice_lines").Contains(record.Id)))
        {
            transaction.Compute("sale.order.line", line, ("invoice_lines", (int[])[.. line.List("invoice_lines"), record.Id]));
        }

        Billing.Count(transaction, record.List("sale_line_ids"));
        transaction.MarkStale("account.move", record.Reference("move_id")!.Value);
    }

    public override void Unlinking(OdooTransaction transaction, OdooRecord record)
    {
        foreach (var line in record.List("sale_line_ids").Select(id => transaction.Get("sale.order.line", id)))
        {
            transaction.Compute("sale.order.line", line, ("invoice_lines", line.List("invoice_lines").Where(id => id != record.Id).ToArray()));
        }
    }

    public override void Unlinked(OdooTransaction transaction, OdooRecord record)
    {
        Billing.Count(transaction, record.List("sale_line_ids"));
        transaction.MarkStale("account.move", record.Reference("move_id")!.Value);
    }

    /// <summary>The values of an invoice line for so much of an order line.</summary>
    public static Dictionary<string, object?> Of(OdooRecord line, decimal quantity, int version) => new()
    {
        ["product_id"] = line["product_id"],
        ["name"] = line["name"],
        ["quantity"] = quantity,
        ["price_unit"] = line.Number("price_unit"),
        ["discount"] = line.Number("discount"),
        ["tax_ids"] = Set(line.List(Schemas.LineTaxes(version))),
        ["sale_line_ids"] = Set([line.Id]),
    };

    public static List<X2ManyCommand> Set(int[] ids) => [new(X2ManyKind.Set, Ids: ids)];
}
