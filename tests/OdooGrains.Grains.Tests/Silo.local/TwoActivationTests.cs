using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Grains.Tests.Kit;

namespace OdooGrains.Grains.Tests;

/// <summary>Single activation is never trusted: two of one grain live for a while, as Orleans allows.</summary>
public sealed class TwoActivationTests
{
    [Theory]
    [InlineData("IOrderGrain.Apply")]
    [InlineData("IOrderGrain.Fold")]
    [InlineData("IConnectionGrain.Hint")]
    public void A_second_activation_makes_no_double_effect(string method) => World.Run(async world =>
    {
        var calls = 0;
        world.Faults.On = (_, called) => called != method ? null : (++calls % 3) switch
        {
            0 => new CallFault.SecondActivation(),
            1 => new CallFault.OlderActivation(),
            _ => null,
        };
        world.Node.StartSweep();
        foreach (var id in Enumerable.Range(1, 6))
        {
            await world.AcceptAsync(An.Order($"{id}"));
            await world.AcceptAsync(An.Order($"{id}", minute: 1, quantity: 3));
        }

        foreach (var id in Enumerable.Range(1, 6))
        {
            await world.UntilAsync(async () => await world.StateAsync($"{id}") is { Current: null, Booked: not null }, $"order {id}", TimeSpan.FromMinutes(3));
        }

        Assert.True(calls > 3);
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void The_older_owner_of_a_connection_has_its_marks_refused() => World.Run(async world =>
    {
        world.Erp.Latency = TimeSpan.FromSeconds(5);
        await world.AcceptAsync(An.Order("1"));
        await world.UntilAsync(() => world.Erp.Calls.Count == 1, "a call of the older owner");
        var hints = 0;
        world.Faults.On = (_, method) => method is not "IConnectionGrain.Hint" ? null : ++hints == 1 ? new CallFault.SecondActivation() : new CallFault.OlderActivation();
        await world.AcceptAsync(An.Order("2"));
        await world.UntilAsync(() => world.CallsOf(An.Customer, "2").Count == 1, "a call of the second owner");
        await world.AcceptAsync(An.Order("3"));
        await world.UntilAsync(() => world.Log.Lines.Any(line => line.Text.Contains("lost its epoch 1", StringComparison.Ordinal)), "the end of the older owner");

        world.Node.StartSweep();
        world.Faults.On = null;
        foreach (var id in new[] { "1", "2", "3" })
        {
            await world.UntilConfirmedAsync(id, atMost: TimeSpan.FromMinutes(3));
        }

        Assert.All(world.Erp.Calls.Where(call => call is { IsLookUp: false, Order: "3" }), call => Assert.Equal(2, call.Effect.Epoch));
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void A_call_frozen_between_mark_and_leaving_does_not_leave_after_another_owner_took_over() => World.Run(async world =>
    {
        // The first mark's caller hears of it a minute late; meanwhile another owner has settled the effect.
        var thaw = new TaskCompletionSource();
        world.OnAnswer = call => call.Name is "Effects.MarkSent" ? thaw.Task : Task.CompletedTask;
        world.Node.StartSweep();
        await world.AcceptAsync(An.Order());
        await world.UntilStatusAsync(OrderSteps.Customer, EffectStatus.Sent);
        world.OnAnswer = null;
        world.Faults.On = (_, method) => method is "IConnectionGrain.Hint" or "IConnectionGrain.Reload" ? new CallFault.SecondActivation() : null;
        await world.Connection().Reload();
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(60));
        await world.PassAsync(TimeSpan.FromMinutes(1));
        var calls = world.Erp.Calls.ToList();
        thaw.SetResult();
        await world.PassAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(calls, world.Erp.Calls);
        world.NothingIsDoneTwice();
    });
}
