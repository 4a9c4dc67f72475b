using OdooGrains.Contracts.Orders;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.TestKit.Builders;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Grains.Tests;

/// <summary>Each class of failure, without the sweep: the connection's owner must go on by itself.</summary>
public sealed class FailureTests
{
    [Fact]
    public void A_transient_failure_is_tried_again_with_growing_backoff() => World.Run(async world =>
    {
        world.Erp.Next(An.Book, An.Failure(FailureClass.Transient), times: 4);
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync();

        var calls = world.CallsOf(An.Book);
        Assert.Equal(5, calls.Count);
        for (var failure = 1; failure <= 4; failure++)
        {
            var bound = TimeSpan.FromSeconds(Math.Pow(2, failure - 1));
            Assert.InRange(calls[failure].At - calls[failure - 1].At, bound / 10, bound + TimeSpan.FromMilliseconds(50));
        }
    });

    [Fact]
    public void A_throttled_connection_waits_as_long_as_the_target_asks_for() => World.Run(async world =>
    {
        world.Erp.Next(An.Customer, An.Failure(FailureClass.Throttled, TimeSpan.FromSeconds(90)));
        await world.AcceptAsync(An.Order("1"));
        await world.UntilAsync(() => world.Erp.Calls.Count == 1, "the throttled call");
        await world.AcceptAsync(An.Order("2"));
        await world.UntilConfirmedAsync("1");
        await world.UntilConfirmedAsync("2");

        var throttled = world.Erp.Calls[0].At;
        Assert.All(world.Erp.Calls.Skip(1), call => Assert.True(call.At >= throttled.AddSeconds(90), $"{call.Operation} left at {call.At:T}"));
        Assert.True(world.Erp.Calls[1].At < throttled.AddSeconds(91));
    });

    [Fact]
    public void Of_two_throttled_calls_the_longer_wait_counts() => World.Run(async world =>
    {
        world.Erp.Next(An.Customer, An.Failure(FailureClass.Throttled, TimeSpan.FromSeconds(90)));
        world.Erp.Next(An.Customer, An.Failure(FailureClass.Throttled));
        await world.AcceptAsync(An.Order("1"));
        await world.AcceptAsync(An.Order("2"));
        await world.UntilConfirmedAsync("2");

        Assert.True(world.Erp.Calls[2].At >= world.Erp.Calls[0].At.AddSeconds(90));
    });

    [Fact]
    public void A_target_that_asks_for_a_month_is_asked_again_after_a_day() => World.Run(async world =>
    {
        world.Erp.Next(An.Customer, An.Failure(FailureClass.Throttled, TimeSpan.FromDays(30)));
        await world.AcceptAsync(An.Order());
        world.Node.StartSweep();
        await world.UntilAsync(() => world.Erp.Calls.Count == 1, "the throttled call");

        // Another order keeps the owner awake, and must not wait a month either.
        await world.AcceptAsync(An.Order("2"));
        await world.PassAsync(TimeSpan.FromHours(23));
        Assert.Single(world.Erp.Calls);
        await world.PassAsync(TimeSpan.FromHours(2));
        Assert.True((await world.StateAsync())!.IsConfirmedInErp);
        Assert.True((await world.StateAsync("2"))!.IsConfirmedInErp);
    }, limits: new() { SweepPeriod = TimeSpan.FromMinutes(5) }, seeds: 1);

