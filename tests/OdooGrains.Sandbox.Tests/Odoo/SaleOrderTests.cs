using System.Text.Json;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Sandbox.Tests.Odoo;

public sealed class SaleOrderTests
{
    private readonly SimulatedOdoo _odoo = new(new OdooSettings(), new ManualTime());
    private readonly int _order;

    public SaleOrderTests()
    {
        _odoo.SeedTax("21%", 21m);
        _order = _odoo.LoadOrder("so_1", _odoo.SeedPartner("Ann", "ann@example.com"), (_odoo.SeedProduct("MUG", "Mug", 10m), 2, 10m)).Id();
    }

    [Fact]
    public void A_confirmed_order_is_cancelled_only_when_the_warning_is_disabled()
    {
        _odoo.Result("sale.order", "action_confirm", $$"""{"ids": [{{_order}}]}""");

        Assert.Equal(JsonValueKind.Object, _odoo.Result("sale.order", "action_cancel", $$"""{"ids": [{{_order}}]}""").ValueKind);
        Assert.Equal("sale", _odoo.Order(_order)["state"]);
        Assert.True(_odoo.Result("sale.order", "action_cancel", $$"""{"ids": [{{_order}}], "context": {"disable_cancel_warning": true} }""").GetBoolean());
        Assert.Equal("cancel", _odoo.Order(_order)["state"]);
    }

    [Fact]
    public void Many_orders_are_confirmed_in_one_call_or_none_is()
    {
        var others = Enumerable.Range(0, 3).Select(_ => _odoo.Seed("sale.order", ("partner_id", 1))).ToList();
        _odoo.Result("sale.order", "action_cancel", $$"""{"ids": [{{others[1]}}]}""");

        Assert.Equal("odoo.exceptions.UserError", _odoo.Call("sale.order", "action_confirm", $$"""{"ids": [{{_order}}, {{string.Join(", ", others)}}]}""").Error());
        Assert.Equal(["draft", "draft", "cancel", "draft"], States());

        Assert.True(_odoo.Result("sale.order", "action_confirm", $$"""{"ids": [{{_order}}, {{others[0]}}, {{others[2]}}]}""").GetBoolean());
        Assert.Equal(["sale", "sale", "cancel", "sale"], States());

        IEnumerable<string> States() => new[] { _order }.Concat(others).Select(order => (string)_odoo.Order(order)["state"]!);
    }

    [Fact]
    public void A_line_of_a_confirmed_order_cannot_be_removed_but_its_quantity_can_change()
    {
        _odoo.Result("sale.order", "action_confirm", $$"""{"ids": [{{_order}}]}""");
        var line = ((int[])_odoo.Order(_order)["order_line"]!)[0];

        Assert.Equal("odoo.exceptions.UserError", _odoo.Call("sale.order.line", "unlink", $$"""{"ids": [{{line}}]}""").Error());
        _odoo.Result("sale.order.line", "write", $$"""{"ids": [{{line}}], "vals": {"product_uom_qty": 5} }""");
        Assert.Equal(60.50m, _odoo.Order(_order)["amount_total"]);
    }

    [Fact]
    public void A_line_of_a_draft_is_removed_with_its_external_id()
    {
        var line = ((int[])_odoo.Order(_order)["order_line"]!)[0];
        _odoo.Result("sale.order.line", "unlink", $$"""{"ids": [{{line}}]}""");

        Assert.Equal(0m, _odoo.Order(_order)["amount_total"]);
        Assert.Null(_odoo.ExternalId("sale.order.line", line));
        Assert.Equal("__mw__.so_1_0", _odoo.Journal.Entries[^1].ExternalId);
    }

    [Fact]
    public void The_state_goes_from_draft_over_sent_to_sale_and_from_cancel_back_to_draft()
    {
        string After(string method)
        {
            _odoo.Call("sale.order", method, $$"""{"ids": [{{_order}}], "context": {"disable_cancel_warning": true} }""");
            return (string)_odoo.Order(_order)["state"]!;
        }

        string[] methods = ["action_draft", "action_quotation_sent", "action_confirm", "action_confirm", "action_draft", "action_cancel", "action_confirm", "action_draft"];
        Assert.Equal(["draft", "sent", "sale", "sale", "sale", "cancel", "cancel", "draft"], methods.Select(After));
    }

    [Fact]
    public void A_failed_call_leaves_nothing_behind()
    {
        var before = _odoo.Journal.Count;
        var answer = _odoo.Call("sale.order", "action_confirm", $$"""{"ids": [{{_order}}, 999]}""");
        var written = _odoo.Call("sale.order", "write", $$"""{"ids": [{{_order}}], "vals": {"origin": "x", "order_line": [[0, 0, {"name": "no product"}]]} }""");

        Assert.Equal("odoo.exceptions.MissingError", answer.Error());
        Assert.Equal("odoo.exceptions.ValidationError", written.Error());
        Assert.Equal(("draft", null), (_odoo.Order(_order)["state"], _odoo.Order(_order)["origin"]));
        Assert.Single((int[])_odoo.Order(_order)["order_line"]!);
        Assert.Equal(before, _odoo.Journal.Count);
    }

    [Fact]
    public void An_iso_date_is_a_value_error() =>
        Assert.Equal("builtins.ValueError", _odoo.Call("sale.order", "write", $$"""{"ids": [{{_order}}], "vals": {"date_order": "2026-11-20T10:00:00Z"} }""").Error());

    [Theory]
    [InlineData("""[["client_order_ref", "=", "#so_1"]]""", 1)]
    [InlineData("""[["client_order_ref", "in", ["#so_1", "x"]], ["state", "!=", "cancel"]]""", 1)]
    [InlineData("""[["client_order_ref", "not in", ["#so_1"]]]""", 0)]
    [InlineData("""["|", ["state", "=", "sale"], ["amount_total", ">=", 24.2]]""", 1)]
    [InlineData("""["!", ["state", "=", "draft"]]""", 0)]
    [InlineData("""["&", ["partner_id.email", "=ilike", "ANN@example.com"], ["partner_id", "ilike", "an"]]""", 1)]
    [InlineData("""[["order_line.product_id.default_code", "=", "MUG"], ["origin", "=", false]]""", 1)]
    [InlineData("""[["write_date", "<", "2026-11-20 09:00:00"]]""", 0)]
    [InlineData("""[["write_date", "<=", "2026-11-20 09:00:00"], ["amount_total", ">", 1], ["amount_total", "<", 100]]""", 1)]
    public void Domains_select_as_odoo_does(string domain, int expected) =>
        Assert.Equal(expected, _odoo.Result("sale.order", "search_count", $$"""{"domain": {{domain}} }""").GetInt32());

    [Fact]
    public void A_salesman_loads_orders_but_may_not_read_external_ids()
    {
        const string Key = "simulated-sales-key";
        Assert.Equal(200, _odoo.Call("sale.order", "load", """{"fields": ["id", "client_order_ref"], "data": [["__mw__.so_1", "#1"]]}""", Key).Status);
        Assert.Equal((403, "odoo.exceptions.AccessError"), (_odoo.Call("ir.model.data", "search_read", """{"domain": []}""", Key).Status, _odoo.Call("ir.model.data", "search_read", """{"domain": []}""", Key).Error()));
    }
}
