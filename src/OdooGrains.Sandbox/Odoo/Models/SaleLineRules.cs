using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>Order lines: product defaults, and what a confirmed order protects.</summary>
internal sealed class SaleLineRules(int version) : ModelRules("sale.order.line")
{
    public override void Defaults(OdooTransaction transaction, OdooRecord record, Dictionary<string, object?> values)
    {
        var database = transaction.Database;
        if (database.Find("product.product", record.Reference("product_id")) is not { } product) { return; }
        record["name"] ??= database.Rules("product.product").DisplayName(database, product);
        record[Schemas.LineUnit(version)] ??= product["uom_id"];
        if (!values.ContainsKey("price_unit")) { record["price_unit"] = product.Number("list_price"); }
        if (!values.ContainsKey(Schemas.LineTaxes(version))) { record[Schemas.LineTaxes(version)] = product.List("taxes_id"); }
    }

    public override void Writing(OdooTransaction transaction, OdooRecord record, Dictionary<string, object?> values)
    {
        if (State(transaction, record) == "sale" && values.TryGetValue("product_id", out var product) && !Equals(product, record["product_id"]))
        {
            throw OdooException.UserError("You cannot modify the product of this order line.");
        }

        if (values.TryGetValue("display_type", out var type) && !Equals(type, record["display_type"]))
        {
            throw OdooException.UserError(
                "You cannot change the type of a sale order line. Instead you should delete the current line and create a new line of the proper type.");
        }
    }

    public override void Saved(OdooTransaction transaction, OdooRecord record)
    {
        if (record.Text("display_type") is null && record.Reference("product_id") is null)
        {
            throw OdooException.Validation("The operation cannot be completed: Missing required fields on accountable sale order line.");
        }

        transaction.MarkStale("sale.order", record.Reference("order_id")!.Value);
        // More of a confirmed line is more to deliver; less leaves the transfer as it is, and a person is told to look.
        if (State(transaction, record) == "sale") { Deliveries.Launch(transaction, transaction.Get("sale.order", record.Reference("order_id")!.Value)); }
    }

    public override void Unlinking(OdooTransaction transaction, OdooRecord record)
    {
        if (State(transaction, record) == "sale" && record.Text("display_type") is null)
        {
            throw OdooException.UserError(
                "Once a sales order is confirmed, you can't remove one of its lines (we need to track if something gets invoiced or delivered).\n"
                + "                Set the quantity to 0 instead.");
        }
    }

    public override void Unlinked(OdooTransaction transaction, OdooRecord record) => transaction.MarkStale("sale.order", record.Reference("order_id")!.Value);

    private static string? State(OdooTransaction transaction, OdooRecord record) =>
        transaction.Database.Find("sale.order", record.Reference("order_id"))?.Text("state");
}
