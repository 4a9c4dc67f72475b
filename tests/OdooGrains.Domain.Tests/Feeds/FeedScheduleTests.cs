using OdooGrains.Domain.Feeds;

namespace OdooGrains.Domain.Tests.Feeds;

public sealed class FeedScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    [Fact]
    public void Whoever_asks_when_gets_the_same_ticks()
    {
        var first = Now + FeedSchedule.Until("acme/shop/orders", Now, Every);
        foreach (var second in Enumerable.Range(0, 600))
        {
            var asked = Now.AddSeconds(second);
            var next = asked + FeedSchedule.Until("acme/shop/orders", asked, Every);
            Assert.InRange(next - asked, TimeSpan.FromTicks(1), Every);
            Assert.Equal(0, (next - first).Ticks % Every.Ticks);
        }
    }

    [Fact]
    public void Ten_thousand_tenants_do_not_tick_together()
    {
        var perSecond = Enumerable.Range(0, 10_000)
            .Select(tenant => (int)FeedSchedule.Until($"tenant-{tenant}/shop/orders", Now, Every).TotalSeconds)
            .GroupBy(second => second)
            .Select(second => second.Count())
            .ToList();

        // 33 a second on average; a Poisson count of more than 33 + 6 × √33 comes once in a hundred million.
        Assert.InRange(perSecond.Max(), 34, 68);
        Assert.InRange(perSecond.Count, 290, 300);
    }

    [Fact]
    public void A_period_that_is_none_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => FeedSchedule.Until("acme/shop/orders", Now, TimeSpan.Zero));
}
