using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Effects;

public sealed class RefusedTogetherTests
{
    private static readonly EffectOutcome Refused = new EffectOutcome.Failed(new(FailureClass.Transient, EffectFailures.RefusedTogether, "The call of 3 orders was refused."));

    [Fact]
    public void An_effect_whose_batch_was_refused_is_planned_at_once_and_counts_no_failure()
    {
        var planned = Settled(Refused);

        Assert.Equal((EffectStatus.Planned, 0, Some.Noon), (planned.Status, planned.Failures, planned.DueAt));
        Assert.True(planned.IsFresh);
    }

    [Fact]
    public void An_effect_whose_batch_is_in_doubt_shares_no_call_any_more()
        => Assert.False(Settled(new EffectOutcome.InDoubt("No answer.")).IsFresh);

    private static Effect Settled(EffectOutcome outcome)
    {
        var sent = EffectRows.All.Single(row => row.Name == "sent").Effect;
        return EffectMachine.Settle(sent, sent.Attempts, outcome, new() { Grade = Grade.Guaranteed }, RetryPolicy.Default, Some.Noon, draw: 0.5);
    }
}
