using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Orders;

public class OrderLateOutcomeTests
{
    private static OrderRun Booking => new OrderRun().Stated(Some.Order(10)).Done();

    [Fact]
    public void A_repeated_answer_changes_nothing()
    {
        var run = Booking.Marked();
        var answer = new OrderEvent.Settled(run.Current.Key, 1, Some.Done(run.Current.Request));
        Assert.True(run.Folded(answer).Fold!.IsChange);
        Assert.False(run.Folded(answer).Fold!.IsChange);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-1)]
    public void An_answer_to_an_attempt_that_was_not_made_changes_nothing(int attempt)
    {
        var run = Booking.Marked();
        Assert.False(run.Folded(new OrderEvent.Settled(run.Current.Key, attempt, Some.Done(run.Current.Request))).Fold!.IsChange);
    }

    [Fact]
    public void A_late_success_spares_the_attempt_that_was_planned_after_it()
    {
        var run = Booking.InDoubt().NotFound();
        run.Folded(new OrderEvent.Settled(run.Current.Key, 1, Some.Done(run.Current.Request)));
        Assert.Equal("booked · confirm 1 planned", OrderText.Of(run.State));
    }

    [Fact]
    public void A_late_failure_of_an_earlier_attempt_does_not_settle_the_next()
    {
        var run = Booking.InDoubt().NotFound().Marked();
        run.Folded(new OrderEvent.Settled(run.Current.Key, 1, Some.Failed(FailureClass.Business)));
        Assert.Equal("customer_ensured · book 1 sent doubtful", OrderText.Of(run.State));
    }

    [Fact]
    public void An_answer_of_another_kind_than_was_asked_for_is_a_mistake()
    {
        var run = Booking.Marked();
        var answer = new OrderEvent.Settled(run.Current.Key, 1, new EffectOutcome.Done(new OrderConfirmed("42")));
        Assert.Contains("does not answer", Assert.Throws<InvalidOperationException>(() => run.Folded(answer)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_outcome_of_an_effect_that_the_order_never_had_is_a_mistake()
        => Assert.Throws<InvalidOperationException>(() => Booking.Folded(new OrderEvent.Settled(new(Some.Key, "book", 7), 1, new EffectOutcome.NotFound())));
}
