using FsCheck;
using FsCheck.Fluent;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Effects;

public class RetryPolicyTests
{
    private static readonly RetryPolicy Policy = RetryPolicy.Default;

    [Fact]
    public void Delays_stay_between_a_tenth_of_the_bound_and_the_bound()
        => Prop.ForAll(Arb.From(Gen.Choose(1, int.MaxValue)), Arb.From(Gen.Choose(0, 1000)), (failures, draw) =>
        {
            var bound = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(failures - 1, 40)), 900));
            Assert.InRange(Policy.DelayAfter(failures, draw / 1000d), bound / 10, bound);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void More_failures_never_wait_shorter_for_the_same_draw()
        => Prop.ForAll(Arb.From(Gen.Choose(1, 100)), Arb.From(Gen.Choose(0, 1000)), (failures, draw)
            => Assert.True(Policy.DelayAfter(failures + 1, draw / 1000d) >= Policy.DelayAfter(failures, draw / 1000d))).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_a_target_asks_for_the_next_try_is_within_a_day()
        => Prop.ForAll(ArbMap.Default.ArbFor<TimeSpan>(), asked =>
        {
            foreach (var retryAfter in new[] { asked, TimeSpan.MaxValue, TimeSpan.MinValue })
            {
                var effect = Settled(retryAfter);
                Assert.InRange(effect.DueAt - EffectColumns.Now, Policy.DelayMin / 10, Policy.RetryAfterMax);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_throttled_effect_waits_at_least_as_long_as_the_target_asks()
        => Assert.Equal(TimeSpan.FromMinutes(10), Settled(TimeSpan.FromMinutes(10)).DueAt - EffectColumns.Now);

    [Fact]
    public void Limits_out_of_range_are_refused_with_their_name()
    {
        Assert.Contains("DelayMin", Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy { DelayMin = TimeSpan.Zero }).Message, StringComparison.Ordinal);
        Assert.Contains("AttemptsMax", Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy { AttemptsMax = 0 }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Policy.DelayAfter(0, 0.5));
    }

    private static Effect Settled(TimeSpan retryAfter)
    {
        var sent = EffectRows.All.Single(row => row.Name == "sent").Effect;
        var outcome = Some.Failed(FailureClass.Throttled, retryAfter: retryAfter);
        return EffectMachine.Settle(sent, sent.Attempts, outcome, EffectColumns.Operation(Grade.Guaranteed), Policy, EffectColumns.Now, draw: 0);
    }
}
