using OdooGrains.Contracts.Orders;
using OdooGrains.Contracts.Tenants;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Grains.Tests;

/// <summary>A person changes or deletes a connection although calls are sent or in doubt there.</summary>
public sealed class ForceTests
{
    private static readonly ForcedHold Hold = new(Sample.Erp.Connection, "The old database is gone.");

    [Fact]
    public void What_is_in_doubt_is_held_and_looked_up_no_more() => World.Run(async world =>
    {
        await InDoubtAsync(world);
        Assert.Equal(OrderAnswer.Done, await world.Order().Force(Hold));
        Assert.Equal(OrderAnswer.NothingToDo, await world.Order().Force(Hold));
        await world.PassAsync(TimeSpan.FromSeconds(5));
        var calls = world.Erp.Calls.Count;
        world.Node.StartSweep();
        await world.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal(calls, world.Erp.Calls.Count);
        Assert.Empty(await world.Store.Effects.UnsettledDocumentsAsync(Sample.Erp, 1, default));
        var hold = (await world.StateAsync())!.Hold!;
        Assert.Equal((EffectFailures.OutcomeUnknown, "tenant"), (hold.Code, hold.Owner));
        Assert.StartsWith("The old database is gone.", hold.Reason, StringComparison.Ordinal);
    });

    [Fact]
    public void An_answer_that_arrives_afterwards_changes_nothing() => World.Run(async world =>
    {
        world.Erp.Next(An.Book, async effect =>
        {
            await world.PassAsync(TimeSpan.FromSeconds(5));
            return world.Erp.Do(effect);
        });
        await world.AcceptAsync(An.Order());
        await world.UntilStatusAsync(OrderSteps.Book, EffectStatus.Sent);
        await world.Order().Force(Hold);
        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(EffectStatus.Held, (await world.EffectAsync(OrderSteps.Book))!.Status);
        Assert.Equal(EffectFailures.OutcomeUnknown, (await world.StateAsync())!.Hold!.Code);
    });

    [Fact]
    public void A_retry_finds_what_was_done_and_repeats_nothing() => World.Run(async world =>
    {
        await InDoubtAsync(world, isDone: true);
        await world.Order().Force(Hold);
        await world.PassAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(OrderAnswer.Done, await world.Order().Retry());
        await world.UntilConfirmedAsync();

        Assert.Single(world.CallsOf(An.Book));
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void A_retry_looks_up_before_it_repeats_what_was_not_done() => World.Run(async world =>
    {
        await InDoubtAsync(world);
        await world.Order().Force(Hold);
        await world.PassAsync(TimeSpan.FromSeconds(5));
        var before = world.Erp.Calls.Count;

        await world.Order().Retry();
        await world.UntilConfirmedAsync();

        Assert.Equal([An.LookUpBook, An.Book], world.Erp.Calls.Skip(before).Take(2).Select(call => call.Operation));
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void Who_discards_takes_over_what_became_of_the_call() => World.Run(async world =>
    {
        await InDoubtAsync(world);
        await world.Order().Force(Hold);

        Assert.Equal(OrderAnswer.Done, await world.Order().Discard("Booked by hand."));

        Assert.True((await world.StateAsync())!.IsFinished);
    });

    [Fact]
    public void A_tenant_whose_calls_would_be_looked_up_for_ever_is_erased_by_force() => World.Run(async world =>
    {
        await InDoubtAsync(world);
        await world.SetTenantAsync("acme", TenantStatus.Draining);
        await world.Node.Silo.GetGrain<ITenantGrain>("acme").Erase();
        await world.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(TenantStatus.Draining, await StatusAsync(world));

        await world.Order().Force(Hold);
        await world.UntilAsync(async () => await StatusAsync(world) is TenantStatus.Closed, "the end of the erasure", TimeSpan.FromMinutes(2));
    });

    // From here on the target answers nothing about it, until it is held.
    private static async Task InDoubtAsync(World world, bool isDone = false)
    {
        world.Erp.Next(An.Book, effect =>
        {
            if (isDone)
            {
                world.Erp.Do(effect);
            }

            return Task.FromResult(An.Doubt());
        });
        world.Erp.Next(
            An.LookUpBook,
            effect => Task.FromResult(effect.LastFailure?.Code == EffectFailures.OutcomeUnknown ? world.Erp.Find(effect) : An.Failure(FailureClass.Transient)),
            times: 1_000);
        await world.AcceptAsync(An.Order());
        await world.UntilStatusAsync(OrderSteps.Book, EffectStatus.InDoubt);
    }

    private static async Task<TenantStatus> StatusAsync(World world) => (await world.Store.Tenants.FindTenantAsync(new("acme"), default))!.Status;
}
