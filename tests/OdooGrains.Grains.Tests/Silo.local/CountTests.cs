using OdooGrains.Grains.Dispatch;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Grains.Tests;

/// <summary>The sweep counts the whole backlog, and must not spend its time on that.</summary>
public sealed class CountTests
{
    [Fact]
    public void A_count_that_is_quick_is_made_in_each_round() => World.Run(async world =>
    {
        var counts = Counts(world, TimeSpan.Zero);
        await RunSweepAsync(world);

        Assert.InRange(counts().Count, 290, 301);
    }, seeds: 1);

    [Fact]
    public void A_count_that_takes_long_takes_a_fiftieth_of_the_time_at_most() => World.Run(async world =>
    {
        var counts = Counts(world, TimeSpan.FromSeconds(1));
        await RunSweepAsync(world);

        Assert.InRange(counts().Count, 10, 12);
        Assert.All(counts().Zip(counts().Skip(1)), pair => Assert.True((pair.Second - pair.First).TotalSeconds * CostlyCount<int>.ShareMax >= 1));
    }, seeds: 1);

    [Fact]
    public void What_was_counted_last_is_shown_meanwhile() => World.Run(async world =>
    {
        Counts(world, TimeSpan.FromSeconds(1));
        await world.AcceptAsync(An.Order(), isHinted: false);
        await world.Node.Sweeper.RoundAsync(default);
        var counted = world.Node.Sweeper.Backlog;
        await world.Node.Sweeper.RoundAsync(default);

        Assert.Equal(1, Assert.Single(counted).OpenEvents);
        Assert.Same(counted, world.Node.Sweeper.Backlog);
    }, seeds: 1);

    private static Func<IReadOnlyList<DateTimeOffset>> Counts(World world, TimeSpan takes)
    {
        List<DateTimeOffset> begun = [];
        world.OnStore = async call =>
        {
            if (call.Name is "Sweep.Backlog")
            {
                begun.Add(world.Now);
                await world.PassAsync(takes);
            }

            return StoreFault.None;
        };
        return () => begun;
    }

    private static Task RunSweepAsync(World world)
    {
        world.Node.StartSweep();
        return world.PassAsync(TimeSpan.FromMinutes(10));
    }
}
