using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Sandbox.Odoo;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;
using Delivery = OdooGrains.Domain.Orders.Delivery;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>Goods that the channel or a warehouse sent off are validated in Odoo, exactly once and exactly those.</summary>
public sealed class DeliverTests
{
    public static TheoryData<int, string> Protocols => new() { { 16, "auto" }, { 17, "auto" }, { 18, "auto" }, { 19, "auto" }, { 19, "jsonrpc" } };

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_whole_delivery_validates_the_transfer(int version, string protocol)
    {
        var lab = new OdooLab(version, protocol);
        var order = await lab.SoldAsync(Order());

        var done = Done<OrderDelivered>(await lab.RunAsync(new DeliverOrder(order, Sent("d1", 2, "TRACK-1"))));

        var picking = lab.Record("stock.picking", done.DeliveryId);
        Assert.Equal(("done", "TRACK-1"), (picking["state"], picking["carrier_tracking_ref"]));
        Assert.Single(lab.Odoo.Records("stock.picking"));
        Assert.Equal(2m, Line(lab)["qty_delivered"]);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_part_leaves_a_backorder_which_the_next_delivery_takes(int version, string protocol)
    {
        var lab = new OdooLab(version, protocol);
        var order = await lab.SoldAsync(Order());

        var first = Done<OrderDelivered>(await lab.RunAsync(new DeliverOrder(order, Sent("d1", 1))));
        Assert.Equal(1m, Line(lab)["qty_delivered"]);
        var second = Done<OrderDelivered>(await lab.RunAsync(new DeliverOrder(order, Sent("d2", 1)), revision: 2));

        Assert.NotEqual(first, second);
        Assert.Equal(int.Parse(first.DeliveryId, null), lab.Record("stock.picking", second.DeliveryId)["backorder_id"]);
        Assert.Equal(2m, Line(lab)["qty_delivered"]);
        Assert.Equal(2, lab.Odoo.Records("stock.picking").Count);
        // The backorder is a copy, mark and all; each delivery is still found as itself.
        Assert.Equal(first, Done<OrderDelivered>(await lab.LookUpAsync(new DeliverOrder(order, Sent("d1", 1)))));
        Assert.Equal(second, Done<OrderDelivered>(await lab.LookUpAsync(new DeliverOrder(order, Sent("d2", 1)))));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Whatever_call_is_lost_the_goods_leave_once(int version, string protocol)
    {
        for (var at = 0; at < 10; at++)
        {
            foreach (var isReached in new[] { true, false })
            {
                var lab = new OdooLab(version, protocol);
                var order = await lab.SoldAsync(Order());
                lab.Egress.Lose(at, isReached);

                await lab.SettledAsync<OrderDelivered>(new DeliverOrder(order, Sent("d1", 1)));

                Assert.Equal(1m, Line(lab)["qty_delivered"]);
                Assert.Equal(["done", "assigned"], lab.Odoo.Records("stock.picking").Select(picking => picking["state"]));
            }
        }
    }

    [Fact]
    public async Task What_a_person_picked_and_is_not_sent_stays_behind()
    {
        var lab = new OdooLab();
        var order = await lab.SoldAsync(Two());
        var shirt = lab.Odoo.Records("stock.move").Single(move => (decimal)move["product_uom_qty"]! == 3);
        lab.Odoo.Change("stock.move", (int)shirt["id"]!, ("picked", true));

        Done<OrderDelivered>(await lab.RunAsync(new DeliverOrder(order, Sent("d1", 2))));

        Assert.Equal([2m, 0m], lab.Lines.Where(line => line["name"] is "Mug, blue" or "Shirt").Select(line => line["qty_delivered"]));
    }

    [Fact]
    public async Task More_than_is_left_to_deliver_is_held_and_nothing_is_written()
    {
        var lab = new OdooLab();
        var order = await lab.SoldAsync(Order());
        Done<OrderDelivered>(await lab.RunAsync(new DeliverOrder(order, Sent("d1", 1))));
        var before = lab.Odoo.Journal.Count;

        var failure = Failed(await lab.RunAsync(new DeliverOrder(order, Sent("d2", 2))));

        Assert.Equal((FailureClass.Business, "not_to_deliver"), (failure.Class, failure.Code));
        Assert.Contains("has 1 left to deliver", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, lab.Odoo.Journal.Count);
    }

    [Fact]
    public async Task A_question_of_Odoo_s_is_a_refusal_and_no_validation()
    {
        var lab = new OdooLab();
        var order = await lab.SoldAsync(Order());
        lab.Egress.Instead = call => call.Url.AbsolutePath.EndsWith("/button_validate", StringComparison.Ordinal) ? Answer("""{"type": "ir.actions.act_window", "res_model": "stock.lot.wizard"}""") : null;

        var failure = Failed(await lab.RunAsync(new DeliverOrder(order, Sent("d1", 2))));

        Assert.Equal("asks_back", failure.Code);
        Assert.Contains("stock.lot.wizard", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_after_the_quantities_were_written_is_a_refusal_and_no_doubt()
    {
        var lab = new OdooLab();
        var order = await lab.SoldAsync(Order());
        lab.Odoo.Faults.Next(1, "stock.picking", "button_validate", OdooFaultKind.UserError);

        Assert.Equal("refused", Failed(await lab.RunAsync(new DeliverOrder(order, Sent("d1", 2)))).Code);
        Done<OrderDelivered>(await lab.RunAsync(new DeliverOrder(order, Sent("d1", 2))));
    }

    [Fact]
    public async Task Without_the_delivery_module_tracking_is_left_out()
    {
        var lab = new OdooLab(settings: new() { DeliveryModule = false });
        var order = await lab.SoldAsync(Order());

        Done<OrderDelivered>(await lab.RunAsync(new DeliverOrder(order, Sent("d1", 2, "TRACK-1"))));
        Assert.Equal(1, lab.Count("stock.picking", "fields_get"));
    }

    [Fact]
    public async Task An_order_whose_lines_carry_no_keys_is_held()
    {
        var lab = new OdooLab();
        lab.Set("createBy", "create");
        var order = await lab.SoldAsync(Order());

        Assert.Equal("needs_load", Failed(await lab.RunAsync(new DeliverOrder(order, Sent("d1", 2)))).Code);
    }

    [Theory]
    [InlineData("draft", "not_confirmed")]
    [InlineData("gone", "missing_in_erp")]
    [InlineData("line", "unknown_line")]
    public async Task What_cannot_be_delivered_is_held_with_its_reason(string what, string code)
    {
        var lab = new OdooLab();
        var booked = await lab.BookedAsync(Order());
        if (what == "line")
        {
            await lab.RunAsync(new ConfirmOrder(booked.ErpId));
        }

        var request = new DeliverOrder(what == "gone" ? "4711" : booked.ErpId, what == "line" ? Sent("d1", 1) with { Lines = [new("9", 1)] } : Sent("d1", 1));
        Assert.Equal(code, Failed(await lab.RunAsync(request)).Code);
    }

    internal static Delivery Sent(string id, decimal quantity, params string[] tracking) => new()
    {
        Id = id,
        Source = DeliverySource.Channel,
        Status = DeliveryStatus.Done,
        Lines = [new("1", quantity)],
        TrackingNumbers = tracking,
        UpdatedAt = Order().UpdatedAt,
    };

    private static Order Two() => Order() with { Lines = [Order().Lines[0], new() { Id = "3", Sku = "TEE", Title = "Shirt", Quantity = 3, UnitPrice = 20, Taxes = Vat19 }] };

    private static IReadOnlyDictionary<string, object?> Line(OdooLab lab) => lab.Lines.Single(line => Equals(line["product_id"], lab.Mug));
}
