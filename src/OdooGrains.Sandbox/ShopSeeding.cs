using OdooGrains.Sandbox.Audit;
using OdooGrains.Sandbox.Odoo;
using OdooGrains.Sandbox.Shopify;

namespace OdooGrains.Sandbox;

/// <summary>Ids of what was seeded for a shop.</summary>
/// <param name="Products">Database id of each product by internal reference, charges included.</param>
/// <param name="Taxes">Database id of each of the scenario's taxes.</param>
/// <param name="Pricelists">Database id of a pricelist by currency.</param>
public sealed record SeededShop(IReadOnlyDictionary<string, int> Products, IReadOnlyDictionary<ShopTax, int> Taxes, IReadOnlyDictionary<string, int> Pricelists);

/// <summary>Prepares a simulated Odoo for the orders of a simulated shop.</summary>
public static class ShopSeeding
{
    /// <summary>
    /// Seeds the scenario's taxes, a pricelist for each currency, its catalogue by SKU, and products for shipping, discounts, tips and
    /// lines without SKU under the references that the audit expects.
    /// </summary>
    public static SeededShop SeedShop(this SimulatedOdoo odoo, ShopScenario scenario)
    {
        var rules = new AuditRules { ExpectedIdentity = story => story.OrderId };
        var taxes = scenario.Taxes.Distinct().ToDictionary(tax => tax, tax => odoo.SeedTax(tax.Title, tax.PerMille / 10m, tax.Included, tax.CountryCode));
        var products = scenario.Catalogue.ToDictionary(product => product.Sku, product => odoo.SeedProduct(product.Sku, product.Title, product.Price));
        foreach (var (code, name) in (ReadOnlySpan<(string, string)>)
            [(rules.ShippingCode, "Shipping"), (rules.DiscountCode, "Discount"), (rules.TipCode, "Tip"), (rules.CustomCode, "Custom item")])
        {
            products[code] = code == rules.CustomCode ? odoo.SeedProduct(code, name, 0m) : odoo.SeedService(code, name, 0m);
        }

        return new SeededShop(products, taxes, scenario.Currencies.Distinct().ToDictionary(currency => currency, currency => odoo.SeedPricelist(currency, currency)));
    }
}
