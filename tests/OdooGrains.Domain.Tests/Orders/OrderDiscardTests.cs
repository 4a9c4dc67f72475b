using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Orders;

public class OrderDiscardTests
{
    private static OrderRun Booking => new OrderRun().Stated(Some.Order(10)).Done();

    [Fact]
    public void A_discard_of_a_held_order_ends_it_with_the_reason()
    {
        var state = Booking.Refused().Discarded("Booked by hand.").State;
        Assert.Equal(("discarded", "Booked by hand."), (OrderText.Of(state), state.DiscardReason));
        Assert.True(state.IsFinished);
    }

    [Fact]
    public void A_discard_while_in_flight_settles_the_call_and_sends_nothing_more()
    {
        var run = Booking.Marked().Discarded();
        Assert.False(run.State.IsFinished);
        run.Done();
        Assert.Equal("42", run.State.Booked?.ErpId);
        Assert.True(run.State.IsFinished);
    }

    [Fact]
    public void A_discard_in_doubt_is_looked_up_once_more_after_the_settle_delay()
    {
        var run = Booking.InDoubt().Discarded().NotFound();
        Assert.Equal("discarded · book 1 in doubt", OrderText.Of(run.State));
        Assert.Equal("discarded", OrderText.Of(run.AfterSettleDelay().NotFound().State));
    }

    [Fact]
    public void A_call_that_surely_failed_is_not_tried_again_after_a_discard()
        => Assert.Equal("discarded", OrderText.Of(Booking.Marked().Discarded().Answered(Some.Failed(FailureClass.Transient)).State));

    [Fact]
    public void A_finished_order_cannot_be_discarded()
        => Assert.False(Booking.Done().Done().Discarded().Fold!.IsChange);

    [Fact]
    public void A_second_discard_keeps_the_first_reason()
        => Assert.Equal("first", Booking.Discarded("first").Discarded("second").State.DiscardReason);

    [Fact]
    public void A_discarded_order_stays_so_whatever_the_channel_states()
        => Assert.Equal("discarded", OrderText.Of(Booking.Refused().Discarded().Stated(Some.Order(11, quantity: 4)).Stated(Some.Order(12, cancelled: true)).State));
}
