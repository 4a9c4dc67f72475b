using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Inventory;

/// <summary>What an order takes of the stock, from when it is taken in until the ERP has it.</summary>
public sealed class OrderReservationsTests
{
    [Fact]
    public void A_new_order_takes_what_it_orders_and_its_repetition_changes_nothing()
    {
        var run = new OrderRun().Stated(Some.Order());
        Assert.Equal([new("1", "MUG", 2, 2, 0, null)], OrderReservations.Changes(null, run.State));
        Assert.Empty(OrderReservations.Changes(run.State, run.Stated(Some.Order()).State));
    }

    [Fact]
    public void A_confirmed_line_says_by_which_ERP_and_takes_the_same()
    {
        var run = new OrderRun().Stated(Some.Order()).Done().Done();
        var booked = run.State;
        Assert.Equal([new("1", "MUG", 2, 2, 2, booked.Erp)], OrderReservations.Changes(booked, run.Done().State));
        Assert.True(run.State.IsConfirmedInErp);
    }

    [Fact]
    public void A_changed_line_is_not_confirmed_as_it_stands()
    {
        var run = new OrderRun().Stated(Some.Order()).Done().Done().Done();
        var before = run.State;
        Assert.Equal([new("1", "MUG", 3, 3, 2, null)], OrderReservations.Changes(before, run.Stated(Some.Order(minute: 1, quantity: 3)).State));
    }

    [Fact]
    public void A_cancelled_or_discarded_order_takes_nothing_and_has_sold_what_it_sold()
    {
        var run = new OrderRun().Stated(Some.Order());
        var before = run.State;
        Assert.Equal([new("1", "MUG", 0, 2, 2, null)], OrderReservations.Changes(before, run.Stated(Some.Order(minute: 1, cancelled: true)).State));
        Assert.Equal([new("1", "MUG", 0, 2, 2, null)], OrderReservations.Changes(before, new OrderRun().Stated(Some.Order()).Discarded().State));
    }

    [Fact]
    public void A_hold_for_want_of_money_or_leave_gives_the_goods_back_and_every_other_hold_keeps_them()
    {
        OrderHold Hold(string code) => new(FailureClass.Business, code, "Why.", Owners.Tenant, Some.Noon, Some.Noon, []);
        var state = new OrderRun().Stated(Some.Order()).State;
        foreach (var code in new[] { OrderHold.PaymentFailed, OrderHold.CustomerBlocked })
        {
            Assert.Equal(0, Assert.Single(OrderReservations.Changes(state, state with { Hold = Hold(code) })).Quantity);
        }

        foreach (var code in new[] { OrderHold.Invalid, OrderHold.TotalDiffers, OrderHold.PaymentDisputed, OrderHold.LedgerBreach })
        {
            Assert.Empty(OrderReservations.Changes(state, state with { Hold = Hold(code) }));
        }
    }

    [Fact]
    public void What_was_refunded_before_it_left_is_given_back()
    {
        var run = new OrderRun().Under(Some.Following()).Stated(Some.Order()).Told(Facts.Captured());
        var before = run.State;
        var change = Assert.Single(OrderReservations.Changes(before, run.Told(Facts.Refunded(mugs: 1, restock: Restock.Cancel)).State));
        Assert.Equal((1m, 2m, 2m), (change.Quantity, change.Sold, change.SoldBefore));
    }

    [Fact]
    public void A_line_without_a_SKU_that_stock_is_kept_of_takes_nothing()
    {
        foreach (var sku in new[] { null, "", "a\nb", new string('x', StockLimits.SkuLengthMax + 1) })
        {
            var order = Some.Order() with { Lines = [Some.Order().Lines[0] with { Sku = sku }] };
            Assert.Empty(OrderReservations.Changes(null, new OrderRun().Stated(order).State));
        }
    }
}
