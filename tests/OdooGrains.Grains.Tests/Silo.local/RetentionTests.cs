using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Domain.Retention;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Grains.Tests;

/// <summary>What is done goes in time, what is open stays.</summary>
public sealed class RetentionTests
{
    [Fact]
    public void Done_events_and_finished_orders_go_when_they_are_old_and_open_work_stays() => World.Run(async world =>
    {
        await world.StatePolicyAsync("""{"documentsKeptDays": 40}""");
        await world.AcceptAsync(An.Order("done"));
        await world.UntilConfirmedAsync("done");
        world.Erp.Next(An.Book, An.Failure(FailureClass.Business));
        await world.AcceptAsync(An.Order("held"));
        await world.UntilHeldAsync("scripted", "held");
        await world.AcceptAsync(An.Order("strange"), isStrange: true);
        await world.UntilAsync(() => world.Store.StoredEvents.Any(one => one.Owner is not null), "the open work");

        await world.PassAsync(RetentionLimits.EventsKept - TimeSpan.FromHours(1));
        await RoundAsync(world);
        Assert.Equal(3, world.Store.StoredEvents.Count);

        await world.PassAsync(TimeSpan.FromHours(2));
        await RoundAsync(world);
        Assert.Equal(["strange"], world.Store.StoredEvents.Select(one => one.DocumentId));
        Assert.NotNull(await world.StateAsync("done"));

        await world.PassAsync(TimeSpan.FromDays(11));
        await RoundAsync(world);
        Assert.Null(await world.StateAsync("done"));
        Assert.NotNull(await world.StateAsync("held"));
        Assert.Single(world.Store.StoredEvents);
    }, seeds: 1);

    [Fact]
    public void Reports_of_reconciliations_go_when_they_are_old() => World.Run(async world =>
    {
        var run = new ReconciliationRun { Id = Sample.Id(1), Subject = ReconciliationSubject.Orders, Connection = Sample.Channel, Feed = "orders", Window = new(world.Now, world.Now), StartedAt = world.Now };
        await world.Store.Reconciliations.BeginAsync(run, default);
        await world.Store.Reconciliations.EndAsync(run.Ended([], 0, 0, world.Now, world.Now), [], default);
        await PassDaysAsync(world, 399);
        await RoundAsync(world);
        Assert.NotNull(await world.Store.Reconciliations.FindAsync(new("acme"), run.Id, default));

        await PassDaysAsync(world, 2);
        await RoundAsync(world);
        Assert.Null(await world.Store.Reconciliations.FindAsync(new("acme"), run.Id, default));
    }, seeds: 1);

    [Fact]
    public void An_order_that_changes_after_it_went_is_looked_up_and_not_made_again() => World.Run(async world =>
    {
        await world.AcceptAsync(An.Order("1"));
        await world.UntilConfirmedAsync("1");
        await PassDaysAsync(world, 401);
        await RoundAsync(world);
        Assert.Null(await world.StateAsync("1"));

        await world.AcceptAsync(An.Order("1", minute: 1));
        await world.UntilConfirmedAsync("1");
        Assert.NotEmpty(world.CallsOf(An.LookUpBook, "1"));
        world.NothingIsDoneTwice();
    }, seeds: 1);

    [Fact]
    public void A_round_removes_no_more_than_its_limit_and_the_rest_with_the_next() => World.Run(async world =>
    {
        var events = RetentionLimits.RoundRows + 50;
        foreach (var number in Enumerable.Range(1, events))
        {
            await world.AcceptAsync(An.Order("1", minute: number), isHinted: number == events);
        }

        await world.Order("1").Fold(new(null, IsFresh: false));
        await world.UntilAsync(async () =>
        {
            await world.Order("1").Fold(new(null, IsFresh: false));
            return world.Store.StoredEvents.All(one => one.Status is not Domain.Events.EventStatus.Open);
        }, "all folded");
        await world.PassAsync(RetentionLimits.EventsKept);
        await world.Node.Sweeper.RoundAsync(default);
        await world.UntilAsync(() => world.Store.StoredEvents.Count == 50, "the first round", TimeSpan.FromSeconds(5));
        await world.PassAsync(RetentionLimits.RoundEvery);
        await world.Node.Sweeper.RoundAsync(default);
        await world.UntilAsync(() => world.Store.StoredEvents.Count == 0, "the second round", TimeSpan.FromSeconds(5));
    }, seeds: 1);

    // A timer takes 49 days at most.
    private static async Task PassDaysAsync(World world, int days)
    {
        for (; days > 0; days -= 40)
        {
            await world.PassAsync(TimeSpan.FromDays(Math.Min(days, 40)));
        }
    }

    // An hour apart, so that the purge begins a new pass; the round itself is behind the sweep.
    private static async Task RoundAsync(World world)
    {
        await world.Node.Sweeper.RoundAsync(default);
        await world.PassAsync(TimeSpan.FromSeconds(5));
    }
}
