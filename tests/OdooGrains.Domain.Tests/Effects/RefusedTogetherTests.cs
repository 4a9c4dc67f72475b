using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Effects;

/// <summary>What is no failure of the effect: its company was refused, or we held it back.</summary>
public sealed class RefusedTogetherTests
{
    [Theory]
    [InlineData(EffectFailures.RefusedTogether)]
    [InlineData(EffectFailures.NotSent)]
    public void An_effect_whose_batch_was_refused_or_that_never_left_is_planned_at_once_and_counts_no_failure(string code)
    {
        var planned = Settled(new EffectOutcome.Failed(new(FailureClass.Transient, code, "Not done.")));

        Assert.Equal((EffectStatus.Planned, 0, Some.Noon), (planned.Status, planned.Failures, planned.DueAt));
        Assert.True(planned.IsFresh);
    }

    [Fact]
    public void An_effect_whose_batch_is_in_doubt_shares_no_call_any_more()
        => Assert.False(Settled(new EffectOutcome.InDoubt("No answer.")).IsFresh);

    [Fact]
    public void A_mark_anew_is_another_attempt_so_that_nothing_of_the_one_before_settles_it()
    {
        var old = EffectRows.All.Single(row => row.Name == "sent").Effect;
        var anew = EffectMachine.MarkAnew(old, Some.Noon);

        Assert.Equal((old.Attempts + 1, old.Failures, Some.Noon), (anew.Attempts, anew.Failures, anew.SentAt));
        Assert.Equal(anew, EffectMachine.Settle(anew, old.Attempts, new EffectOutcome.InDoubt("Late."), new() { Grade = Grade.Guaranteed }, RetryPolicy.Default, Some.Noon, draw: 0.5));
        Assert.Throws<InvalidOperationException>(() => EffectMachine.MarkAnew(old with { Status = EffectStatus.Planned }, Some.Noon));
    }

    private static Effect Settled(EffectOutcome outcome)
    {
        var sent = EffectRows.All.Single(row => row.Name == "sent").Effect;
        return EffectMachine.Settle(sent, sent.Attempts, outcome, new() { Grade = Grade.Guaranteed }, RetryPolicy.Default, Some.Noon, draw: 0.5);
    }
}
