using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Grains.Tests.Kit;

namespace OdooGrains.Grains.Tests;

/// <summary>A new process on the same store.</summary>
public sealed class RestartTests
{
    [Fact]
    public void A_call_that_was_done_when_the_process_died_is_found_by_a_look_up() => World.Run(async world =>
    {
        world.Erp.Next(An.Book, effect =>
        {
            world.Erp.Do(effect);
            return new TaskCompletionSource<EffectOutcome>().Task;
        });
        await world.AcceptAsync(An.Order());
        await world.UntilAsync(() => world.CallsOf(An.Book).Count == 1, "the call");
        await world.RestartAsync();
        world.Node.StartSweep();
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(10));

        Assert.Equal((1, 1), (world.CallsOf(An.Book).Count, world.CallsOf(An.LookUpBook).Count));
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void A_call_that_was_lost_with_the_process_is_made_again() => World.Run(async world =>
    {
        world.Erp.Next(An.Book, _ => new TaskCompletionSource<EffectOutcome>().Task);
        await world.AcceptAsync(An.Order());
        await world.UntilAsync(() => world.CallsOf(An.Book).Count == 1, "the call");
        await world.RestartAsync();
        world.Node.StartSweep();
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(10));

        Assert.Equal([1, 2], world.CallsOf(An.Book).Select(call => call.Effect.Attempts));
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void Sent_effects_of_the_dead_epoch_are_looked_up_as_soon_as_anything_wakes_the_connection() => World.Run(async world =>
    {
        world.Erp.Next(An.Book, effect =>
        {
            world.Erp.Do(effect);
            return new TaskCompletionSource<EffectOutcome>().Task;
        });
        await world.AcceptAsync(An.Order());
        await world.UntilAsync(() => world.CallsOf(An.Book).Count == 1, "the call");
        await world.RestartAsync();

        // No sweep: the owner reads the store when it begins.
        await world.Connection().Reload();
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(2));
    });

    [Fact]
    public void A_process_that_dies_at_any_moment_loses_and_doubles_nothing()
    {
        // The whole way of an order takes under half a second: a kill each 20 ms of it.
        for (var moment = 0; moment < 25; moment++)
        {
            var killedAfter = TimeSpan.FromMilliseconds(20 * moment);
            World.Run(
                async world =>
                {
                    await world.AcceptAsync(An.Order("1"));
                    await world.AcceptAsync(An.Order("2"));
                    await world.PassAsync(killedAfter);
                    await world.RestartAsync();
                    world.Node.StartSweep();
                    await world.UntilConfirmedAsync("1", atMost: TimeSpan.FromSeconds(30));
                    await world.UntilConfirmedAsync("2", atMost: TimeSpan.FromSeconds(30));
                    world.NothingIsDoneTwice();
                },
                seeds: 1);
        }
    }

    [Fact]
    public void A_graceful_stop_lets_calls_end_and_starts_no_other() => World.Run(async world =>
    {
        world.Erp.Latency = TimeSpan.FromSeconds(3);
        await world.AcceptAsync(An.Order());
        await world.UntilAsync(() => world.Erp.Calls.Count == 1, "the call");
        await world.Node.Sender.StopAsync(TimeSpan.FromSeconds(10), default);

        Assert.Equal(0, world.Node.Sender.InFlight);
        Assert.Equal(EffectStatus.Confirmed, (await world.EffectAsync(OrderSteps.Customer))!.Status);
        await world.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Single(world.Erp.Calls);
    });
}
