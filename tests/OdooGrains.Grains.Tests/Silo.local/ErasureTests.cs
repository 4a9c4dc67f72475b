using OdooGrains.Contracts.Tenants;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Grains.Tests;

public sealed class ErasureTests
{
    private static readonly GrainLimits SmallBatches = new() { EraseBatch = 3 };

    [Fact]
    public void A_draining_tenant_is_erased_and_closed() => World.Run(
        async world =>
        {
            await world.AcceptAsync(An.Order());
            await world.UntilConfirmedAsync();
            await EraseAsync(world);
            await UntilClosedAsync(world);

            Assert.Null(await world.StateAsync());
            Assert.Empty(await world.Reminders.ReadAllAsync());
        },
        limits: SmallBatches);

    [Fact]
    public void An_erasure_that_was_killed_goes_on_by_its_reminder() => World.Run(
        async world =>
        {
            await world.AcceptAsync(An.Order());
            await world.UntilConfirmedAsync();
            var erased = 0;
            world.OnStore = async call =>
            {
                if (call.Name is "Tenants.Erase" && ++erased == 2)
                {
                    await new TaskCompletionSource().Task;
                }

                return StoreFault.None;
            };
            await EraseAsync(world);
            await world.UntilAsync(() => erased == 2, "the second batch");
            await world.RestartAsync();
            await UntilClosedAsync(world);
        },
        limits: SmallBatches);

    [Fact]
    public void No_row_goes_before_what_was_sent_is_settled() => World.Run(
        async world =>
        {
            Effect? duringErasure = null;
            world.Erp.Next(An.Book, async effect =>
            {
                await EraseAsync(world);
                await world.PassAsync(TimeSpan.FromSeconds(20));
                duringErasure = await world.EffectAsync(OrderSteps.Book);
                return world.Erp.Do(effect);
            });
            await world.AcceptAsync(An.Order());
            await world.UntilAsync(() => world.CallsOf(An.Book).Count == 1, "the booking");
            await UntilClosedAsync(world);
            Assert.Equal(EffectStatus.Sent, duringErasure?.Status);

            // What was planned next was parked.
            Assert.Empty(world.CallsOf(An.Confirm));
        },
        limits: SmallBatches);

    [Fact]
    public void An_erasure_that_the_store_fails_is_tried_again() => World.Run(async world =>
    {
        var failures = 0;
        world.OnStore = call => Task.FromResult(call.Name is "Tenants.Erase" && ++failures <= 2 ? StoreFault.Unavailable : StoreFault.None);
        await EraseAsync(world);
        await UntilClosedAsync(world);
    });

    private static async Task EraseAsync(World world)
    {
        await world.SetTenantAsync("acme", TenantStatus.Draining);
        await world.Node.Silo.GetGrain<ITenantGrain>("acme").Erase();
    }

    private static Task UntilClosedAsync(World world)
        => world.UntilAsync(async () => (await world.Store.Tenants.FindTenantAsync(new("acme"), default))!.Status is TenantStatus.Closed, "the end of the erasure", TimeSpan.FromMinutes(5));
}
