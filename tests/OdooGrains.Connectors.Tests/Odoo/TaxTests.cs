using System.Text.Json.Nodes;
using OdooGrains.Domain.Effects;
using OdooGrains.Sandbox.Odoo;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;

namespace OdooGrains.Connectors.Tests.Odoo;

public sealed class TaxTests
{
    private readonly OdooLab _lab = new();

    [Fact]
    public async Task A_rate_that_Odoo_lacks_holds_the_order_and_names_the_setting()
    {
        var failure = Failed(await BookAsync(0.055m));

        Assert.Contains("5.5 %", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'taxes'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rate_of_several_taxes_is_told_by_country_then_by_name()
    {
        var belgian = _lab.Odoo.SeedTax("TVA 21 %", 21, country: "BE");
        var spanish = _lab.Odoo.SeedTax("IVA 21 %", 21, country: "ES");
        _lab.Odoo.SeedTax("Other 21 %", 21, country: "NL");
        _lab.Odoo.SeedTax("More 21 %", 21, country: "NL");

        await BookAsync(0.21m, "ES");
        Assert.Equal(spanish, TaxOfLast());
        await BookAsync(0.21m, "US", "tva 21 %", "2");
        Assert.Equal(belgian, TaxOfLast());
        Assert.Equal("setting_missing", Failed(await BookAsync(0.21m, "NL")).Code);
    }

    [Fact]
    public async Task The_setting_goes_before_everything_and_its_narrowest_entry_that_fits_is_first()
    {
        var special = _lab.Odoo.SeedTax("Special", 19);
        _lab.Set("taxes", new JsonArray(
            new JsonObject { ["rate"] = 0.19m, ["country"] = "DE", ["tax"] = special },
            new JsonObject { ["rate"] = 0.19m, ["tax"] = _lab.Vat }));

        await BookAsync(0.19m, "DE");
        Assert.Equal(special, TaxOfLast());
        await BookAsync(0.19m, "FR", id: "2");
        Assert.Equal(_lab.Vat, TaxOfLast());
    }

    [Fact]
    public async Task A_tax_of_the_wrong_kind_in_the_setting_holds_the_order()
    {
        _lab.Set("taxes", new JsonArray(new JsonObject { ["rate"] = 0.19m, ["tax"] = _lab.VatIncluded }));
        Assert.Contains("excluding tax", Failed(await BookAsync(0.19m)).Message, StringComparison.Ordinal);

        _lab.Set("taxes", new JsonArray(new JsonObject { ["rate"] = 0.19m, ["tax"] = 4711 }));
        Assert.Contains("4711", Failed(await BookAsync(0.19m)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rate_of_nothing_needs_no_tax_in_Odoo()
    {
        Done<OrderBooked>(await BookAsync(0));

        Assert.Equal([], (int[])_lab.Lines[^1]["tax_ids"]!);
    }

    [Fact]
    public async Task A_new_tax_is_found_after_the_order_was_held()
    {
        Failed(await BookAsync(0.055m));
        _lab.Odoo.SeedTax("Reduced", 5.5m);

        Done<OrderBooked>(await BookAsync(0.055m));
    }

    private int TaxOfLast() => Assert.Single((int[])_lab.Lines[^1]["tax_ids"]!);

    private async Task<EffectOutcome> BookAsync(decimal rate, string country = "US", string title = "Tax", string id = "1")
    {
        var order = Order() with
        {
            ShipTo = new() { Country = country },
            Lines = [new() { Id = "1", Sku = "MUG", Title = "Mug", Quantity = 1, UnitPrice = 10, Taxes = [new(title, rate, 0)] }],
            ShippingLines = [],
        };
        return await _lab.RunAsync(await _lab.BookAsync(order), document: Document with { Id = id });
    }
}
