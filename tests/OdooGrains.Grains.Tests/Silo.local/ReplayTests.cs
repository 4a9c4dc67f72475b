using OdooGrains.Contracts.Failures;
using OdooGrains.Contracts.Orders;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Orders;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Grains.Tests;

/// <summary>Many failures done at once: planned, then in growing waves as far as it goes well.</summary>
public sealed class ReplayTests
{
    [Fact]
    public void A_group_is_retried_in_growing_waves() => World.Run(async world =>
    {
        await world.RefuseAsync(30);
        await world.AcceptAsync(An.Order("999") with { Total = 1m });
        await world.UntilHeldAsync(OrderHold.Invalid, "999");
        var group = (await world.Store.Failures.HeldAsync(new("acme"), null, 1, default))[0].Group;
        var before = world.CallsOf(An.Book).Count;

        await world.BeginAsync(new() { Group = group });
        await world.UntilReplayAsync(ReplayStatus.Done);

        Assert.All(await world.ItemsAsync(), item => Assert.Equal(ReplayOutcome.Done, item.Outcome));
        Assert.Equal(30, (await world.ItemsAsync()).Count);
        var waves = Waves(world.CallsOf(An.Book).Skip(before).Select(call => call.At));
        Assert.Equal([1, 2, 5, 20, 2], waves);
        Assert.Equal(OrderHold.Invalid, (await world.StateAsync("999"))!.Hold!.Code);
        world.NothingIsDoneTwice();
    }, isStrict: true);

    [Fact]
    public void A_rate_bounds_every_wave() => World.Run(async world =>
    {
        await world.RefuseAsync(10);
        var begun = world.Now;
        await world.BeginAsync(perSecond: 0.5);
        await world.UntilReplayAsync(ReplayStatus.Done);

        // Waves of 1, 2, 5 and 2 documents at one in two seconds, the last of which nothing waits for.
        Assert.True(world.Now - begun >= TimeSpan.FromSeconds(16), $"It took {world.Now - begun}.");
    });

    [Fact]
    public void The_first_surprise_stops_it_and_it_goes_on_from_there_once_the_cause_is_gone() => World.Run(async world =>
    {
        await world.RefuseAsync(10);
        world.Erp.Next(An.Book, An.Failure(FailureClass.Business));
        await world.BeginAsync();
        var stopped = await world.UntilReplayAsync(ReplayStatus.Stopped);

        Assert.Contains("Order '001' of 'shop' did not do as planned. It failed again: Scripted: Business.", stopped.StopReason, StringComparison.Ordinal);
        Assert.Equal([ReplayOutcome.Failed, .. Enumerable.Repeat(ReplayOutcome.Waiting, 9)], (await world.ItemsAsync()).Select(item => item.Outcome));

        Assert.Equal(ReplayAnswer.Done, await world.ReplayGrain.Apply());
        Assert.Null((await world.UntilReplayAsync(ReplayStatus.Done)).StopReason);
        Assert.Equal([ReplayOutcome.Failed, .. Enumerable.Repeat(ReplayOutcome.Done, 9)], (await world.ItemsAsync()).Select(item => item.Outcome));
        Assert.NotNull((await world.StateAsync("001"))!.Hold);
    });

    [Fact]
    public void A_failure_that_is_tried_again_by_itself_is_a_surprise_too() => World.Run(async world =>
    {
        await world.RefuseAsync(4);
        world.Erp.Next(An.Confirm, An.Failure(FailureClass.Transient), times: 10);
        await world.BeginAsync();

        Assert.Contains("A call of it failed again", (await world.UntilReplayAsync(ReplayStatus.Stopped)).StopReason, StringComparison.Ordinal);
        Assert.Equal(3, (await world.ItemsAsync()).Count(item => item.Outcome is ReplayOutcome.Waiting));
    });

    [Fact]
    public void What_does_not_come_to_rest_stops_it_too() => World.Run(async world =>
    {
        await world.RefuseAsync(2);
        await world.PutAsync(Sample.Erp, connection => connection with { Status = Storage.Tenants.ConnectionStatus.Paused }, reload: true);
        await world.BeginAsync();

        Assert.Contains("not come to rest within 15 minutes", (await world.UntilReplayAsync(ReplayStatus.Stopped)).StopReason, StringComparison.Ordinal);
    });

