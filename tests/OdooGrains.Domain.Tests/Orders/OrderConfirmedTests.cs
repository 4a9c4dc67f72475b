using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Orders;

/// <summary>Orders that the ERP confirmed, and that the channel changes then.</summary>
public class OrderConfirmedTests
{
    private static OrderRun Confirmed => new OrderRun().Stated(Some.Order(10)).Done().Done().Done();

    private static OrderRun Changed => Confirmed.Stated(Some.Order(11, quantity: 3));

    [Fact]
    public void A_change_holds_with_the_differences_field_by_field()
    {
        var hold = Changed.State.Hold!;
        Assert.Equal(OrderHold.ChangedAfterConfirmation, hold.Code);
        Assert.Equal(["total", "lines[1]"], hold.Differences.Select(difference => difference.Field));
        Assert.Equal(("23.8", "35.7"), (hold.Differences[0].Booked, hold.Differences[0].Now));
    }

    [Fact]
    public void A_change_is_written_by_itself_where_the_policy_amends()
    {
        var run = Confirmed;
        run.Policy = Some.Policy(amendConfirmed: true);
        run.Stated(Some.Order(11, quantity: 3));
        Assert.True(Assert.IsType<BookOrder>(run.Current.Request).Amend);
        Assert.Equal("confirmed", OrderText.Of(run.Done().State));
    }

    [Fact]
    public void A_change_is_written_after_a_person_retried_it()
    {
        var run = Changed.Retried();
        Assert.True(Assert.IsType<BookOrder>(run.Current.Request).Amend);
        Assert.Equal("confirmed", OrderText.Of(run.Done().State));
        Assert.False(run.State.AmendAllowed);
    }

    [Fact]
    public void A_change_back_releases_the_hold()
        => Assert.Equal("confirmed", OrderText.Of(Changed.Stated(Some.Order(12)).State));

    [Fact]
    public void A_permission_ends_when_the_channel_states_other_content()
    {
        var run = Changed.Retried().Stated(Some.Order(12, quantity: 4));
        Assert.Equal("confirmed, held changed_after_confirmation", OrderText.Of(run.State));
    }

    [Fact]
    public void A_permission_given_while_an_earlier_write_is_under_way_outlives_that_write()
    {
        var run = Changed.Retried().Marked().Stated(Some.Order(12, quantity: 4)).Retried().Done();
        Assert.Equal("confirmed · book 3 planned", OrderText.Of(run.State));
        Assert.Equal(4, Assert.IsType<BookOrder>(run.Current.Request).Order.Lines[0].Quantity);
    }

    [Fact]
    public void An_update_while_the_confirmation_is_sent_holds_once_it_is_confirmed()
    {
        var run = new OrderRun().Stated(Some.Order(10)).Done().Done().Marked().Stated(Some.Order(11, quantity: 3)).Done();
        Assert.Equal("confirmed, held changed_after_confirmation", OrderText.Of(run.State));
    }

    [Fact]
    public void An_order_that_a_person_confirmed_in_the_erp_is_changed_only_after_a_retry()
    {
        var run = new OrderRun().Stated(Some.Order(10)).Done().Refused(EffectFailures.ConfirmedInErp);
        Assert.Equal(EffectFailures.ConfirmedInErp, run.State.Hold?.Code);
        Assert.True(Assert.IsType<BookOrder>(run.Retried().Current.Request).Amend);
    }
}
