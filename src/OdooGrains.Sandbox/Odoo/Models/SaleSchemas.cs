using OdooGrains.Sandbox.Odoo.Data;
using static OdooGrains.Sandbox.Odoo.Data.FieldKind;
using static OdooGrains.Sandbox.Odoo.Models.Schemas;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>Sale orders and their lines.</summary>
internal static class SaleSchemas
{
    public static ModelSchema Order(int version)
    {
        List<FieldSchema> fields =
        [
            Char("name", "Order Reference"), OrderState(version), Char("client_order_ref", "Customer Reference"), Char("origin", "Source Document"),
            Ref("partner_id", "Customer", "res.partner") with { Required = true },
            Ref("partner_invoice_id", "Invoice Address", "res.partner"), Ref("partner_shipping_id", "Delivery Address", "res.partner"),
            Ref("pricelist_id", "Pricelist", "product.pricelist"), Ref("currency_id", "Currency", "res.currency"),
            Ref("warehouse_id", "Warehouse", "stock.warehouse"),
            Ref("company_id", "Company", "res.company"), Ref("team_id", "Sales Team", "crm.team"), Ref("user_id", "Salesperson", "res.users"),
            new("date_order", Datetime, "Order Date"), new("commitment_date", Datetime, "Delivery Date"), new("note", Text, "Terms and conditions"),
            new("order_line", One2Many, "Order Lines") { Relation = "sale.order.line", Inverse = "order_id" },
            new("invoice_status", Selection, "Invoice Status")
            {
                Readonly = true,
                Selection = [("no", "Nothing to Invoice"), ("to invoice", "To Invoice"), ("invoiced", "Fully Invoiced")],
                Default = "no"
            },
            new("delivery_status", Selection, "Delivery Status") { Readonly = true, Selection = [("pending", "Not Delivered")] },
            new("picking_ids", Many2Many, "Transfers") { Readonly = true, Relation = "stock.picking" },
            new("invoice_ids", Many2Many, "Invoices") { Readonly = true, Relation = "account.move" },
            Money("amount_untaxed", "Untaxed Amount"), Money("amount_tax", "Taxes"), Money("amount_total", "Total"),
        ];
        if (version >= 17) { fields.Add(new("locked", FieldKind.Boolean, "Locked")); }
        return new("sale.order", "Sales Order", fields) { DefaultOrder = "date_order desc, id desc", AccessGroups = ["Sales/User: Own Documents Only"] };
    }

    public static ModelSchema Line(int version, OdooSettings settings) => new("sale.order.line", "Sales Order Line",
    [
        Ref("order_id", "Order Reference", "sale.order") with { Required = true, ListedIn = "order_line" },
        new("sequence", Integer, "Sequence") { Default = 10 }, Ref("product_id", "Product", "product.product"), new("name", Text, "Description"),
        new("product_uom_qty", FieldKind.Float, "Quantity") { Digits = settings.QuantityDigits, Default = 1m },
        Ref(LineUnit(version), "Unit", "uom.uom"),
        new("price_unit", FieldKind.Float, "Unit Price") { Digits = settings.PriceDigits },
        new("discount", FieldKind.Float, "Discount (%)") { Digits = settings.DiscountDigits },
        new(LineTaxes(version), Many2Many, "Taxes") { Relation = "account.tax" },
        new("display_type", Selection, "Display Type") { Selection = [("line_section", "Section"), ("line_note", "Note")] },
        new("qty_delivered", FieldKind.Float, "Delivery Quantity"), new("move_ids", One2Many, "Stock Moves") { Relation = "stock.move", Inverse = "sale_line_id" },
        new("invoice_lines", Many2Many, "Invoice Lines") { Readonly = true, Relation = "account.move.line" }, new("qty_invoiced", FieldKind.Float, "Invoiced Quantity") { Readonly = true },
        Ref("currency_id", "Currency", "res.currency") with { Readonly = true }, OrderState(version) with { Label = "Order Status" },
        Money("price_subtotal", "Subtotal"), Money("price_tax", "Total Tax"), Money("price_total", "Total"),
    ])
    {
        DefaultOrder = "order_id, sequence, id",
        AccessGroups = ["Sales/User: Own Documents Only"],
    };

    private static FieldSchema Money(string name, string label) => new(name, FieldKind.Float, label) { Readonly = true, Monetary = true };

    private static FieldSchema OrderState(int version) => new("state", Selection, "Status")
    {
        Readonly = true,
        Default = "draft",
        Selection =
        [
            ("draft", "Quotation"),
            ("sent", "Quotation Sent"),
            ("sale", "Sales Order"),
            .. version <= 16 ? [("done", "Locked")] : Array.Empty<(string, string)>(),
            ("cancel", "Cancelled"),
        ],
    };
}
