using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.Storage.Restore;

namespace OdooGrains.Grains.Tests;

/// <summary>A store that knows less than was done makes nothing twice.</summary>
public sealed class RestoreTests
{
    [Fact]
    public void An_order_that_the_backup_does_not_know_is_found_in_the_erp() => World.Run(async world =>
    {
        await world.AcceptAsync(An.Order("1"));
        await world.UntilConfirmedAsync("1");
        await ForgetAsync(world);
        await RestoreAsync(world);

        await world.AcceptAsync(An.Order("1"));
        await world.UntilConfirmedAsync("1");
        Assert.NotEmpty(world.CallsOf(An.LookUpBook, "1"));
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void An_effect_that_was_planned_in_the_backup_and_done_since_is_found() => World.Run(async world =>
    {
        world.Erp.Next(An.Book, effect =>
        {
            // The answer is lost with the process and its store: what the backup knows is that it was planned.
            world.Erp.Do(effect);
            return new TaskCompletionSource<EffectOutcome>().Task;
        });
        await world.AcceptAsync(An.Order("1"));
        await world.UntilAsync(() => world.Erp.Done.Any(effect => effect.Key.Step == OrderSteps.Book), "the draft");
        await RestoreAsync(world);

        await world.UntilConfirmedAsync("1");
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void An_order_that_is_placed_afterwards_is_not_looked_up() => World.Run(async world =>
    {
        await RestoreAsync(world);
        await world.AcceptAsync(An.Order("1") with { PlacedAt = world.Now.AddSeconds(1) });
        await world.UntilConfirmedAsync("1");
        Assert.DoesNotContain(world.Erp.Calls, call => call.IsLookUp);
    });

    private static async Task ForgetAsync(World world)
    {
        await world.Store.Retention.PurgeDocumentsAsync(new("acme"), world.Now.AddDays(1), 10, default);
        await world.Store.Retention.PurgeEventsAsync(new("acme"), world.Now.AddDays(1), 10, default);
    }

    private static async Task RestoreAsync(World world)
    {
        world.Node.Kill();
        await new AfterRestore(world.Store, world.Time).RunAsync(world.Now, default);
        await world.StartAsync();
        world.Node.StartSweep();
    }
}
