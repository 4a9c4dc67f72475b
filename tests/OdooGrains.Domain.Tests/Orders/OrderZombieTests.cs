using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Orders;

/// <summary>Calls that were in doubt and may still run in the ERP: nothing that differs may leave before they no longer can.</summary>
public class OrderZombieTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static OrderRun Booking => new OrderRun().Stated(Some.Order(10)).Done();

    [Fact]
    public void After_an_early_not_found_and_a_second_attempt_the_next_revision_waits_for_the_first_attempt()
    {
        var run = Booking.InDoubt();
        var doubtful = run.Current.SentAt;
        run.After(Second).NotFound().After(Second).Done().Stated(Some.Order(11, quantity: 5));
        Assert.Equal("customer_ensured · book 2 planned", OrderText.Of(run.State));
        Assert.Equal(doubtful + Some.SettleDelay, run.Current.DueAt);
    }

    [Fact]
    public void A_look_up_that_finds_the_first_attempt_does_not_end_the_second()
    {
        var run = Booking.InDoubt().After(Second).NotFound().After(Second).InDoubt();
        var second = run.Current.SentAt;
        run.Found().Stated(Some.Order(11, quantity: 5));
        Assert.Equal(second + Some.SettleDelay, run.Current.DueAt);
    }

    [Fact]
    public void A_rewrite_in_doubt_that_finds_the_earlier_revision_still_holds_the_next_back()
    {
        var run = new OrderRun().Stated(Some.Order(10)).Done().Done(total: 25m).Retried().InDoubt();
        var rewrite = run.Current.SentAt;
        run.After(Second).Found().Stated(Some.Order(11, quantity: 5));
        Assert.Equal(rewrite + Some.SettleDelay, run.Current.DueAt);
    }

    [Fact]
    public void An_update_of_a_waiting_revision_does_not_let_it_leave_earlier()
    {
        var run = Booking.InDoubt().Found().Stated(Some.Order(11, quantity: 5));
        var due = run.Current.DueAt;
        Assert.Equal(due, run.Stated(Some.Order(12, quantity: 6)).Current.DueAt);
        Assert.Equal(due, run.Stated(Some.Order(13, quantity: 6, shipTo: new() { City = "Paris" })).Done().Current.DueAt);
    }

    [Fact]
    public void An_update_after_an_early_not_found_looks_up_once_more_before_the_next_revision()
    {
        var run = Booking.InDoubt().NotFound().Stated(Some.Order(11, quantity: 5));
        Assert.Equal("customer_ensured · book 1 in doubt", OrderText.Of(run.State));
        run.AfterSettleDelay().NotFound();
        Assert.Equal("customer_ensured · book 2 planned", OrderText.Of(run.State));
        Assert.Equal(run.Now, run.Current.DueAt);
    }

    [Fact]
    public void A_doubtful_effect_that_is_wanted_again_goes_on()
    {
        var run = Booking.InDoubt().NotFound().Stated(Some.Order(11, quantity: 5)).Stated(Some.Order(12));
        Assert.Equal("customer_ensured · book 1 in doubt", OrderText.Of(run.State));
        Assert.Equal("customer_ensured · book 1 planned again", OrderText.Of(run.AfterSettleDelay().NotFound().State));
    }

    [Fact]
    public void A_confirmation_that_may_land_late_keeps_a_draft_from_being_changed()
    {
        var run = Booking.Done().InDoubt().NotFound().Stated(Some.Order(11, quantity: 5));
        Assert.Equal("customer_ensured · confirm 1 in doubt", OrderText.Of(run.State));
        Assert.Equal("confirmed, held changed_after_confirmation", OrderText.Of(run.AfterSettleDelay().Found().State));
    }

    [Fact]
    public void Not_found_counts_from_when_the_erp_was_asked_not_from_when_its_answer_came()
    {
        var run = Booking;
        run.Policy = Some.Policy(Grade.DetectedAndRepaired);
        run.InDoubt();
        var asked = run.Now;
        run.AfterSettleDelay().Folded(new OrderEvent.Settled(run.Current.Key, 1, new EffectOutcome.NotFound(), asked));
        Assert.Equal(EffectStatus.InDoubt, run.Current.Status);
        Assert.Equal(EffectStatus.Planned, run.NotFound().Current.Status);
    }

    [Fact]
    public void Not_found_without_a_time_counts_as_asked_when_the_look_up_was_due()
    {
        var run = Booking;
        run.Policy = Some.Policy(Grade.DetectedAndRepaired);
        run.InDoubt().AfterSettleDelay().Answered(new EffectOutcome.NotFound());
        Assert.Equal(EffectStatus.InDoubt, run.Current.Status);
        Assert.True(run.Current.DueAt <= run.Now);
        Assert.Equal(EffectStatus.Planned, run.Answered(new EffectOutcome.NotFound()).Current.Status);
    }

    [Fact]
    public void A_failed_look_up_of_a_lost_call_does_not_count_as_the_call_having_failed()
    {
        var run = Booking.Marked().LookedUp(Some.Failed(FailureClass.Business));
        Assert.Equal("customer_ensured · book 1 in doubt", OrderText.Of(run.State));
    }
}
