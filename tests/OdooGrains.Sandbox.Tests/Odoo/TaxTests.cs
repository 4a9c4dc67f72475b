using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Sandbox.Tests.Odoo;

/// <summary>Totals worked out by hand: price, quantity and discount of each line, then untaxed and tax of the order.</summary>
public sealed class TaxTests
{
    [Fact]
    public void Excluded_tax_is_rounded_on_each_line() =>
        // 3 × 0.35 = 1.05, 21 % = 0.2205 → 0.22; twice.
        AssertTotals(TaxRounding.RoundPerLine, "EUR", included: false, 21m, (2.10m, 0.44m), (0.35m, 3, 0), (0.35m, 3, 0));

    [Fact]
    public void Excluded_tax_is_rounded_once_where_the_company_says_so() =>
        // 0.12 × 19 % = 0.0228: three lines make 0.0684 → 0.07, where rounding on each line would make 3 × 0.02 = 0.06.
        AssertTotals(TaxRounding.RoundGlobally, "EUR", included: false, 19m, (0.36m, 0.07m), (0.12m, 1, 0), (0.12m, 1, 0), (0.12m, 1, 0));

    [Fact]
    public void Included_tax_leaves_what_the_customer_pays() =>
        // 9.99 × 3 = 29.97 with 19 %: 29.97 × 19 / 119 = 4.7851… → 4.79, untaxed 25.18.
        AssertTotals(TaxRounding.RoundPerLine, "EUR", included: true, 19m, (25.18m, 4.79m), (9.99m, 3, 0));

    [Fact]
    public void Discount_is_a_percentage_with_two_decimals() =>
        // 33.333 % is stored as 33.33 %: 100 × 0.6667 = 66.67, 21 % = 14.0007 → 14.00.
        AssertTotals(TaxRounding.RoundPerLine, "EUR", included: false, 21m, (66.67m, 14.00m), (100m, 1, 33.333m));

    [Fact]
    public void Yen_have_no_decimals() =>
        // 3 × 333 = 999, 10 % = 99.9 → 100.
        AssertTotals(TaxRounding.RoundPerLine, "JPY", included: false, 10m, (999m, 100m), (333m, 3, 0));

    [Fact]
    public void Dinars_have_three_decimals() =>
        // 1.235 × 1, 5 % = 0.06175 → 0.062.
        AssertTotals(TaxRounding.RoundPerLine, "KWD", included: false, 5m, (1.235m, 0.062m), (1.235m, 1, 0));

    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(19)]
    public void Every_version_has_its_own_field_names(int version)
    {
        var odoo = new SimulatedOdoo(new OdooSettings { Version = version }, new ManualTime());
        var tax = odoo.SeedTax("21%", 21m, included: true);
        odoo.SeedProduct("MUG", "Mug", 12.10m, tax);
        var names = odoo.Records("sale.order.line");

        Assert.Empty(names);
        Assert.Equal(true, odoo.Records("account.tax")[0]["price_include"]);
        Assert.Equal(version <= 18, odoo.Records("res.partner")[0].ContainsKey("mobile"));
    }

    private static void AssertTotals(
        TaxRounding rounding, string currency, bool included, decimal percent, (decimal Untaxed, decimal Tax) expected,
        params (decimal Price, decimal Quantity, decimal Discount)[] lines)
    {
        var odoo = new SimulatedOdoo(new OdooSettings { TaxRounding = rounding, PriceDigits = 3 }, new ManualTime());
        var tax = odoo.SeedTax("tax", percent, included);
        var (partner, product, pricelist) = (odoo.SeedPartner("Ann", null), odoo.SeedProduct("MUG", "Mug", 1m), odoo.SeedPricelist(currency, currency));
        var commands = lines.Select(line => OdooClient.Text($$"""[0, 0, {"product_id": {{product}}, "product_uom_qty": {{line.Quantity}}, "price_unit": {{line.Price}}, "discount": {{line.Discount}}, "tax_ids": [[6, 0, [{{tax}}]]]}]"""));
        odoo.Result("sale.order", "create", $$"""{"vals_list": [{"partner_id": {{partner}}, "pricelist_id": {{pricelist}}, "order_line": [{{string.Join(", ", commands)}}]}]}""");

        var order = Assert.Single(odoo.Records("sale.order"));
        Assert.Equal((expected.Untaxed, expected.Tax, expected.Untaxed + expected.Tax), (order["amount_untaxed"], order["amount_tax"], order["amount_total"]));
    }
}
