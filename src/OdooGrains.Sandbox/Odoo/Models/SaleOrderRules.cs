using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>Sale orders: defaults, totals, and what may not be done to a confirmed one.</summary>
internal sealed class SaleOrderRules(OdooSettings settings) : ModelRules("sale.order")
{
    private readonly string _taxes = Schemas.LineTaxes(settings.Version);

    public override void Defaults(OdooTransaction transaction, OdooRecord record, Dictionary<string, object?> values)
    {
        var database = transaction.Database;
        var company = database.Table("res.company").Records.First();
        record["name"] ??= database.NextName("S");
        record["company_id"] ??= company.Id;
        record["date_order"] ??= transaction.Now;
        record["warehouse_id"] ??= database.Table("stock.warehouse").Records.FirstOrDefault()?.Id;
        record["team_id"] ??= database.Table("crm.team").Records.FirstOrDefault()?.Id;
        if (!values.ContainsKey("user_id")) { record["user_id"] = transaction.Uid; }
        if (!values.ContainsKey("pricelist_id")) { record["pricelist_id"] = FirstPricelist(database); }
        record["currency_id"] ??= database.Find("product.pricelist", record.Reference("pricelist_id"))?.Reference("currency_id")
            ?? company.Reference("currency_id");
        if (database.Find("res.partner", record.Reference("partner_id")) is not { } partner) { return; }
        record["partner_invoice_id"] ??= PartnerRules.Address(database, partner, "invoice");
        record["partner_shipping_id"] ??= PartnerRules.Address(database, partner, "delivery");
    }

    public override void Writing(OdooTransaction transaction, OdooRecord record, Dictionary<string, object?> values)
    {
        // sale.order.write refuses the field itself, also with an equal value: a load() of a confirmed order must not carry it.
        if (values.ContainsKey("pricelist_id") && record.Text("state") == "sale")
        {
            throw OdooException.UserError("You cannot change the pricelist of a confirmed order !");
        }
    }

    public override void Saved(OdooTransaction transaction, OdooRecord record) => transaction.MarkStale(Model, record.Id);

    public override void Unlinking(OdooTransaction transaction, OdooRecord record)
    {
        if (record.Text("state") is not ("draft" or "cancel"))
        {
            throw OdooException.UserError("You can not delete a sent quotation or a confirmed sales order. You must first cancel it.");
        }
    }

    public override void Compute(OdooTransaction transaction, OdooRecord record)
    {
        var database = transaction.Database;
        var decimals = database.Find("res.currency", record.Reference("currency_id"))?["decimal_places"] as int? ?? 2;
        var lines = record.List("order_line").Select(id => transaction.Get("sale.order.line", id)).ToList();
        var taxed = lines.ConvertAll(line => Taxed(database, line));
        for (var index = 0; index < lines.Count; index++)
        {
            var amounts = TaxComputation.Line(taxed[index], decimals);
            transaction.Compute(
                "sale.order.line", lines[index],
                ("price_subtotal", amounts.Subtotal), ("price_tax", amounts.Tax), ("price_total", amounts.Total),
                ("state", record["state"]), ("currency_id", record["currency_id"]));
        }

        var total = TaxComputation.Order(taxed, settings.TaxRounding, decimals);
        transaction.Compute(
            Model, record,
            ("amount_untaxed", total.Subtotal), ("amount_tax", total.Tax), ("amount_total", total.Total),
            ("invoice_status", Billing.Status(database, record, lines)));
    }

    // A partner without a pricelist of its own has the first one: an order that names none may come out in another currency.
    private static int? FirstPricelist(OdooDatabase database) => database.Table("product.pricelist").Records
        .Where(pricelist => pricelist.Flag("active"))
        .OrderBy(pricelist => pricelist["sequence"])
        .ThenBy(pricelist => pricelist.Id)
        .FirstOrDefault()?.Id;

    private TaxedLine Taxed(OdooDatabase database, OdooRecord line) => TaxedLine.Of(database, line, "product_uom_qty", _taxes);
}
