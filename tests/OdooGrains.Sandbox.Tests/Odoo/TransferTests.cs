using System.Text.Json;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Sandbox.Tests.Odoo;

/// <summary>Transfers and stock, with the traps that real servers showed.</summary>
public sealed class TransferTests
{
    private readonly SimulatedOdoo _odoo = new(new OdooSettings(), new ManualTime());
    private readonly int _box;
    private readonly int _order;

    public TransferTests()
    {
        _box = _odoo.SeedStored("BOX", "Box", 8m, (1, 10m));
        _order = _odoo.LoadOrder("so_1", _odoo.SeedPartner("Ann", "ann@example.com"), (_box, 5, 8m)).Id();
        _odoo.Result("sale.order", "action_confirm", $$"""{"ids": [{{_order}}]}""");
    }

    [Fact]
    public void A_confirmed_order_reserves_what_is_there()
    {
        Assert.Equal(("assigned", 10m, 5m), (Picking(1)["state"], Quant["quantity"], Quant["reserved_quantity"]));
        var second = _odoo.LoadOrder("so_2", 1, (_box, 7, 8m)).Id();
        _odoo.Result("sale.order", "action_confirm", $$"""{"ids": [{{second}}]}""");

        Assert.Equal(("assigned", 10m), (Picking(2)["state"], Quant["reserved_quantity"]));
        Assert.Equal(["assigned", "partially_available"], _odoo.Records("stock.move").Select(move => move["state"]));
        _odoo.Result("sale.order", "action_cancel", $$"""{"ids": [{{_order}}], "context": {"disable_cancel_warning": true} }""");
        _odoo.Result("stock.picking", "action_assign", """{"ids": [2]}""");
        Assert.Equal(("cancel", "assigned", 7m), (Picking(1)["state"], _odoo.Records("stock.move")[1]["state"], Quant["reserved_quantity"]));
    }

    [Fact]
    public void A_part_answers_a_wizard_and_validates_nothing_unless_the_context_says_so()
    {
        _odoo.Result("stock.move", "write", """{"ids": [1], "vals": {"quantity": 2, "picked": true} }""");

        Assert.Equal("stock.backorder.confirmation", _odoo.Result("stock.picking", "button_validate", """{"ids": [1]}""").GetProperty("res_model").GetString());
        Assert.Equal("assigned", Picking(1)["state"]);
        Assert.True(_odoo.Result("stock.picking", "button_validate", """{"ids": [1], "context": {"skip_backorder": true} }""").GetBoolean());
        Assert.Equal(("done", 8m, 3m), (Picking(1)["state"], Quant["quantity"], Quant["reserved_quantity"]));
        // The backorder is a copy, with the rest of the demand.
        Assert.Equal((1, Picking(1)["origin"], "assigned"), (Picking(2)["backorder_id"], Picking(2)["origin"], Picking(2)["state"]));
        Assert.Equal([2m, 3m], _odoo.Records("stock.move").Select(move => move["product_uom_qty"]));
        Assert.Equal(2m, _odoo.Records("sale.order.line")[0]["qty_delivered"]);
    }

    [Fact]
    public void Until_16_a_transfer_without_quantities_answers_a_wizard_too()
    {
        var odoo = new SimulatedOdoo(new OdooSettings { Version = 16 }, new ManualTime());
        var order = odoo.Seed("sale.order", ("partner_id", 1));
        odoo.Seed("sale.order.line", ("order_id", order), ("product_id", odoo.SeedStored("BOX", "Box", 8m, (1, 10m))), ("product_uom_qty", 5m));
        Rpc(odoo, "sale.order", "action_confirm", order);

        Assert.Equal("stock.immediate.transfer", Rpc(odoo, "stock.picking", "button_validate", 1).GetProperty("res_model").GetString());
        odoo.Change("stock.move", 1, ("quantity_done", 5m));
        Assert.True(Rpc(odoo, "stock.picking", "button_validate", 1).GetBoolean());
        Assert.Equal(5m, odoo.Records("stock.quant")[0]["quantity"]);

        static JsonElement Rpc(SimulatedOdoo odoo, string model, string method, int id) => odoo.Handle(new OdooHttpRequest(
            "POST",
            "/jsonrpc",
            new Dictionary<string, string> { ["Content-Type"] = "application/json" },
            System.Text.Encoding.UTF8.GetBytes($$$"""{"id": 1, "params": {"service": "object", "method": "execute_kw", "args": ["odoo", 2, "admin", "{{{model}}}", "{{{method}}}", [[{{{id}}}]]]}}"""))).Json().GetProperty("result");
    }

