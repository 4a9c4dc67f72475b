using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.Storage.Tenants;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Grains.Tests;

public sealed class PauseTests
{
    [Fact]
    public void A_paused_connection_sends_nothing_until_it_is_resumed() => World.Run(async world =>
    {
        await PauseAsync(world, ConnectionStatus.Paused);
        world.Node.StartSweep();
        await world.AcceptAsync(An.Order());
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(world.Erp.Calls);
        Assert.Contains("paused", (await world.Connection().Status()).Blocked, StringComparison.Ordinal);

        await PauseAsync(world, ConnectionStatus.Active);
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(1));
    });

    [Fact]
    public void A_paused_tenant_sends_nothing_until_it_is_resumed() => World.Run(async world =>
    {
        await world.SetTenantAsync("acme", TenantStatus.Paused);
        world.Node.StartSweep();
        await world.AcceptAsync(An.Order());
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(world.Erp.Calls);

        await world.SetTenantAsync("acme", TenantStatus.Active);
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(1));
    });

    [Fact]
    public void A_pause_by_another_process_is_heard_within_half_a_minute_and_its_end_as_well() => World.Run(async world =>
    {
        await world.AcceptAsync(An.Order("1"));
        await world.UntilConfirmedAsync("1");
        world.Node.StartSweep();
        await world.SetTenantAsync("acme", TenantStatus.Paused, reload: false);
        await world.PassAsync(TimeSpan.FromSeconds(31));
        await world.AcceptAsync(An.Order("2"));
        await world.PassAsync(TimeSpan.FromSeconds(31));
        Assert.Equal(3, world.Erp.Calls.Count);

        await world.SetTenantAsync("acme", TenantStatus.Active, reload: false);
        await world.UntilConfirmedAsync("2", atMost: TimeSpan.FromSeconds(40));
    });

    [Fact]
    public void Reload_believes_the_store_and_not_what_the_process_remembers() => World.Run(async world =>
    {
        await PauseAsync(world, ConnectionStatus.Paused);
        await world.AcceptAsync(An.Order());
        await world.UntilStatusAsync(OrderSteps.Customer, EffectStatus.Planned);

        // As from another process: only the owner hears of it.
        await world.PutAsync(Sample.Erp, connection => connection with { Status = ConnectionStatus.Active });
        await world.Connection().Reload();
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(1));
    });

    [Fact]
    public void What_was_sent_is_settled_during_a_pause() => World.Run(async world =>
    {
        world.Erp.Next(An.Book, async effect =>
        {
            await PauseAsync(world, ConnectionStatus.Paused);
            world.Erp.Do(effect);
            return An.Doubt();
        });
        await world.AcceptAsync(An.Order());
        await world.UntilStatusAsync(OrderSteps.Book, EffectStatus.Confirmed);
        await world.PassAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(An.LookUpBook, world.Erp.Calls[^1].Operation);
        Assert.Equal(EffectStatus.Planned, (await world.EffectAsync(OrderSteps.Confirm))!.Status);
    });

    [Fact]
    public void Planned_effects_of_a_paused_connection_keep_no_look_up_out() => World.Run(
        async world =>
        {
            world.Erp.Next(An.Customer, async _ =>
            {
                await world.PassAsync(TimeSpan.FromSeconds(5));
                return An.Doubt();
            });
            await world.AcceptAsync(An.Order("doubtful"));
            await world.UntilAsync(() => world.Erp.Calls.Count == 1, "the doubtful call");
            await PauseAsync(world, ConnectionStatus.Paused);
            foreach (var id in Enumerable.Range(1, 20))
            {
                await world.AcceptAsync(An.Order($"{id}"));
            }

            await world.UntilAsync(() => world.CallsOf("look up order.customer").Count == 1, "the look-up", TimeSpan.FromSeconds(6));
            Assert.Equal(2, world.Erp.Calls.Count);
        },
        limits: new() { ConnectionWindowMax = 8 });

    private static Task PauseAsync(World world, ConnectionStatus status)
        => world.PutAsync(Sample.Erp, connection => connection with { Status = status, StatusReason = status is ConnectionStatus.Active ? null : "It is paused." }, reload: true);
}
