using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Orders;

public class OrderCancelTests
{
    private static readonly Order Cancelled = Some.Order(11, cancelled: true);

    private static OrderRun Booking => new OrderRun().Stated(Some.Order(10)).Done();

    [Fact]
    public void A_cancellation_while_planned_withdraws_the_effect_and_asks_nothing_of_the_erp()
    {
        var run = Booking.Stated(Cancelled);
        Assert.Equal("cancelled", OrderText.Of(run.State));
        Assert.DoesNotContain(run.State.Effects, effect => effect.Key.Step == OrderSteps.Cancel);
        Assert.True(run.State.IsFinished);
    }

    [Fact]
    public void A_cancellation_while_sent_undoes_what_comes_of_it()
    {
        var run = Booking.Marked().Stated(Cancelled);
        Assert.False(run.State.IsFinished);
        run.Done();
        Assert.Equal(new CancelOrder("42"), run.Current.Request);
        Assert.Equal("cancelled", OrderText.Of(run.Done().State));
    }

    [Theory]
    [InlineData(Grade.Guaranteed)]
    [InlineData(Grade.DetectedAndRepaired)]
    public void A_cancellation_in_doubt_before_it_is_found_undoes_it_after(Grade grade)
    {
        var run = Booking;
        run.Policy = Some.Policy(grade);
        Assert.Equal("cancelling · cancel 1 planned", OrderText.Of(run.InDoubt().Stated(Cancelled).Found().State));
    }

    [Theory]
    [InlineData(Grade.Guaranteed)]
    [InlineData(Grade.DetectedAndRepaired)]
    public void A_cancellation_in_doubt_believes_not_found_only_after_the_settle_delay(Grade grade)
    {
        var run = Booking;
        run.Policy = Some.Policy(grade);
        run.InDoubt().Stated(Cancelled).NotFound();
        Assert.Equal("cancelling · book 1 in doubt", OrderText.Of(run.State));
        Assert.Equal("cancelled", OrderText.Of(run.AfterSettleDelay().NotFound().State));
    }

    [Fact]
    public void A_cancellation_after_an_early_not_found_looks_up_once_more_and_undoes_what_landed_late()
    {
        var run = Booking.InDoubt().NotFound().Stated(Cancelled);
        Assert.Equal("cancelling · book 1 in doubt", OrderText.Of(run.State));
        Assert.Equal(run.Current.SentAt + Some.SettleDelay, run.Current.DueAt);
        run.AfterSettleDelay().Found();
        Assert.Equal(new CancelOrder("42"), run.Current.Request);
    }

    [Fact]
    public void A_cancellation_of_a_held_order_ends_it()
        => Assert.Equal("cancelled", OrderText.Of(Booking.Refused().Stated(Cancelled).State));

    [Fact]
    public void A_cancellation_of_a_held_order_whose_earlier_call_may_still_land_waits_for_it()
    {
        var run = Booking.InDoubt().NotFound().Refused().Stated(Cancelled);
        Assert.Equal("cancelling · book 1 in doubt", OrderText.Of(run.State));
        Assert.Equal("cancelled", OrderText.Of(run.AfterSettleDelay().NotFound().State));
    }

    [Fact]
    public void A_cancellation_of_a_confirmed_order_is_compensated_in_the_erp()
    {
        var run = Booking.Done().Done().Stated(Cancelled);
        Assert.Equal(new CancelOrder("42"), run.Current.Request);
        Assert.Equal("cancelled", OrderText.Of(run.Done().State));
    }

    [Fact]
    public void A_cancellation_leaves_only_when_no_earlier_confirmation_can_land_after_it()
    {
        var run = Booking.Done().InDoubt();
        var confirmSentAt = run.Current.SentAt;
        run.After(TimeSpan.FromSeconds(5)).Found().Stated(Cancelled);
        Assert.Equal(confirmSentAt + Some.SettleDelay, run.Current.DueAt);
    }

    [Fact]
    public void A_cancellation_and_an_update_with_equal_times_end_alike_in_both_orders_of_arrival()
    {
        var (cancel, update) = (Some.Order(10, cancelled: true), Some.Order(10, quantity: 3));
        var cancelFirst = new OrderRun().StatedAs(cancel, 1).StatedAs(update, 2).State;
        var updateFirst = new OrderRun().StatedAs(update, 1).StatedAs(cancel, 2).State;
        Assert.Equal(OrderStatus.Cancelled, cancelFirst.Status);
        Assert.Equal(OrderStatus.Cancelled, updateFirst.Status);
        Assert.Equal(cancelFirst.Order, new OrderRun().StatedAs(update, 2).StatedAs(cancel, 1).State.Order);
        Assert.Equal(updateFirst.Order, new OrderRun().StatedAs(cancel, 2).StatedAs(update, 1).State.Order);
    }

    [Fact]
    public void An_older_cancellation_is_not_lost_to_a_newer_update()
        => Assert.Equal("cancelled", OrderText.Of(new OrderRun().Stated(Some.Order(20)).Stated(Some.Order(5, cancelled: true)).State));

    [Fact]
    public void Of_two_cancellations_the_first_stands_in_any_order_of_arrival()
    {
        Order[] statements = [Some.Order(1, cancelled: true), Some.Order(2, cancelled: true), Some.Order(3)];
        int[][] arrivals = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        foreach (var order in arrivals)
        {
            var run = order.Aggregate(new OrderRun(), (run, index) => run.StatedAs(statements[index], index + 1));
            Assert.Equal(Some.Noon.AddMinutes(1), run.State.Order.CancelledAt);
        }
    }
}
