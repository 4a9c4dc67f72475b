using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Orders;

public sealed class OrderRecoveryTests
{
    private static readonly DateTimeOffset Now = Some.Noon.AddDays(1);

    [Fact]
    public void What_is_planned_for_an_order_of_before_the_restore_is_looked_up_first()
    {
        var effect = Planned(knownSince: Now.AddHours(-1));

        Assert.Equal((EffectStatus.InDoubt, 1, Now), (effect.Status, effect.Attempts, effect.DueAt));
        Assert.Equal(Now.AddHours(-1), effect.DoubtfulSince);
        Assert.False(effect.IsFresh);
    }

    [Fact]
    public void An_order_that_was_placed_after_it_is_sent_at_once()
    {
        Assert.Equal(EffectStatus.Planned, Planned(knownSince: Some.Order().PlacedAt.AddSeconds(-1)).Status);
        Assert.Equal(EffectStatus.Planned, Planned(knownSince: null).Status);
    }

    [Fact]
    public void What_the_look_up_does_not_find_is_sent_as_fresh()
    {
        var operation = new OperationPolicy { Grade = Grade.DetectedAndRepaired, SettleDelay = Some.SettleDelay };
        var effect = Planned(knownSince: Now.AddHours(-1));
        var after = EffectMachine.Settle(effect, effect.Attempts, new EffectOutcome.NotFound(), operation, RetryPolicy.Default, Now, draw: 1, askedAt: Now);

        Assert.Equal((EffectStatus.Planned, Now, true), (after.Status, after.DueAt, after.IsFresh));
    }

    private static Effect Planned(DateTimeOffset? knownSince)
    {
        var policy = Some.Policy() with { KnownSince = knownSince };
        return Assert.Single(OrderSaga.Fold(null, Some.Key, new OrderEvent.Stated(Some.Order(), new(Guid.Parse("00000000-0000-7000-8000-000000000001"))), policy, Now, draw: 1).Changed);
    }
}
