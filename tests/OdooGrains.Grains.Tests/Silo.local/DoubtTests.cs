using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Grains.Tests;

/// <summary>Calls without a clear answer, without the sweep unless said.</summary>
public sealed class DoubtTests
{
    private static readonly TimeSpan SettleDelay = TimeSpan.FromSeconds(130);

    [Fact]
    public void What_is_in_doubt_is_looked_up_at_once_and_found() => World.Run(async world =>
    {
        world.Erp.Next(An.Book, effect =>
        {
            world.Erp.Do(effect);
            return Task.FromResult(An.Doubt());
        });
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(2));

        Assert.Equal((1, 1), (world.CallsOf(An.Book).Count, world.CallsOf(An.LookUpBook).Count));
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void Nothing_found_under_an_enforced_key_is_sent_again_after_the_backoff() => World.Run(async world =>
    {
        world.Erp.Next(An.Book, An.Doubt());
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(5));

        Assert.Equal(2, world.CallsOf(An.Book).Count);
    });

    [Fact]
    public void Nothing_found_without_an_enforced_key_is_believed_after_the_settle_delay_only() => World.Run(async world =>
    {
        world.Erp.Grade = Grade.DetectedAndRepaired;
        world.Erp.Next(An.Book, An.Doubt());
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync();

        var calls = world.CallsOf(An.Book);
        Assert.Equal(2, calls.Count);
        Assert.True(calls[1].At - calls[0].Effect.SentAt >= SettleDelay);
        Assert.True(world.CallsOf(An.LookUpBook).Count >= 2);
    });

    [Fact]
    public void A_zombie_that_lands_during_the_settle_delay_is_found() => World.Run(async world =>
    {
        world.Erp.Grade = Grade.DetectedAndRepaired;
        world.Erp.Next(An.Book, effect =>
        {
            _ = LandAsync(effect);
            return Task.FromResult(An.Doubt());
        });
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync();

        Assert.Single(world.CallsOf(An.Book));
        world.NothingIsDoneTwice();

        async Task LandAsync(Effect effect)
        {
            await world.PassAsync(TimeSpan.FromSeconds(100));
            world.Erp.Do(effect);
        }
    });

    [Fact]
    public void An_answer_that_is_older_than_it_looks_is_not_believed() => World.Run(async world =>
    {
        // The look-up asks at once, and its "not found" arrives after another one has moved the next look to the end of the settle delay.
        world.Erp.Grade = Grade.DetectedAndRepaired;
        world.Erp.Next(An.Book, An.Doubt());
        world.Erp.Next(An.LookUpBook, async effect =>
        {
            await world.Order().Apply(new(effect, new()));
            await world.Order().Apply(new(await world.EffectAsync(OrderSteps.Book) ?? effect, new(Failed: new(FailureClass.Throttled, "busy", "Busy.", SettleDelay))));
            return new EffectOutcome.NotFound();
        });
        await world.AcceptAsync(An.Order());
        await world.UntilAsync(() => world.CallsOf(An.LookUpBook).Count == 1, "the look-up");
        await world.PassAsync(TimeSpan.FromSeconds(60));

        Assert.Single(world.CallsOf(An.Book));
        Assert.Equal(EffectStatus.InDoubt, (await world.EffectAsync(OrderSteps.Book))!.Status);
    });

    [Fact]
    public void A_connector_that_throws_leaves_the_call_in_doubt() => World.Run(async world =>
    {
        world.Erp.Next(An.Book, effect =>
        {
            world.Erp.Do(effect);
            throw new InvalidOperationException("A mistake.");
        });
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(2));

        Assert.Single(world.CallsOf(An.LookUpBook));
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void A_connector_that_never_returns_gives_its_place_back() => World.Run(async world =>
    {
        // A new owner makes one call at a time until one was answered.
        await world.AcceptAsync(An.Order("0"));
        await world.UntilConfirmedAsync("0");
        world.Erp.Next(An.Customer, _ => new TaskCompletionSource<EffectOutcome>().Task, times: 2);
        await world.AcceptAsync(An.Order("1"));
        await world.AcceptAsync(An.Order("2"));
        await world.UntilAsync(() => world.CallsOf(An.Customer).Count == 3, "the calls that hang");
        await world.AcceptAsync(An.Order("3"));

        await world.UntilConfirmedAsync("3", atMost: TimeSpan.FromSeconds(50));
        await world.UntilConfirmedAsync("1", atMost: TimeSpan.FromSeconds(10));
    });

    [Fact]
    public void An_outcome_that_could_not_be_stored_is_found_by_the_sweep_and_looked_up() => World.Run(async world =>
    {
        var isLost = false;
        world.Node.StartSweep();
        world.OnStore = async call => !isLost && call.Name is "Documents.Commit" && await world.EffectAsync(OrderSteps.Book) is { Status: EffectStatus.Sent } && (isLost = true)
            ? StoreFault.Unavailable
            : StoreFault.None;
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(60));

        Assert.True(isLost);
        Assert.Equal((1, 1), (world.CallsOf(An.Book).Count, world.CallsOf(An.LookUpBook).Count));
        world.NothingIsDoneTwice();
    });

    [Theory]
    [InlineData("Documents.Commit", StoreFault.CommittedUnknown)]
    [InlineData("Documents.Commit", StoreFault.NotCommittedUnknown)]
    [InlineData("Documents.Commit", StoreFault.Unavailable)]
    [InlineData("Effects.MarkSent", StoreFault.CommittedUnknown)]
    [InlineData("Effects.MarkSent", StoreFault.NotCommittedUnknown)]
    [InlineData("Effects.MarkSent", StoreFault.Unavailable)]
    [InlineData("Effects.TakeEpoch", StoreFault.CommittedUnknown)]
    [InlineData("Effects.Due", StoreFault.Unavailable)]
    [InlineData("Documents.Load", StoreFault.Unavailable)]
    public void No_commit_without_an_answer_loses_or_doubles_an_order(string name, StoreFault fault)
    {
        // Each occurrence of the call fails once, one run each.
        for (var occurrence = 1; occurrence <= 7; occurrence++)
        {
            var fatal = occurrence;
            World.Run(
                async world =>
                {
                    var seen = 0;
                    world.OnStore = call => Task.FromResult(call.Name == name && ++seen == fatal ? fault : StoreFault.None);
                    world.Node.StartSweep();
                    await world.AcceptAsync(An.Order());
                    await world.UntilConfirmedAsync(atMost: TimeSpan.FromMinutes(3));
                    world.NothingIsDoneTwice();
                },
                seeds: 1);
        }
    }
}
