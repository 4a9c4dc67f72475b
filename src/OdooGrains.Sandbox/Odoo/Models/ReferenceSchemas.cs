using OdooGrains.Sandbox.Odoo.Data;
using static OdooGrains.Sandbox.Odoo.Data.FieldKind;
using static OdooGrains.Sandbox.Odoo.Models.Schemas;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>Models that a sale refers to and seldom changes.</summary>
internal static class ReferenceSchemas
{
    public static IReadOnlyList<ModelSchema> Of(int version)
    {
        string[] rights = [version >= 19 ? "Access Rights" : "Administration/Access Rights"];
        return [.. Geography(rights), .. Company(rights), .. Sales(rights), ExternalId(rights)];
    }

    private static IEnumerable<ModelSchema> Geography(string[] rights) =>
    [
        new("res.country", "Country", [Char("name", "Country Name"), Char("code", "Country Code"), Ref("currency_id", "Currency", "res.currency")])
        {
            DefaultOrder = "name, id",
            AccessGroups = rights,
        },
        new("res.country.state", "Country state", [Char("name", "State Name"), Char("code", "State Code"), Ref("country_id", "Country", "res.country")])
        {
            DefaultOrder = "code, id",
            AccessGroups = rights,
        },
        new(
            "res.currency",
            "Currency",
            [
                Char("name", "Currency"), Char("symbol", "Symbol"), Active(),
                new("decimal_places", Integer, "Decimal Places"), new("rounding", FieldKind.Float, "Rounding Factor"),
            ])
        {
            DefaultOrder = "name, id",
            AccessGroups = rights,
        },
    ];

    private static IEnumerable<ModelSchema> Company(string[] rights) =>
    [
        new(
            "res.company",
            "Companies",
            [
                Char("name", "Company Name"), Ref("currency_id", "Currency", "res.currency"), Ref("partner_id", "Partner", "res.partner"),
                Ref("country_id", "Country", "res.country"), Ref("account_fiscal_country_id", "Fiscal Country", "res.country"),
                new("tax_calculation_rounding_method", Selection, "Tax Calculation Rounding Method")
                {
                    Selection = [("round_per_line", "Round per Line"), ("round_globally", "Round Globally")],
                },
            ])
        {
            AccessGroups = rights,
        },
        new(
            "res.users",
            "User",
            [
                Char("name", "Name"), Char("login", "Login"), Char("lang", "Language"), Char("tz", "Timezone"), Active(),
                Ref("partner_id", "Related Partner", "res.partner"), Ref("company_id", "Company", "res.company"),
                new("company_ids", Many2Many, "Companies") { Relation = "res.company" }, new("share", FieldKind.Boolean, "Share User"),
            ])
        {
            DefaultOrder = "name, login",
            AccessGroups = rights,
        },
    ];

    private static IEnumerable<ModelSchema> Sales(string[] rights) =>
    [
        new("stock.warehouse", "Warehouse", [Char("name", "Warehouse"), Char("code", "Short Name"), OfCompany, Sequence(10), Active(), Ref("view_location_id", "View Location", "stock.location"), Ref("lot_stock_id", "Location Stock", "stock.location")])
        {
            DefaultOrder = "sequence, id",
            AccessGroups = ["Inventory/Administrator"],
        },
        new("crm.team", "Sales Team", [Char("name", "Sales Team"), OfCompany, Ref("user_id", "Team Leader", "res.users"), Active()])
        {
            AccessGroups = ["Sales/Administrator"],
        },
        new(
            "product.pricelist",
            "Pricelist",
            [Char("name", "Pricelist Name"), Ref("currency_id", "Currency", "res.currency"), OfCompany, Sequence(16), Active()])
        {
            DefaultOrder = "sequence, id, name",
            AccessGroups = ["Sales/Administrator"],
        },
        new("uom.uom", "Product Unit of Measure", [Char("name", "Unit of Measure"), Active()]) { AccessGroups = rights },
    ];

    private static ModelSchema ExternalId(string[] rights) => new(
        "ir.model.data",
        "Model Data",
        [
            Char("module", "Module") with { Required = true }, Char("name", "External Identifier") with { Required = true },
            Char("model", "Model Name") with { Required = true }, Char("complete_name", "Complete ID") with { Readonly = true },
            new("res_id", Integer, "Record ID"), new("noupdate", FieldKind.Boolean, "Non Updatable"),
        ])
    {
        DefaultOrder = "module, model, name",
        AccessGroups = rights,
    };

    private static FieldSchema OfCompany => Ref("company_id", "Company", "res.company");

    private static FieldSchema Sequence(int first) => new("sequence", Integer, "Sequence") { Default = first };
}
