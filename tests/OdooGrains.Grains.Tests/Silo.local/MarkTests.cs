using OdooGrains.Domain.Orders;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.TestKit.Builders;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Grains.Tests;

/// <summary>The sent mark: no call leaves without one, and not long after it.</summary>
public sealed class MarkTests
{
    [Fact]
    public void An_effect_that_changed_before_its_mark_does_not_leave() => World.Run(async world =>
    {
        var isCancelled = false;
        world.OnStore = async call =>
        {
            if (call.Name is "Effects.MarkSent" && !isCancelled)
            {
                isCancelled = true;
                await world.AcceptAsync(An.Order(minute: 1, cancelled: true));
                await world.UntilAsync(async () => (await world.StateAsync())!.Status is OrderStatus.Cancelled, "the cancellation");
            }

            return StoreFault.None;
        };
        await world.AcceptAsync(An.Order());
        await world.UntilAsync(() => isCancelled, "the mark");
        await world.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Empty(world.Erp.Calls);

        // The place is free again, and so is the customer.
        await world.AcceptAsync(An.Order("2", email: "ada-1001@example.com"));
        await world.UntilConfirmedAsync("2", atMost: TimeSpan.FromSeconds(2));
    });

    [Fact]
    public void An_owner_that_lost_its_epoch_sends_nothing_and_ends() => World.Run(async world =>
    {
        await world.AcceptAsync(An.Order("1"));
        await world.UntilConfirmedAsync("1");
        await world.Store.Effects.TakeEpochAsync(Sample.Erp, default);
        var calls = world.Erp.Calls.Count;
        await world.AcceptAsync(An.Order("2"));
        await world.UntilAsync(() => world.Log.Lines.Any(line => line.Text.Contains("lost its epoch 1", StringComparison.Ordinal)), "the end of the owner");
        Assert.Equal(calls, world.Erp.Calls.Count);

        // Its next activation takes a newer epoch and goes on.
        Assert.Equal(3, (await world.Connection().Status()).Epoch);
        await world.Connection().Reload();
        await world.UntilConfirmedAsync("2", atMost: TimeSpan.FromSeconds(2));
    });

    [Fact]
    public void A_call_that_does_not_leave_within_two_seconds_of_its_mark_is_marked_anew() => World.Run(async world =>
    {
        var isSlow = true;
        world.OnStore = async call =>
        {
            if (call.Name is "Effects.MarkSent" && isSlow)
            {
                isSlow = false;
                await world.PassAsync(TimeSpan.FromSeconds(2.1));
            }

            return StoreFault.None;
        };
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(5));

        var call = Assert.Single(world.CallsOf(An.Customer));
        Assert.Equal(2, call.Effect.Attempts);
        Assert.True(call.At - call.Effect.SentAt < TimeSpan.FromSeconds(2));
    });
}
