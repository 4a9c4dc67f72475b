using OdooGrains.Domain.Effects;
using OdooGrains.Sandbox.Odoo;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>Goods come back into stock once, and no more than left.</summary>
public sealed class ReturnTests
{
    public static TheoryData<int, string> Protocols => new() { { 16, "auto" }, { 17, "auto" }, { 18, "auto" }, { 19, "auto" }, { 19, "jsonrpc" } };

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Returned_goods_are_in_stock_again(int version, string protocol)
    {
        var (lab, order, product) = await DeliveredAsync(version, protocol, 2);

        var returned = Done<GoodsReturned>(await lab.RunAsync(Back(order, 1)));

        Assert.Equal(("done", "incoming"), (lab.Record("stock.picking", returned.DeliveryId)["state"], lab.Record("stock.picking", returned.DeliveryId)["picking_type_code"]));
        Assert.Equal((9m, 1m), (Assert.Single(lab.Odoo.Records("stock.quant"))["quantity"], Line(lab, product)["qty_delivered"]));
    }

    [Fact]
    public async Task Goods_that_left_in_two_deliveries_come_back_together()
    {
        var (lab, order, product) = await DeliveredAsync(19, "auto", 1, 1);

        Done<GoodsReturned>(await lab.RunAsync(Back(order, 2)));

        Assert.Equal((10m, 0m), (Assert.Single(lab.Odoo.Records("stock.quant"))["quantity"], Line(lab, product)["qty_delivered"]));
        Assert.Equal(2, lab.Odoo.Records("stock.picking").Count(picking => Equals(picking["picking_type_code"], "incoming")));
    }

    /// <summary>The simulation's seed 139: the second part was taken for the first, and its goods never came back.</summary>
    [Fact]
    public async Task Goods_of_one_refund_come_back_in_two_parts()
    {
        var (lab, order, product) = await DeliveredAsync(19, "auto", 1, 1);

        var first = Done<GoodsReturned>(await lab.RunAsync(Back(order, 1)));
        var second = Done<GoodsReturned>(await lab.RunAsync(Back(order, 1), revision: 2));

        Assert.NotEqual(first.DeliveryId, second.DeliveryId);
        Assert.Equal((10m, 0m), (Assert.Single(lab.Odoo.Records("stock.quant"))["quantity"], Line(lab, product)["qty_delivered"]));
        Assert.Equal((first, second), (Done<GoodsReturned>(await lab.LookUpAsync(Back(order, 1))), Done<GoodsReturned>(await lab.LookUpAsync(Back(order, 1), revision: 2))));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Whatever_call_is_lost_the_goods_come_back_once(int version, string protocol)
    {
        for (var at = 0; at < 20; at++)
        {
            foreach (var isReached in new[] { true, false })
            {
                var (lab, order, product) = await DeliveredAsync(version, protocol, 1, 1);
                lab.Egress.Lose(at, isReached);

                await lab.SettledAsync<GoodsReturned>(Back(order, 2));

                Assert.Equal((10m, 0m), (Assert.Single(lab.Odoo.Records("stock.quant"))["quantity"], Line(lab, product)["qty_delivered"]));
                Assert.Equal(4, lab.Odoo.Records("stock.picking").Count);
            }
        }
    }

    [Fact]
    public async Task A_return_that_a_person_opened_for_the_goods_is_taken()
    {
        var (lab, order, _) = await DeliveredAsync(19, "auto", 2);
        // The connector's own, but for the validation: what a person leaves open.
        lab.Egress.Instead = call => call.Url.AbsolutePath.EndsWith("/stock.picking/write", StringComparison.Ordinal) ? Answer("""{"name": "odoo.exceptions.UserError", "message": "no"}""", 422) : null;
        Failed(await lab.RunAsync(Back(order, 1)));
        lab.Egress.Instead = null;

        Done<GoodsReturned>(await lab.RunAsync(Back(order, 1), revision: 2));

        Assert.Equal(2, lab.Odoo.Records("stock.picking").Count);
    }

    [Fact]
    public async Task More_than_left_is_held_and_nothing_is_written()
    {
        var (lab, order, _) = await DeliveredAsync(19, "auto", 1);
        var before = lab.Odoo.Journal.Count;

        var failure = Failed(await lab.RunAsync(Back(order, 2)));

        Assert.Equal((FailureClass.Business, "not_delivered", before), (failure.Class, failure.Code, lab.Odoo.Journal.Count));
        Assert.Contains("has 1 delivered and not returned", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_came_back_does_not_come_back_again_with_another_refund()
    {
        var (lab, order, _) = await DeliveredAsync(19, "auto", 2);
        Done<GoodsReturned>(await lab.RunAsync(Back(order, 1)));
        Done<GoodsReturned>(await lab.RunAsync(Back(order, 1, "r2"), revision: 2));

        Assert.Equal("not_delivered", Failed(await lab.RunAsync(Back(order, 1, "r3"), revision: 3)).Code);
        Assert.NotEqual(await lab.LookUpAsync(Back(order, 1)), await lab.LookUpAsync(Back(order, 1, "r2")));
    }

    private static ReturnGoods Back(string order, decimal quantity, string refund = "r1") => new(order, refund, [new("1", quantity)]);

    private static IReadOnlyDictionary<string, object?> Line(OdooLab lab, int product) => lab.Lines.Single(line => Equals(line["product_id"], product));

    // Two of ten are sold, and leave in these parts.
    private static async Task<(OdooLab Lab, string Order, int Product)> DeliveredAsync(int version, string protocol, params decimal[] parts)
    {
        var lab = new OdooLab(version, protocol);
        var product = lab.Odoo.SeedStored("BOX", "Box", 8, (1, 10));
        var order = await lab.SoldAsync(Order() with { Lines = [Order().Lines[0] with { Sku = "BOX" }] });
        for (var part = 0; part < parts.Length; part++)
        {
            Done<OrderDelivered>(await lab.RunAsync(new DeliverOrder(order, DeliverTests.Sent($"d{part}", parts[part])), revision: part + 1));
        }

        return (lab, order, product);
    }
}
