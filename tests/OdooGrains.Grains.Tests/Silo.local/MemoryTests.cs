using OdooGrains.Domain.Effects;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.Storage.Tenants;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Grains.Tests;

/// <summary>What has nothing to do does not stay in memory.</summary>
public sealed class MemoryTests
{
    [Fact]
    public void A_thousand_finished_orders_leave_only_their_connections_owner() => World.Run(
        async world =>
        {
            world.Erp.Latency = TimeSpan.FromMilliseconds(1);
            foreach (var id in Enumerable.Range(1, 1_000))
            {
                await world.AcceptAsync(An.Order($"{id}"));
                await world.PassAsync(TimeSpan.FromMilliseconds(20));
            }

            await world.UntilAsync(() => world.CallsOf(An.Confirm).Count == 1_000, "all orders");
            await world.PassAsync(TimeSpan.FromSeconds(1));
            Assert.Equal(1, world.Node.Silo.Activations);
        },
        seeds: 1);

    [Fact]
    public void Orders_that_wait_behind_a_pause_do_not_stay_in_memory() => World.Run(
        async world =>
        {
            await world.PutAsync(Sample.Erp, connection => connection with { Status = ConnectionStatus.Paused });
            world.Node.StartSweep();
            foreach (var id in Enumerable.Range(1, 50))
            {
                await world.AcceptAsync(An.Order($"{id}"));
            }

            await world.PassAsync(TimeSpan.FromSeconds(20));
            Assert.InRange(world.Node.Silo.Activations, 1, 2);
        });

    [Fact]
    public void An_order_held_or_with_nothing_due_within_a_minute_leaves_and_comes_back_in_time() => World.Run(async world =>
    {
        world.Erp.Next(An.Customer, An.Failure(FailureClass.Throttled, TimeSpan.FromMinutes(10)));
        await world.AcceptAsync(An.Order());
        await world.UntilAsync(() => world.Erp.Calls.Count == 1, "the throttled call");
        await world.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(1, world.Node.Silo.Activations);

        await world.UntilConfirmedAsync(atMost: TimeSpan.FromMinutes(11));
    });
}
