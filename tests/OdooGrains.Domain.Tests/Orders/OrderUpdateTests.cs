using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Orders;

public class OrderUpdateTests
{
    private static OrderRun Booking => new OrderRun().Stated(Some.Order(10)).Done();

    [Fact]
    public void An_update_before_the_first_mark_replaces_the_payload_under_the_same_key()
    {
        var planned = Booking.Current;
        var run = Booking.Stated(Some.Order(11, quantity: 5));
        Assert.Equal(planned.Key, run.Current.Key);
        Assert.Equal(5, Assert.IsType<BookOrder>(run.Current.Request).Order.Lines[0].Quantity);
        Assert.Same(run.Current, Assert.Single(run.Fold!.Changed));
    }

    [Fact]
    public void A_replaced_payload_keeps_the_row_version_so_that_a_mark_of_the_old_one_is_refused()
    {
        var run = Booking;
        var stored = run.State with { Effects = [.. run.State.Effects.Select(effect => effect with { Version = 4 })] };
        var fold = OrderSaga.Fold(stored, Some.Key, new OrderEvent.Stated(Some.Order(11, quantity: 5), OrderRun.Id(9)), run.Policy, run.Now, draw: 1);
        Assert.Equal(4, Assert.Single(fold.Changed).Version);
    }

    [Fact]
    public void A_payload_never_changes_once_sent_and_the_update_becomes_the_next_revision()
    {
        var run = Booking.Marked();
        var sent = run.Current.Request;
        run.Stated(Some.Order(11, quantity: 5));
        Assert.Same(sent, run.Current.Request);
        run.Done();
        Assert.Equal("customer_ensured · book 2 planned", OrderText.Of(run.State));
        Assert.Equal(5, Assert.IsType<BookOrder>(run.Current.Request).Order.Lines[0].Quantity);
        Assert.Equal(run.State.Effects[^2].ExternalKey, run.Current.ExternalKey);
    }

    [Fact]
    public void An_update_of_an_effect_in_doubt_waits_until_the_doubt_is_settled()
    {
        var run = Booking.InDoubt().Stated(Some.Order(11, quantity: 5));
        Assert.Equal(EffectStatus.InDoubt, run.Current.Status);
        run.Found();
        Assert.Equal("customer_ensured · book 2 planned", OrderText.Of(run.State));
    }

    [Fact]
    public void The_update_that_removes_the_cause_releases_a_business_hold()
    {
        var run = Booking.Refused("unknown_sku");
        Assert.Equal("unknown_sku", run.State.Hold?.Code);
        run.Stated(Some.Order(11, quantity: 1));
        Assert.Null(run.State.Hold);
        Assert.Equal("confirmed", OrderText.Of(run.Done().Done().State));
    }

    [Fact]
    public void An_update_that_does_not_touch_the_cause_keeps_the_hold_from_when_it_began()
    {
        var run = Booking.Refused();
        var hold = run.State.Hold;
        run.After(TimeSpan.FromHours(1)).Stated(Some.Order(11));
        Assert.Equal(hold!.Since, run.State.Hold!.Since);
        Assert.Equal(hold.Deadline, run.State.Hold.Deadline);
    }

    [Fact]
    public void An_invalid_order_is_booked_after_the_channel_corrected_it()
    {
        var run = new OrderRun().Stated(Some.Invalid(10));
        Assert.Contains("Correct the order in the channel", run.State.Hold!.Reason, StringComparison.Ordinal);
        Assert.Equal("validated · customer 1 planned", OrderText.Of(run.Stated(Some.Order(11)).State));
    }

    [Fact]
    public void An_order_broken_and_corrected_while_it_was_sent_is_confirmed_as_it_was_booked()
    {
        var run = Booking.Marked().Stated(Some.Invalid(11)).Done().Stated(Some.Order(12));
        Assert.Equal("booked · confirm 1 planned", OrderText.Of(run.State));
    }

    [Fact]
    public void Of_two_statements_with_equal_times_the_later_arrival_wins_whichever_is_folded_first()
    {
        var (first, second) = (Some.Order(10, quantity: 1), Some.Order(10, quantity: 2));
        Assert.Equal(second, new OrderRun().StatedAs(first, 1).StatedAs(second, 2).State.Order);
        Assert.Equal(second, new OrderRun().StatedAs(second, 2).StatedAs(first, 1).State.Order);
    }

    [Fact]
    public void A_repeated_statement_changes_nothing()
    {
        var run = new OrderRun().StatedAs(Some.Order(10), 1).StatedAs(Some.Order(10), 1);
        Assert.False(run.Fold!.IsChange);
        Assert.Empty(run.Fold.Changed);
    }

    [Fact]
    public void An_address_that_moved_from_one_field_to_another_is_written_again()
    {
        var run = new OrderRun().Stated(Some.Order(10, shipTo: new() { Street = "Rue A 1", City = "Paris" })).Done().Done();
        run.Stated(Some.Order(11, shipTo: new() { Street2 = "Rue A 1", City = "Paris" })).Done();
        Assert.Equal("customer_ensured · book 2 planned", OrderText.Of(run.State));
    }

    [Fact]
    public void An_account_that_a_known_email_gets_asks_nothing_of_the_erp()
    {
        var guest = new Customer { Name = "Ada Byron", Email = "ada@example.com" };
        var run = new OrderRun().Stated(Some.Order(10, customer: guest)).Done().Done().Done();
        run.Stated(Some.Order(11, customer: guest with { Id = "77" }));
        Assert.Equal("confirmed", OrderText.Of(run.State));
    }

    [Fact]
    public void A_document_stays_with_the_connection_that_its_first_effect_went_to()
    {
        var run = Booking;
        run.Policy = run.Policy with { Erp = new("odoo-new"), ErpConfigVersion = 9 };
        run.Done();
        Assert.Equal(new("odoo"), run.Current.Connection);
        Assert.Equal(9, run.Current.ConfigVersion);
    }
}
