using OdooGrains.Domain.Brownout;
using OdooGrains.Domain.Effects;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Grains.Tests;

/// <summary>What waits while the platform has too much to do, or since a person switched a lane to batches; orders never do.</summary>
public sealed class BrownoutTests
{
    [Fact]
    public void At_the_highest_step_orders_are_booked_and_a_shed_lane_waits_until_it_is_over() => World.Run(async world =>
    {
        world.Node.Figures.Brownout = BrownoutStep.Customers;
        await PlanAsync(world, Lane.Catalog);
        await PlanAsync(world, Lane.Fulfilment);
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(5));
        await world.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal([$"{Lane.Fulfilment}"], Called(world));

        world.Node.Figures.Brownout = BrownoutStep.Reports;
        await world.PassAsync(BrownoutLadder.RetryAfter + TimeSpan.FromSeconds(1));
        Assert.Equal([$"{Lane.Fulfilment}", $"{Lane.Catalog}"], Called(world));
    });

    [Fact]
    public void A_lane_that_was_switched_to_batches_waits_for_its_boundary_and_money_does_not() => World.Run(async world =>
    {
        await world.StatePolicyAsync("""{"batchedLanes":["catalog"],"batchEverySeconds":900}""");
        await world.PassAsync(TimeSpan.FromMinutes(1));
        await PlanAsync(world, Lane.Catalog);
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(5));
        await world.PassAsync(TimeSpan.FromMinutes(13));
        Assert.Empty(Called(world));

        await world.UntilAsync(() => Called(world).Any(), "the batch");
        Assert.Equal(Sample.Now.AddMinutes(15), world.Erp.Calls[^1].At, TimeSpan.FromSeconds(1));
    });

    [Fact]
    public void A_backlog_that_grows_old_is_answered_step_by_step_logged_and_reversed_by_itself() => World.Run(async world =>
    {
        var isStuck = true;
        world.Faults.On = (_, method) => isStuck && method is "IOrderGrain.Fold" ? new CallFault.Fail() : null;
        world.Node.StartSweep();
        await world.AcceptAsync(An.Order());

        List<BrownoutStep> steps = [];
        foreach (var seconds in new[] { 59, 5, 60, 180 })
        {
            await world.PassAsync(TimeSpan.FromSeconds(seconds));
            steps.Add(world.Node.Figures.Brownout);
        }

        Assert.Equal([BrownoutStep.None, BrownoutStep.Reports, BrownoutStep.Catalog, BrownoutStep.Customers], steps);
        isStuck = false;
        await world.UntilConfirmedAsync();
        await world.UntilAsync(() => world.Node.Figures.Brownout is BrownoutStep.None, "the end of the brownout", TimeSpan.FromMinutes(4));
        Assert.Equal(6, world.Log.Lines.Count(line => line.Text.Contains("Brownout goes from step", StringComparison.Ordinal)));
    });

    [Fact]
    public void Slow_commits_are_enough_and_one_tenants_backlog_among_several_is_not() => World.Run(async world =>
    {
        await world.AddTenantAsync("quiet");
        world.Faults.On = (grain, method) => method is "IOrderGrain.Fold" ? new CallFault.Fail() : null;
        world.Node.StartSweep();
        await world.AcceptAsync(An.Order());
        await world.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(BrownoutStep.None, world.Node.Figures.Brownout);

        world.Store.CommitTimes.Add(TimeSpan.FromSeconds(2));
        await world.PassAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(BrownoutStep.Catalog, world.Node.Figures.Brownout);
    }, seeds: 1);

    // An effect of a lane that no order has, as a later flow will plan it.
    private static async Task PlanAsync(World world, Lane lane)
    {
        var document = Sample.Document($"{lane}");
        var effect = Sample.Effect(document) with { Lane = lane, HotKey = $"{lane}", DueAt = world.Now, PlannedAt = world.Now };
        await world.Store.Documents.CommitAsync(Sample.Commit(Sample.Head(document)) with { Effects = [effect] }, default);
        await world.Connection().Hint(new(world.Store.StoredDocuments.Single(stored => stored.Head.Key == document).Effects.Single()));
    }

    private static IEnumerable<string> Called(World world) => world.Erp.Calls.Select(call => call.Order).Where(order => Enum.GetNames<Lane>().Contains(order)).Distinct();
}
