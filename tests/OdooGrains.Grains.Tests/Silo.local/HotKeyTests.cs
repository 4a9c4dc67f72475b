using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Grains.Tests;

/// <summary>Orders of one customer write one record of the ERP: their calls wait for each other, also while one is in doubt.</summary>
public sealed class HotKeyTests
{
    private const string Ada = "ada@example.com";

    [Fact]
    public void A_new_customer_whose_creation_is_in_doubt_is_not_created_by_another_order() => World.Run(async world =>
    {
        await DoubtAsync(world);
        await world.AcceptAsync(An.Order("3"));
        await world.UntilConfirmedAsync("3", atMost: TimeSpan.FromSeconds(5));
        await world.PassAsync(TimeSpan.FromSeconds(100));
        Assert.Empty(world.CallsOf(An.Customer, "2"));

        // The settle delay is over, and the creation was surely not done.
        await world.UntilConfirmedAsync("1");
        await world.UntilConfirmedAsync("2");
        Assert.True(world.CallsOf(An.Customer, "2")[0].At > world.CallsOf(An.Customer, "1")[^1].At);
    });

    [Fact]
    public void Who_waits_for_a_hot_key_asks_every_two_seconds_and_no_more_often() => World.Run(async world =>
    {
        await DoubtAsync(world);
        var marks = 0;
        world.OnStore = call =>
        {
            marks += call.Name is "Effects.MarkSent" ? 1 : 0;
            return Task.FromResult(StoreFault.None);
        };
        world.Node.StartSweep();
        await world.PassAsync(TimeSpan.FromSeconds(60));

        Assert.InRange(marks, 25, 31);
    });

    [Fact]
    public void The_effects_of_one_order_do_not_wait_for_each_other() => World.Run(async world =>
    {
        await world.AcceptAsync(An.Order(email: Ada));
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(2));
    });

    // Ada's first order leaves her creation in doubt, which only the settle delay ends; her second one waits.
    private static async Task DoubtAsync(World world)
    {
        world.Erp.Grade = Grade.DetectedAndRepaired;
        world.Erp.Next(An.Customer, An.Doubt());
        await world.AcceptAsync(An.Order("1", email: Ada));
        await world.UntilStatusAsync(OrderSteps.Customer, EffectStatus.InDoubt, "1");
        await world.AcceptAsync(An.Order("2", email: Ada));
    }
}
