using System.Collections.Concurrent;
using OdooGrains.Sandbox.Odoo.Data;
using static OdooGrains.Sandbox.Odoo.Data.FieldKind;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>The simulated models; names differ by version as odoo.md's field list says (tax_id/tax_ids, product_uom/product_uom_id, mobile).</summary>
internal static class Schemas
{
    /// <summary>Name of the tax field of an order line: tax_id until 18, tax_ids from 19.</summary>
    public static string LineTaxes(int version) => version >= 19 ? "tax_ids" : "tax_id";

    /// <summary>Name of the unit of measure of an order line: product_uom until 18, product_uom_id from 19.</summary>
    public static string LineUnit(int version) => version >= 19 ? "product_uom_id" : "product_uom";

    private static readonly ConcurrentDictionary<(int Version, int Price, int Quantity, int Discount, bool Delivery), IReadOnlyList<ModelSchema>> Known = new();

    /// <summary>The schemas of a version; they are immutable and made once, since a simulation makes thousands of databases.</summary>
    public static IReadOnlyList<ModelSchema> Of(OdooSettings settings) => Known.GetOrAdd(
        (settings.Version, settings.PriceDigits, settings.QuantityDigits, settings.DiscountDigits, settings.DeliveryModule), _ => Make(settings.Version, settings));

    private static IReadOnlyList<ModelSchema> Make(int version, OdooSettings settings) =>
    [
        .. ReferenceSchemas.Of(version), Partner(version), Product(version, settings), Tax(version),
        SaleSchemas.Order(version), SaleSchemas.Line(version, settings),
        .. StockSchemas.Of(version, settings), .. AccountSchemas.Of(version, settings),
    ];

    public static FieldSchema Char(string name, string label) => new(name, FieldKind.Char, label);

    public static FieldSchema Ref(string name, string label, string model) => new(name, Many2One, label) { Relation = model };

    private static ModelSchema Partner(int version)
    {
        List<FieldSchema> fields =
        [
            Char("name", "Name"), Char("complete_name", "Complete Name") with { Readonly = true }, Char("email", "Email"),
            Char("email_normalized", "Normalized Email") with { Readonly = true },
            Char("phone", "Phone"), Char("street", "Street"), Char("street2", "Street2"), Char("zip", "Zip"), Char("city", "City"),
            Ref("state_id", "State", "res.country.state"), Ref("country_id", "Country", "res.country"), Char("vat", "Tax ID"), Char("ref", "Reference"),
            new("is_company", FieldKind.Boolean, "Is a Company"), Char("company_name", "Company Name"), new("comment", Text, "Notes"), Char("lang", "Language"),
            Char("barcode", "Barcode"),
            Ref("parent_id", "Related Company", "res.partner") with { ListedIn = "child_ids" },
            new("child_ids", One2Many, "Contact") { Relation = "res.partner", Inverse = "parent_id" },
            new("type", Selection, "Address Type")
            {
                Selection = [("contact", "Contact"), ("invoice", "Invoice Address"), ("delivery", "Delivery Address"), ("other", "Other Address")],
                Default = "contact",
            },
            new("customer_rank", Integer, "Customer Rank"), Ref("company_id", "Company", "res.company"), Ref("user_id", "Salesperson", "res.users"), Active(),
        ];
        if (version <= 18) { fields.Add(Char("mobile", "Mobile")); }
        return new("res.partner", "Contact", fields) { DefaultOrder = "complete_name, id desc", AccessGroups = ["Contact Creation"] };
    }

    private static ModelSchema Product(int version, OdooSettings settings)
    {
        List<FieldSchema> fields =
        [
            Char("name", "Name") with { Required = true }, Char("default_code", "Internal Reference"), Char("barcode", "Barcode"),
            new("list_price", FieldKind.Float, "Sales Price") { Digits = settings.PriceDigits, Default = 1m },
            new("standard_price", FieldKind.Float, "Cost"), new("sale_ok", FieldKind.Boolean, "Sales") { Default = true },
            ProductType("type", version),
            new("invoice_policy", Selection, "Invoicing Policy")
            {
                Selection = [("order", "Ordered quantities"), ("delivery", "Delivered quantities")],
                Default = "order"
            },
            new("taxes_id", Many2Many, "Sales Taxes") { Relation = "account.tax" },
            Ref("uom_id", "Unit", "uom.uom"), Ref("company_id", "Company", "res.company"),
            Active(),
        ];
        fields.AddRange(Quantities.Select(Quantity));
        fields.Add(version >= 18 ? new("is_storable", FieldKind.Boolean, "Track Inventory") : ProductType("detailed_type", version));
        return new("product.product", "Product Variant", fields) { DefaultOrder = "default_code, name, id", AccessGroups = ["Products/Create"] };
    }

    private static readonly string[] Quantities = ["qty_available", "free_qty", "virtual_available", "incoming_qty", "outgoing_qty"];

    private static FieldSchema Quantity(string name) => new(name, FieldKind.Float, name) { Readonly = true, Computed = true };

    private static FieldSchema ProductType(string name, int version) => new(name, Selection, "Product Type")
    {
        Selection = version >= 18
            ? [("consu", "Goods"), ("service", "Service"), ("combo", "Combo")]
            : [("consu", "Consumable"), ("service", "Service"), ("product", "Storable Product")],
        Default = "consu",
    };

    private static ModelSchema Tax(int version)
    {
        List<FieldSchema> fields =
        [
            Char("name", "Tax Name") with { Required = true }, new("amount", FieldKind.Float, "Amount") { Digits = 4 },
            new("amount_type", Selection, "Tax Computation") { Selection = [("percent", "Percentage")], Default = "percent" },
            new("price_include", FieldKind.Boolean, "Included in Price") { Readonly = version >= 18 },
            new("type_tax_use", Selection, "Tax Type") { Selection = [("sale", "Sales"), ("purchase", "Purchases"), ("none", "None")], Default = "sale" },
            new("sequence", Integer, "Sequence") { Default = 1 }, Ref("company_id", "Company", "res.company"), Ref("country_id", "Country", "res.country"),
            Active(),
        ];
        if (version >= 18)
        {
            fields.Add(new("price_include_override", Selection, "Included in Price")
            {
                Selection = [("tax_included", "Tax Included"), ("tax_excluded", "Tax Excluded")],
            });
        }

        return new("account.tax", "Tax", fields)
        {
            DefaultOrder = "sequence, id",
            AccessGroups = [version >= 19 ? "Accounting/Administrator" : "Invoicing/Administrator"]
        };
    }

    public static FieldSchema Active() => new("active", FieldKind.Boolean, "Active") { Default = true };
}