    [Fact]
    public void An_answer_to_the_old_credentials_does_not_hold_the_new_ones_back() => World.Run(async world =>
    {
        world.Erp.Next(An.Customer, async _ =>
        {
            await world.PassAsync(TimeSpan.FromSeconds(10));
            return An.Failure(FailureClass.Auth);
        });
        await world.AcceptAsync(An.Order());
        await world.UntilAsync(() => world.Erp.Calls.Count == 1, "the call with the old credentials");
        await world.PutAsync(Sample.Erp, connection => connection with { UpdatedAt = world.Now }, reload: true);

        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(12));
    });

    [Fact]
    public void A_business_failure_holds_its_order_and_nothing_else() => World.Run(async world =>
    {
        world.Erp.Next(An.Book, An.Failure(FailureClass.Business));
        await world.AcceptAsync(An.Order("1"));
        await world.UntilHeldAsync("scripted", "1");
        await world.AcceptAsync(An.Order("2"));
        await world.UntilConfirmedAsync("2", atMost: TimeSpan.FromSeconds(2));

        Assert.Equal("tenant", (await world.StateAsync("1"))!.Hold!.Owner);
    });

    [Fact]
    public void The_update_that_removes_the_cause_releases_the_hold() => World.Run(async world =>
    {
        world.Erp.Next(An.Book, An.Failure(FailureClass.Business));
        await world.AcceptAsync(An.Order());
        await world.UntilHeldAsync("scripted");
        await world.AcceptAsync(An.Order(minute: 1, quantity: 7));
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(2));

        Assert.Equal([1, 2], world.CallsOf(An.Book).Select(call => call.Effect.Key.Revision));
    });

    [Fact]
    public void A_person_retries_what_is_held() => World.Run(async world =>
    {
        world.Erp.Next(An.Book, An.Failure(FailureClass.Business));
        await world.AcceptAsync(An.Order());
        await world.UntilHeldAsync("scripted");

        Assert.Equal(OrderAnswer.Done, await world.Order().Retry());
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(2));
        Assert.Equal(OrderAnswer.NothingToDo, await world.Order().Retry());
        Assert.Equal(OrderAnswer.NotFound, await world.Order("no-such-order").Retry());
    });

    [Fact]
    public void A_person_discards_what_is_held() => World.Run(async world =>
    {
        world.Erp.Next(An.Book, An.Failure(FailureClass.Business));
        await world.AcceptAsync(An.Order());
        await world.UntilHeldAsync("scripted");

        Assert.Equal(OrderAnswer.Done, await world.Order().Discard("A test of the shop."));
        var state = (await world.StateAsync())!;
        Assert.Equal((OrderStatus.Discarded, EffectStatus.Withdrawn), (state.Status, state.Effects[^1].Status));
    });

    [Fact]
    public void An_order_whose_channel_is_gone_can_still_be_discarded() => World.Run(async world =>
    {
        await world.AcceptAsync(An.Order() with { Total = 1m });
        await world.UntilHeldAsync(OrderHold.Invalid);
        await world.Store.Tenants.DeleteConnectionAsync(Sample.Channel, default);
        world.Node.Directory.Forget(Sample.Channel.Tenant);

        Assert.Equal(OrderAnswer.Done, await world.Order().Discard("The shop was closed."));
    });

    [Fact]
    public void An_unknown_failure_is_given_up_after_eight_attempts() => World.Run(async world =>
    {
        world.Erp.Next(An.Book, An.Failure(FailureClass.Poison), times: 8);
        await world.AcceptAsync(An.Order());
        await world.UntilStatusAsync(OrderSteps.Book, EffectStatus.Dead);

        Assert.Equal(8, world.CallsOf(An.Book).Count);
        Assert.Equal("platform", (await world.StateAsync())!.Hold!.Owner);
    });

    [Fact]
    public void The_tenants_policy_says_how_often_and_how_soon_an_order_is_tried_again_and_until_when() => World.Run(async world =>
    {
        await world.StatePolicyAsync("""{"attemptsMax": 3, "retryDelayMinSeconds": 60, "stallAfterSeconds": 7200, "holdDeadlineSeconds": 3600}""");
        world.Erp.Next(An.Book, An.Failure(FailureClass.Poison), times: 3);
        await world.AcceptAsync(An.Order());
        await world.UntilStatusAsync(OrderSteps.Book, EffectStatus.Planned);
        Assert.InRange(await world.UntilDeadlineAsync(), TimeSpan.FromSeconds(7_100), TimeSpan.FromSeconds(7_200));
        await world.UntilStatusAsync(OrderSteps.Book, EffectStatus.Dead);

        var calls = world.CallsOf(An.Book);
        Assert.Equal(3, calls.Count);
        // Never under a tenth of the bound; by default the whole first bound is 1 s.
        Assert.True(calls[1].At - calls[0].At >= TimeSpan.FromSeconds(6));
        Assert.InRange(await world.UntilDeadlineAsync(), TimeSpan.FromSeconds(3_500), TimeSpan.FromSeconds(3_600));
    });

    [Fact]
    public void What_waits_for_a_deleted_connection_is_held_until_it_is_there_again() => World.Run(async world =>
    {
        await world.PutAsync(Sample.Erp, connection => connection with { Status = Storage.Tenants.ConnectionStatus.Paused }, reload: true);
        await world.AcceptAsync(An.Order());
        await world.UntilStatusAsync(OrderSteps.Customer, EffectStatus.Planned);
        await world.Store.Tenants.DeleteConnectionAsync(Sample.Erp, default);
        await world.Connection().Reload();
        await world.UntilHeldAsync("connection_gone");
        Assert.Empty(world.Erp.Calls);

        await world.PutAsync(Sample.Erp, connection => connection with { Kind = ScriptedErp.Kind }, reload: true);
        await world.Order().Retry();
        await world.UntilConfirmedAsync();
    });

    [Fact]
    public void A_store_that_is_away_for_a_while_stops_no_owner_for_good() => World.Run(async world =>
    {
        var away = true;
        world.OnStore = call => Task.FromResult(away && call.Name is "Effects.Due" ? StoreFault.Unavailable : StoreFault.None);
        await world.AcceptAsync(An.Order());
        await world.PassAsync(TimeSpan.FromSeconds(3));
        Assert.Empty(world.Erp.Calls);
        away = false;

        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(5));
    });
}
