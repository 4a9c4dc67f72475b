using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>Taxes: from 18 on, price_include follows price_include_override or the company's default.</summary>
internal sealed class TaxRules(OdooSettings settings) : ModelRules("account.tax")
{
    public override void Defaults(OdooTransaction transaction, OdooRecord record, Dictionary<string, object?> values)
    {
        var company = transaction.Database.Table("res.company").Records.FirstOrDefault();
        record["company_id"] ??= company?.Id;
        record["country_id"] ??= company?.Reference("account_fiscal_country_id");
    }

    public override void Saved(OdooTransaction transaction, OdooRecord record)
    {
        if (settings.Version < 18) { return; }
        var included = record.Text("price_include_override") switch
        {
            "tax_included" => true,
            "tax_excluded" => false,
            _ => settings.PricesIncludeTax,
        };
        transaction.Compute(Model, record, ("price_include", included));
    }
}