    [Fact]
    public void A_plan_changes_nothing_and_is_applied_only_when_somebody_says_so() => World.Run(async world =>
    {
        await world.RefuseAsync(3);
        var before = await world.StateAsync("001");
        await world.BeginAsync(appliesAtOnce: false);
        var planned = await world.UntilReplayAsync(ReplayStatus.Planned);
        await world.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(before!.Version, (await world.StateAsync("001"))!.Version);
        Assert.Equal((3, true, ReplayStatus.Planned), (planned.Planned, planned.IsPlanned, (await world.ReplayAsync()).Status));
        Assert.All(await world.ItemsAsync(), item => Assert.Equal((ReplayKind.Create, OrderSteps.Book), (item.Plan.Kind, item.Plan.Step)));

        Assert.Equal(ReplayAnswer.Done, await world.ReplayGrain.Apply());
        Assert.Equal(ReplayAnswer.Done, await world.ReplayGrain.Apply());
        await world.UntilReplayAsync(ReplayStatus.Done);
        Assert.Equal(ReplayAnswer.NotNow, await world.ReplayGrain.Apply());
        Assert.Equal(3, world.Erp.Done.Count(effect => effect.Operation == An.Book));
    });

    [Fact]
    public void A_document_that_changed_since_the_plan_is_skipped() => World.Run(async world =>
    {
        await world.RefuseAsync(2);
        await world.BeginAsync(appliesAtOnce: false);
        await world.UntilReplayAsync(ReplayStatus.Planned);
        await world.AcceptAsync(An.Order("001", minute: 1, quantity: 5));
        await world.UntilConfirmedAsync("001");

        await world.ReplayGrain.Apply();
        await world.UntilReplayAsync(ReplayStatus.Done);
        Assert.Equal([("001", ReplayOutcome.Skipped), ("002", ReplayOutcome.Done)], (await world.ItemsAsync()).Outcomes());
        Assert.Null((await world.StateAsync("001"))!.Replay);
    });

    [Fact]
    public void A_plan_whose_rows_were_changed_is_not_applied() => World.Run(async world =>
    {
        await world.RefuseAsync(2);
        await world.BeginAsync(appliesAtOnce: false);
        var planned = await world.UntilReplayAsync(ReplayStatus.Planned);
        await world.Store.Replays.UpdateAsync(planned, [new(3, Sample.Document("1003"), 1, new(ReplayKind.Create, OrderSteps.Book, null, []), ReplayOutcome.Waiting)], default);

        Assert.Equal(ReplayAnswer.PlanChanged, await world.ReplayGrain.Apply());
        Assert.Equal(ReplayStatus.Planned, (await world.ReplayAsync()).Status);
    });

    [Fact]
    public void Named_documents_are_planned_whatever_they_are() => World.Run(async world =>
    {
        await world.RefuseAsync(1);
        await world.AcceptAsync(An.Order("done"));
        await world.UntilConfirmedAsync("done");
        await world.BeginAsync(new() { Documents = [Sample.Document("done"), Sample.Document("001"), Sample.Document("missing")] });
        await world.UntilReplayAsync(ReplayStatus.Done);

        var items = await world.ItemsAsync();
        Assert.Equal([ReplayKind.Done, ReplayKind.Create, ReplayKind.Violate], items.Select(item => item.Plan.Kind));
        Assert.Equal([("done", ReplayOutcome.Untouched), ("001", ReplayOutcome.Done), ("missing", ReplayOutcome.Untouched)], items.Outcomes());
    });

    [Fact]
    public void A_group_is_discarded_with_its_reason() => World.Run(async world =>
    {
        await world.RefuseAsync(4);
        await world.BeginAsync(new() { Class = FailureClass.Business }, discardReason: "nobody wants them");
        await world.UntilReplayAsync(ReplayStatus.Done);

        Assert.All(await world.ItemsAsync(), item => Assert.Equal((ReplayKind.End, ReplayOutcome.Done), (item.Plan.Kind, item.Outcome)));
        Assert.Equal((OrderStatus.Discarded, "nobody wants them", Replays.Id), (await world.StateAsync("003"))! is var state ? (state.Status, state.DiscardReason, state.Replay!.Value) : default);
    });

