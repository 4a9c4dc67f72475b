using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Orders;

public class OrderHeadTests
{
    private static OrderRun Booking => new OrderRun().Stated(Some.Order(10)).Done();

    [Fact]
    public void An_unfinished_order_has_an_owner_a_next_action_and_a_deadline()
    {
        var head = Head(Booking);
        Assert.Equal(Owners.Platform, head.Owner);
        Assert.Equal(Some.Noon + OrderHead.HintGrace, head.NextActionAt);
        Assert.Equal(Some.Noon.AddMinutes(15), head.Deadline);
    }

    [Fact]
    public void An_order_that_is_tried_in_vain_does_not_move_its_deadline()
    {
        var run = Booking;
        for (var hour = 0; hour < 5; hour++)
        {
            run.After(TimeSpan.FromHours(1)).Answered(Some.Failed(FailureClass.Transient));
        }

        Assert.Equal(Some.Noon.AddMinutes(15), Head(run).Deadline);
    }

    [Fact]
    public void A_held_order_is_its_owners_within_a_day()
    {
        var head = Head(Booking.Refused());
        Assert.Equal(("held", Owners.Tenant, "business", Some.Noon.AddDays(1)), (head.Status, head.Owner, head.FailureClass, head.Deadline!.Value));
        Assert.Null(head.NextActionAt);
    }

    [Fact]
    public void A_held_order_whose_call_is_still_under_way_keeps_a_next_action()
    {
        var head = Head(Booking.Marked().Stated(Some.Invalid(11)));
        Assert.Equal("held", head.Status);
        Assert.Equal(Some.Noon + TimeSpan.FromSeconds(40) + EffectMachine.OutcomeGrace, head.NextActionAt);
    }

    [Fact]
    public void A_finished_order_asks_for_nothing()
    {
        var head = Head(Booking.Done().Done());
        Assert.Equal(("confirmed", null, null, null), (head.Status, head.Owner, head.NextActionAt, head.Deadline));
    }

    private static DocumentHead Head(OrderRun run) => OrderHead.Of(run.State, run.Policy, run.Now);
}
