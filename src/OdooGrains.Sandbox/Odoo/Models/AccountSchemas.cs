using OdooGrains.Sandbox.Odoo.Data;
using static OdooGrains.Sandbox.Odoo.Data.FieldKind;
using static OdooGrains.Sandbox.Odoo.Models.Schemas;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>Journals, invoices and credit notes, payments, and the wizards that make them.</summary>
internal static class AccountSchemas
{
    public static IReadOnlyList<ModelSchema> Of(int version, OdooSettings settings)
    {
        string[] billing = [version >= 19 ? "Accounting/Invoicing" : "Invoicing/Invoicing", "Purchase/User"];
        return [Journal(billing), Move(billing), Line(version, settings, billing), Payment(version, billing), Register(version, billing), Reversal(billing), AdvancePayment()];
    }

    /// <summary>Name of the free text of a payment: ref until 17, memo from 18.</summary>
    public static string Memo(int version) => version >= 18 ? "memo" : "ref";

    private static ModelSchema Journal(string[] billing) => new(
        "account.journal", "Journal",
        [
            Char("name", "Journal Name"), Char("code", "Sequence Prefix"), Ref("company_id", "Company", "res.company"), Ref("currency_id", "Currency", "res.currency"),
            new("sequence", Integer, "Sequence") { Default = 10 }, Active(),
            new("type", Selection, "Type") { Selection = [("sale", "Sales"), ("purchase", "Purchase"), ("cash", "Cash"), ("bank", "Bank"), ("general", "Miscellaneous")] },
        ])
    {
        DefaultOrder = "sequence, type, code",
        AccessGroups = billing,
    };

    private static ModelSchema Move(string[] billing) => new(
        "account.move", "Journal Entry",
        [
            Char("name", "Number"), Char("ref", "Reference"), Char("payment_reference", "Payment Reference"), Char("invoice_origin", "Origin"), new("narration", Text, "Terms and Conditions"),
            new("move_type", Selection, "Type")
            {
                Default = "entry",
                Selection = [("entry", "Journal Entry"), ("out_invoice", "Customer Invoice"), ("out_refund", "Customer Credit Note"), ("in_invoice", "Vendor Bill"), ("in_refund", "Vendor Credit Note")],
            },
            new("state", Selection, "Status") { Readonly = true, Default = "draft", Selection = [("draft", "Draft"), ("posted", "Posted"), ("cancel", "Cancelled")] },
            new("payment_state", Selection, "Payment Status")
            {
                Readonly = true,
                Default = "not_paid",
                Selection = [("not_paid", "Not Paid"), ("in_payment", "In Payment"), ("paid", "Paid"), ("partial", "Partially Paid"), ("reversed", "Reversed")],
            },
            new("invoice_date", Date, "Invoice/Bill Date"), Ref("partner_id", "Partner", "res.partner"), Ref("journal_id", "Journal", "account.journal"),
            Ref("currency_id", "Currency", "res.currency"), Ref("company_id", "Company", "res.company"), Ref("reversed_entry_id", "Reversal of", "account.move"),
            new("invoice_line_ids", One2Many, "Invoice lines") { Relation = "account.move.line", Inverse = "move_id" },
            Money("amount_untaxed", "Untaxed Amount"), Money("amount_tax", "Tax"), Money("amount_total", "Total"), Money("amount_residual", "Amount Due"),
        ])
    {
        DefaultOrder = "id desc",
        AccessGroups = billing,
    };

    private static ModelSchema Line(int version, OdooSettings settings, string[] billing) => new(
        "account.move.line", "Journal Item",
        [
            Ref("move_id", "Journal Entry", "account.move") with { Required = true, ListedIn = "invoice_line_ids" }, Ref("product_id", "Product", "product.product"), new("name", Text, "Label"),
            new("quantity", FieldKind.Float, "Quantity") { Digits = settings.QuantityDigits, Default = 1m }, new("price_unit", FieldKind.Float, "Unit Price") { Digits = settings.PriceDigits },
            new("discount", FieldKind.Float, "Discount (%)") { Digits = settings.DiscountDigits }, new("tax_ids", Many2Many, "Taxes") { Relation = "account.tax" },
            new("sale_line_ids", Many2Many, "Sales Order Lines") { Relation = "sale.order.line" },
            new("display_type", Selection, "Display Type")
            {
                Default = "product",
                Selection = [("product", "Product"), ("tax", "Tax"), ("payment_term", "Payment Term"), ("line_section", "Section"), ("line_note", "Note")],
            },
            Money("price_subtotal", "Subtotal"), Money("price_total", "Total"),
        ])
    {
        AccessGroups = billing,
    };

    private static ModelSchema Payment(int version, string[] billing) => new(
        "account.payment", "Payments",
        [
            Char("name", "Number"), Char(Memo(version), "Memo"), new("amount", FieldKind.Float, "Amount") { Monetary = true }, Ref("currency_id", "Currency", "res.currency"),
            Ref("partner_id", "Customer/Vendor", "res.partner"), Ref("journal_id", "Journal", "account.journal"), new("date", Date, "Date"), Ref("company_id", "Company", "res.company"),
            new("payment_type", Selection, "Payment Type") { Selection = [("outbound", "Send"), ("inbound", "Receive")] },
            new("state", Selection, "State")
            {
                Selection = version >= 18
                    ? [("draft", "Draft"), ("in_process", "In Process"), ("paid", "Paid"), ("canceled", "Canceled"), ("rejected", "Rejected")]
                    : [("draft", "Draft"), ("posted", "Posted"), ("cancel", "Cancelled")],
            },
        ])
    {
        DefaultOrder = "date desc, name desc",
        AccessGroups = billing,
    };

    private static ModelSchema Register(int version, string[] billing) => new(
        "account.payment.register", "Pay",
        [
            Ref("journal_id", "Journal", "account.journal"), new("amount", FieldKind.Float, "Amount") { Monetary = true }, Char("communication", "Memo"),
            Ref("currency_id", "Currency", "res.currency"), new("payment_date", Date, "Payment Date"), Opened("line_ids"),
        ])
    {
        AccessGroups = billing,
    };

    private static ModelSchema Reversal(string[] billing) => new(
        "account.move.reversal", "Account Move Reversal",
        [Char("reason", "Reason"), Ref("journal_id", "Journal", "account.journal"), new("date", Date, "Reversal date"), Opened("move_ids")])
    {
        AccessGroups = billing,
    };

    private static ModelSchema AdvancePayment() => new(
        "sale.advance.payment.inv", "Sales Advance Payment Invoice",
        [
            new("advance_payment_method", Selection, "Create Invoice")
            {
                Default = "delivered",
                Selection = [("delivered", "Regular invoice"), ("percentage", "Down payment (percentage)"), ("fixed", "Down payment (fixed amount)")],
            },
            Opened("sale_order_ids"),
        ])
    {
        AccessGroups = ["Sales/User: Own Documents Only"],
    };

    // What a wizard was opened on.
    private static FieldSchema Opened(string name) => new(name, Many2Many, "Records") { Readonly = true };

    private static FieldSchema Money(string name, string label) => new(name, FieldKind.Float, label) { Readonly = true, Monetary = true };
}