    [Fact]
    public void No_more_documents_are_taken_than_it_may_have() => World.Run(async world =>
    {
        await world.RefuseAsync(3);
        await world.BeginAsync(new() { Max = 2 }, appliesAtOnce: false);
        var planned = await world.UntilReplayAsync(ReplayStatus.Planned);

        Assert.Equal((2, true), (planned.Planned, planned.IsTruncated));
    });

    [Fact]
    public void A_person_stops_it_and_what_is_applied_is_watched_to_its_end() => World.Run(async world =>
    {
        await world.RefuseAsync(4);
        await world.BeginAsync(perSecond: 0.1);
        await world.UntilAsync(async () => (await world.ReplayAsync()).Wave == 1, "the first wave");
        Assert.Equal(ReplayAnswer.Done, await world.ReplayGrain.Stop("lunch"));
        var stopped = await world.UntilReplayAsync(ReplayStatus.Stopped);

        Assert.Equal("lunch", stopped.StopReason);
        Assert.Equal([ReplayOutcome.Done, .. Enumerable.Repeat(ReplayOutcome.Waiting, 3)], (await world.ItemsAsync()).Select(item => item.Outcome));
        Assert.Equal(ReplayAnswer.NotNow, await world.ReplayGrain.Stop("lunch"));
    });

    [Fact]
    public void The_same_request_again_tells_of_the_replay_that_is_there() => World.Run(async world =>
    {
        await world.RefuseAsync(1);
        var first = await world.BeginAsync();
        await world.UntilReplayAsync(ReplayStatus.Done);
        var again = await world.BeginAsync(new() { Max = 5 });

        Assert.Equal((first.CreatedAt, first.Selection.Max, ReplayStatus.Done), (again.CreatedAt, again.Selection.Max, again.Status));
    });

    [Fact]
    public void An_order_does_its_part_of_a_replay_once_and_at_the_planned_version_only() => World.Run(async world =>
    {
        await world.RefuseAsync(1);
        var version = (await world.StateAsync("001"))!.Version;

        Assert.Equal(ReplayedOrder.Changed, await world.Order("001").Replay(new(Replays.Id, version - 1, null)));
        Assert.Equal(ReplayedOrder.Applied, await world.Order("001").Replay(new(Replays.Id, version, null)));
        Assert.Equal(ReplayedOrder.Applied, await world.Order("001").Replay(new(Replays.Id, version, null)));
        await world.UntilConfirmedAsync("001");
        Assert.Equal(ReplayedOrder.Applied, await world.Order("001").Replay(new(Replays.Id, version, null)));
        Assert.Equal(ReplayedOrder.NothingToDo, await world.Order("001").Replay(new(Sample.Id(78), (await world.StateAsync("001"))!.Version, null)));
        Assert.Equal(ReplayedOrder.NotFound, await world.Order("none").Replay(new(Replays.Id, 1, null)));
        Assert.Equal(1, world.Erp.Done.Count(effect => effect.Operation == An.Book));
    });

    [Fact]
    public void A_kill_at_any_moment_is_resumed_and_nothing_is_done_twice()
    {
        for (var moment = 0; moment < 24; moment++)
        {
            var killedAfter = TimeSpan.FromMilliseconds(130 * moment);
            World.Run(
                async world =>
                {
                    await world.RefuseAsync(9);
                    await world.BeginAsync();
                    await world.PassAsync(killedAfter);
                    await world.RestartAsync();
                    world.Node.StartSweep();
                    await world.UntilReplayAsync(ReplayStatus.Done, TimeSpan.FromMinutes(5));

                    Assert.All(await world.ItemsAsync(), item => Assert.Equal(ReplayOutcome.Done, item.Outcome));
                    Assert.Equal(9, world.Erp.Done.Count(effect => effect.Operation == An.Book));
                    world.NothingIsDoneTwice();
                },
                seeds: 1);
        }
    }

    // Calls that leave within a quarter of a second are of one wave.
    private static List<int> Waves(IEnumerable<DateTimeOffset> times)
    {
        List<int> waves = [];
        DateTimeOffset? last = null;
        foreach (var at in times.Order())
        {
            if (last is null || at - last > TimeSpan.FromMilliseconds(250))
            {
                waves.Add(0);
            }

            waves[^1]++;
            last = at;
        }

        return waves;
    }
}
