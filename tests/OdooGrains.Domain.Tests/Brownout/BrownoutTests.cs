using FsCheck;
using FsCheck.Fluent;
using OdooGrains.Domain.Brownout;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Domain.Tests.Brownout;

public class BrownoutTests
{
    private static readonly BrownoutLimits Limits = new();
    private static readonly DateTimeOffset Begin = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_lanes_are_shed_in_their_order_and_orders_stock_and_fulfilment_never()
    {
        Assert.Empty(BrownoutStep.None.Shed());
        Assert.Equal([Lane.Reports], BrownoutStep.Reports.Shed());
        Assert.Equal([Lane.Reports, Lane.Catalog], BrownoutStep.Catalog.Shed());
        Assert.Equal([Lane.Reports, Lane.Catalog, Lane.Customers], BrownoutStep.Customers.Shed());
    }

    [Theory]
    [InlineData(59, 0.9, BrownoutStep.None)]
    [InlineData(60, 0, BrownoutStep.Reports)]
    [InlineData(0, 1, BrownoutStep.Reports)]
    [InlineData(120, 0, BrownoutStep.Catalog)]
    [InlineData(61, 2.5, BrownoutStep.Catalog)]
    [InlineData(300, 0, BrownoutStep.Customers)]
    [InlineData(0, 4, BrownoutStep.Customers)]
    public void The_age_of_the_backlog_or_the_time_of_a_commit_is_enough_for_a_step(double age, double commit, BrownoutStep step)
        => Assert.Equal(step, new BrownoutLadder().Next(Load(age, commit), Limits, Begin).Step);

    [Fact]
    public void It_goes_up_at_once_and_down_step_by_step_each_after_a_quiet_time()
    {
        var ladder = new BrownoutLadder().Next(Load(301), Limits, Begin);
        List<(int, BrownoutStep)> changes = [(0, ladder.Step)];
        for (var second = 2; second <= 300; second += 2)
        {
            ladder = ladder.Next(Load(0), Limits, Begin.AddSeconds(second));
            if (ladder.Step != changes[^1].Item2)
            {
                changes.Add((second, ladder.Step));
            }
        }

        Assert.Equal([(0, BrownoutStep.Customers), (62, BrownoutStep.Catalog), (122, BrownoutStep.Reports), (182, BrownoutStep.None)], changes);
    }

    [Fact]
    public void A_load_that_swings_faster_than_the_quiet_time_keeps_the_step()
    {
        var ladder = new BrownoutLadder();
        for (var second = 0; second < 600; second += 2)
        {
            ladder = ladder.Next(Load(second % 40 == 0 ? 61 : 0), Limits, Begin.AddSeconds(second));
            Assert.Equal(BrownoutStep.Reports, ladder.Step);
        }
    }

    [Fact]
    public void Whatever_comes_the_step_is_never_below_what_is_asked_and_ends_at_nothing_when_all_is_quiet() => Prop.ForAll(
        Arb.From(Gen.Choose(0, 400).ListOf()),
        ages =>
        {
            var (ladder, now) = (new BrownoutLadder(), Begin);
            foreach (var age in ages.Concat(Enumerable.Repeat(0, 100)))
            {
                now = now.AddSeconds(2);
                ladder = ladder.Next(Load(age), Limits, now);
                Assert.True(ladder.Step >= Load(age).Asks(Limits));
            }

            Assert.Equal(new BrownoutLadder(), ladder);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1, 500)]
    [InlineData(2, 300)]
    [InlineData(20, 300)]
    [InlineData(30, 100)]
    [InlineData(60, 0)]
    public void The_backlog_of_one_tenant_among_several_sheds_nothing(int tenants, int age)
    {
        TimeSpan[] oldest = [.. new[] { 100, 500, 300, 2 }.Take(Math.Max(1, tenants == 1 ? 2 : 4)).Select(seconds => TimeSpan.FromSeconds(seconds))];

        Assert.Equal(TimeSpan.FromSeconds(age), BrownoutLoad.Of(oldest, tenants, TimeSpan.Zero, Limits).BacklogAge);
    }

    [Fact]
    public void Limits_that_fall_or_are_nothing_are_told_all_at_once()
    {
        Assert.Empty(Limits.Problems());
        Assert.Equal(4, (Limits with { Catalog = new(), QuietFor = TimeSpan.Zero, TenantsShare = double.NaN }).Problems().Count);
    }

    private static BrownoutLoad Load(double age, double commit = 0) => new(TimeSpan.FromSeconds(age), TimeSpan.FromSeconds(commit));
}