    [Fact]
    public void What_comes_back_is_in_stock_and_no_longer_delivered()
    {
        _odoo.Result("stock.picking", "button_validate", """{"ids": [1]}""");
        _odoo.Result("stock.return.picking", "create", """{"vals_list": [{"picking_id": 1}]}""");
        Assert.Equal("odoo.exceptions.UserError", _odoo.Call("stock.return.picking", "action_create_returns", """{"ids": [1]}""").Error());

        _odoo.Result("stock.return.picking", "write", """{"ids": [1], "vals": {"product_return_moves": [[1, 1, {"quantity": 2}]]} }""");
        _odoo.Result("stock.return.picking", "action_create_returns", """{"ids": [1]}""");
        Assert.Equal((5m, 5m), (Quant["quantity"], _odoo.Records("sale.order.line")[0]["qty_delivered"]));
        _odoo.Result("stock.picking", "button_validate", """{"ids": [2]}""");

        Assert.Equal((7m, 3m), (Quant["quantity"], _odoo.Records("sale.order.line")[0]["qty_delivered"]));
        Assert.Equal(404, _odoo.Call("stock.return.picking", "create_returns", """{"ids": [1]}""").Status);
    }

    [Theory]
    [InlineData("""{"warehouse_id": 1}""", 5)]
    [InlineData("""{"warehouse": 2}""", 4)]
    [InlineData("{}", 9)]
    public void Free_quantities_follow_the_context(string context, decimal free)
    {
        var north = _odoo.SeedWarehouse("North", "N");
        _odoo.Seed("stock.quant", ("product_id", _box), ("location_id", _odoo.StockOf(north)), ("quantity", 4m));

        Assert.Equal(free, _odoo.Result("product.product", "read", $$"""{"ids": [{{_box}}], "fields": ["free_qty"], "context": {{context}} }""")[0].GetProperty("free_qty").GetDecimal());
    }

    [Fact]
    public void A_location_counts_what_is_below_it()
    {
        var view = (int)_odoo.Records("stock.warehouse")[0]["view_location_id"]!;
        var read = _odoo.Result("product.product", "read", $$"""{"ids": [{{_box}}], "fields": ["qty_available", "virtual_available", "outgoing_qty"], "context": {"location": {{view}} } }""")[0];

        Assert.Equal((10m, 5m, 5m), (read.GetProperty("qty_available").GetDecimal(), read.GetProperty("virtual_available").GetDecimal(), read.GetProperty("outgoing_qty").GetDecimal()));
    }

    [Fact]
    public void A_second_quant_of_a_product_in_a_location_is_the_first_one()
    {
        var body = $$"""{"vals_list": [{"product_id": {{_box}}, "location_id": {{_odoo.StockOf(1)}}, "inventory_quantity": 12}], "context": {"inventory_mode": true} }""";
        Assert.Equal((int)Quant["id"]!, _odoo.Result("stock.quant", "create", body)[0].GetInt32());
        Assert.Equal(JsonValueKind.Null, _odoo.Result("stock.quant", "action_apply_inventory", $$"""{"ids": [{{Quant["id"]}}]}""").ValueKind);
        Assert.Equal(12m, Quant["quantity"]);
    }

    [Fact]
    public void More_of_a_confirmed_line_is_more_to_deliver()
    {
        var line = (int)_odoo.Records("sale.order.line")[0]["id"]!;
        _odoo.Result("sale.order.line", "write", $$"""{"ids": [{{line}}], "vals": {"product_uom_qty": 6} }""");

        Assert.Equal(6m, _odoo.Records("stock.move").Sum(move => (decimal)move["product_uom_qty"]!));
        Assert.Single(_odoo.Records("stock.picking"));
    }

    [Fact]
    public void Anybody_may_ask_for_external_ids_by_record()
    {
        var line = (int)_odoo.Records("sale.order.line")[0]["id"]!;
        var answer = _odoo.Call("sale.order.line", "get_external_id", $$"""{"ids": [{{line}}, 99]}""", "simulated-sales-key").Json();

        Assert.Equal(("__mw__.so_1_0", ""), (answer.GetProperty($"{line}").GetString(), answer.GetProperty("99").GetString()));
    }

    [Fact]
    public void The_same_draws_make_the_same_day_in_the_warehouse()
    {
        string Day(int seed)
        {
            var odoo = new SimulatedOdoo(new OdooSettings(), new ManualTime());
            var box = odoo.SeedProduct("BOX", "Box", 8m);
            for (var order = 0; order < 20; order++)
            {
                var id = odoo.LoadOrder($"so_{order}", 1, (box, 5, 8m)).Id();
                odoo.Result("sale.order", "action_confirm", $$"""{"ids": [{{id}}]}""");
            }

            var (people, draws) = (new WarehousePeople(odoo), new Random(seed));
            for (var round = 0; round < 50; round++) { people.Work(draws); }
            Assert.All(odoo.Records("sale.order.line"), line => Assert.Equal(5m, line["qty_delivered"]));
            return string.Join(',', odoo.Records("stock.move").Select(move => move["product_uom_qty"]));
        }

        Assert.Equal(Day(7), Day(7));
        Assert.NotEqual(Day(7), Day(8));
    }

    private IReadOnlyDictionary<string, object?> Quant => Assert.Single(_odoo.Records("stock.quant"), quant => Equals(quant["location_id"], _odoo.StockOf(1)));

    private IReadOnlyDictionary<string, object?> Picking(int id) => _odoo.Records("stock.picking").Single(picking => (int)picking["id"]! == id);
}
