using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Sandbox.Tests.Odoo;

public sealed class LoadTests
{
    private readonly ManualTime _time = new();
    private readonly SimulatedOdoo _odoo;
    private readonly int _partner;
    private readonly int _product;

    public LoadTests()
    {
        _odoo = new SimulatedOdoo(new OdooSettings(), _time);
        _odoo.SeedTax("21%", 21m);
        _partner = _odoo.SeedPartner("Ann", "ann@example.com");
        _product = _odoo.SeedProduct("MUG", "Mug", 10m);
    }

    [Fact]
    public void A_repeat_with_line_ids_changes_nothing_and_creates_nothing()
    {
        var first = _odoo.LoadOrder("so_1", _partner, (_product, 2, 10m), (_product, 1, 5m)).Id();
        var second = _odoo.LoadOrder("so_1", _partner, (_product, 2, 10m), (_product, 1, 5m)).Id();

        Assert.Equal(first, second);
        Assert.Equal(2, ((int[])_odoo.Order(first)["order_line"]!).Length);
        Assert.Equal(1, _odoo.Journal.Creates("sale.order", "__mw__.so_1"));
        Assert.Equal(30.25m, _odoo.Order(first)["amount_total"]);
    }

    [Fact]
    public void A_repeat_with_other_values_updates_the_lines()
    {
        var order = _odoo.LoadOrder("so_1", _partner, (_product, 2, 10m)).Id();
        _odoo.LoadOrder("so_1", _partner, (_product, 3, 10m));

        Assert.Equal(36.30m, _odoo.Order(order)["amount_total"]);
    }

    [Fact]
    public void Many_orders_are_loaded_in_one_call_with_their_lines_and_ids_in_their_order()
    {
        const string Body = """
            {"fields": ["id", "partner_id/.id", "order_line/id", "order_line/product_id/.id", "order_line/product_uom_qty"],
             "data": [["__mw__.a", "PARTNER", "__mw__.a_0", "PRODUCT", "1"], ["", "", "__mw__.a_1", "PRODUCT", "2"], ["__mw__.b", "PARTNER", "__mw__.b_0", "PRODUCT", "3"]]}
            """;
        var body = Body.Replace("PARTNER", $"{_partner}", StringComparison.Ordinal).Replace("PRODUCT", $"{_product}", StringComparison.Ordinal);
        int[] ids = [.. _odoo.Result("sale.order", "load", body).GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];

        Assert.Equal(["__mw__.a", "__mw__.b"], ids.Select(id => _odoo.ExternalId("sale.order", id)));
        Assert.Equal([2, 1], ids.Select(id => ((int[])_odoo.Order(id)["order_line"]!).Length));
        Assert.Equal(ids, _odoo.Result("sale.order", "load", body).GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
        Assert.Equal(3, _odoo.Records("sale.order.line").Count);
    }

    [Fact]
    public void One_bad_row_rolls_back_all_and_is_named()
    {
        const string Body = """
            {"fields": ["id", "partner_id/.id", "order_line/id", "order_line/product_id/.id"],
             "data": [["__mw__.a", "PARTNER", "__mw__.a_0", "PRODUCT"], ["__mw__.b", "PARTNER", "__mw__.b_0", "999"], ["__mw__.c", "PARTNER", "__mw__.c_0", "PRODUCT"]]}
            """;
        var loaded = _odoo.Result(
            "sale.order", "load", Body.Replace("PARTNER", $"{_partner}", StringComparison.Ordinal).Replace("PRODUCT", $"{_product}", StringComparison.Ordinal));

        Assert.Equal("No matching record found for database id '999' in field 'Order Lines/Product'", loaded.Problem());
        Assert.Equal(1, loaded.GetProperty("messages")[0].GetProperty("record").GetInt32());
        Assert.Empty(_odoo.Records("sale.order"));
        Assert.Equal(0, _odoo.Journal.Count);
    }

    [Fact]
    public void Relations_are_found_by_external_id_and_by_name()
    {
        _odoo.Result("res.partner", "load", """{"fields": ["id", "name", "email", "country_id", "type"], "data": [["__mw__.p1", "Bob", "bob@example.com", "Belgium", "contact"]]}""");
        _odoo.Result("res.partner", "load", """{"fields": ["id", "name", "parent_id/id", "type"], "data": [["__mw__.p1_d", "Bob", "__mw__.p1", "delivery"]]}""");
        _odoo.Result("sale.order", "load", """{"fields": ["id", "partner_id/id", "partner_shipping_id/id", "currency_id"], "data": [["__mw__.so_2", "__mw__.p1", "__mw__.p1_d", "JPY"]]}""");

        var order = Assert.Single(_odoo.Records("sale.order"));
        var bob = _odoo.Records("res.partner").Single(partner => (string?)partner["email"] == "bob@example.com");
        Assert.Equal(bob["id"], order["partner_id"]);
        Assert.Equal(((int[])bob["child_ids"]!)[0], order["partner_shipping_id"]);
        Assert.Equal(_odoo.Currency("JPY"), order["currency_id"]);
    }

    [Fact]
    public void Dates_are_local_time_of_the_user_unless_the_context_says_otherwise()
    {
        LoadDated("utc", "UTC");
        LoadDated("cet", "Etc/GMT-1");

        Assert.Equal(["2026-11-20 12:00:00", "2026-11-20 11:00:00"], _odoo.Records("sale.order").Select(order => order["date_order"]));
    }

    [Fact]
    public void A_load_that_overlaps_another_of_the_same_key_loses_and_a_later_one_wins()
    {
        var odoo = new SimulatedOdoo(new OdooSettings { Capacity = OdooCapacity.Measured }, _time);
        var (partner, product) = (odoo.SeedPartner("Ann", null), odoo.SeedProduct("MUG", "Mug", 10m));
        var first = odoo.LoadOrder("so_1", partner, (product, 1, 10m)).Id();

        Assert.Equal("could not serialize access due to concurrent update\n", odoo.LoadOrder("so_1", partner, (product, 9, 10m)).Problem());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(first, odoo.LoadOrder("so_1", partner, (product, 1, 10m)).Id());
        Assert.Equal(10m, odoo.Order(first)["amount_total"]);
    }

    [Fact]
    public void A_pricelist_on_a_confirmed_order_is_refused_and_equal_lines_are_not()
    {
        var pricelist = _odoo.SeedPricelist("Shop", "EUR");
        var order = _odoo.LoadOrder("so_1", _partner, (_product, 2, 10m)).Id();
        _odoo.Result("sale.order", "action_confirm", $$"""{"ids": [{{order}}]}""");

        Assert.Equal(order, _odoo.LoadOrder("so_1", _partner, (_product, 2, 10m)).Id());
        var refused = _odoo.Result("sale.order", "load", $$"""{"fields": ["id", "pricelist_id/.id"], "data": [["__mw__.so_1", "{{pricelist}}"]]}""");
        Assert.Equal("You cannot change the pricelist of a confirmed order !", refused.Problem());
        Assert.Equal("sale", _odoo.Order(order)["state"]);
    }

    private void LoadDated(string key, string zone) => _odoo.Result("sale.order", "load", $$"""
        {"fields": ["id", "partner_id/.id", "date_order"], "data": [["__mw__.{{key}}", "{{_partner}}", "2026-11-20 12:00:00"]], "context": {"tz": "{{zone}}"} }
        """);
}
