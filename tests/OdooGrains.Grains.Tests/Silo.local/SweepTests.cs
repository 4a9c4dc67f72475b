using OdooGrains.Domain.Effects;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.Storage.Tenants;
using OdooGrains.TestKit.Builders;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Grains.Tests;

/// <summary>The truth is in the store: every hint may be lost.</summary>
public sealed class SweepTests
{
    [Fact]
    public void An_event_whose_hint_was_dropped_is_folded_within_seconds() => World.Run(async world =>
    {
        world.Node.StartSweep();
        await world.AcceptAsync(An.Order(), isHinted: false);
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(6));
    });

    [Fact]
    public void An_order_comes_through_although_every_hint_to_its_connection_was_dropped_once() => World.Run(async world =>
    {
        var hints = 0;
        world.Faults.On = (_, method) => method is "IConnectionGrain.Hint" && ++hints % 2 == 1 ? new CallFault.Fail() : null;
        world.Node.StartSweep();
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(40));

        world.NothingIsDoneTwice();
    });

    [Fact]
    public void More_events_than_hints_fit_in_memory_are_folded_all_the_same() => World.Run(
        async world =>
        {
            world.Node.StartSweep();
            foreach (var id in Enumerable.Range(1, 80))
            {
                await world.AcceptAsync(An.Order($"{id}"));
            }

            await world.UntilAsync(() => world.CallsOf(An.Confirm).Count == 80, "all orders");
            world.NothingIsDoneTwice();
        },
        limits: new() { FoldHintsMax = 16, FoldsInFlight = 2, SweepRowsMax = 10 },
        seeds: 1);

    [Fact]
    public void The_sweep_gets_past_rows_that_stay_due_and_comes_round_to_them_again() => World.Run(
        async world =>
        {
            var woken = Woken(world);
            await world.PutAsync(Sample.Erp, connection => connection with { Status = ConnectionStatus.Paused });
            foreach (var id in Enumerable.Range(1, 25))
            {
                await world.AcceptAsync(An.Order($"{id}"));
            }

            await world.PassAsync(TimeSpan.FromSeconds(10));

            // The first three rounds get past all; the last of them has room, and begins again.
            for (var round = 0; round < 5; round++)
            {
                await world.Node.Sweeper.RoundAsync(default);
                await world.PassAsync(TimeSpan.FromSeconds(1));
            }

            Assert.Equal(25, woken.Distinct().Count());
            Assert.All(woken.CountBy(key => key), pair => Assert.Equal(2, pair.Value));
        },
        limits: new() { SweepRowsMax = 10, WakesAgainMax = 10, WakeAgainAfter = TimeSpan.Zero });

    [Fact]
    public void What_stands_still_is_woken_again_at_a_bounded_rate_and_hides_nothing_that_comes_due() => World.Run(
        async world =>
        {
            var woken = Woken(world);
            await world.PutAsync(Sample.Erp, connection => connection with { Status = ConnectionStatus.Paused });
            foreach (var id in Enumerable.Range(1, 60))
            {
                await world.AcceptAsync(An.Order($"{id}"));
            }

            await world.PassAsync(world.Limits.WakeAgainAfter);
            await RoundsAsync(1);
            Assert.Equal(60, woken.Distinct().Count());

            woken.Clear();
            await RoundsAsync(30);
            Assert.Equal(6 * world.Limits.WakesAgainMax, woken.Count);
            Assert.All(woken.CountBy(key => key), pair => Assert.Equal(1, pair.Value));

            woken.Clear();
            await world.AcceptAsync(An.Order("61"));
            await RoundsAsync(5);
            Assert.Contains(woken, key => key.EndsWith("/61", StringComparison.Ordinal));

            async Task RoundsAsync(int count)
            {
                for (var round = 0; round < count; round++)
                {
                    await world.PassAsync(world.Limits.SweepPeriod);
                    await world.Node.Sweeper.RoundAsync(default);
                }
            }
        },
        limits: new() { SweepRowsMax = 100, WakesAgainMax = 7 });

    [Fact]
    public void A_tenant_with_one_due_order_is_seen_in_the_first_round_behind_anothers_backlog() => World.Run(
        async world =>
        {
            await world.AddTenantAsync("quiet");
            foreach (var tenant in new[] { "acme", "quiet" })
            {
                await world.PutAsync(new(new(tenant), Sample.Erp.Connection), connection => connection with { Status = ConnectionStatus.Paused });
            }

            foreach (var id in Enumerable.Range(1, 40))
            {
                await world.AcceptAsync(An.Order($"{id}"));
            }

            await world.AcceptAsync(An.Order("1"), "quiet");
            await world.PassAsync(TimeSpan.FromSeconds(10));
            var isSeen = false;
            world.Faults.On = (grain, method) =>
            {
                isSeen |= method is "IOrderGrain.Wake" && grain.Key.StartsWith("quiet", StringComparison.Ordinal);
                return null;
            };
            await world.Node.Sweeper.RoundAsync(default);
            Assert.True(isSeen);
        },
        limits: new() { SweepRowsMax = 10 });

    [Fact]
    public void A_round_that_fails_or_is_cancelled_by_the_store_does_not_end_the_sweep() => World.Run(async world =>
    {
        var failures = 0;
        world.OnStore = call => call.Name is not "Sweep.DueDocuments" || ++failures > 4
            ? Task.FromResult(StoreFault.None)
            : failures % 2 == 0 ? Task.FromResult(StoreFault.Unavailable) : throw new OperationCanceledException("The query was cancelled by the store.");
        world.Node.StartSweep();
        await world.AcceptAsync(An.Order(), isHinted: false);
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(20));

        Assert.True(failures > 4);
        Assert.NotNull(world.Node.Sweeper.LastRoundAt);
    });

    [Fact]
    public void Orders_that_are_slow_to_wake_are_not_woken_again_and_again() => World.Run(
        async world =>
        {
            await world.PutAsync(Sample.Erp, connection => connection with { Status = ConnectionStatus.Paused });
            foreach (var id in Enumerable.Range(1, 25))
            {
                await world.AcceptAsync(An.Order($"{id}"));
            }

            // A process that has folded none of them must read them.
            await world.PassAsync(TimeSpan.FromSeconds(10));
            await world.RestartAsync();
            var (loads, release) = (0, new TaskCompletionSource());
            world.OnStore = async call =>
            {
                if (call.Name is "Documents.Load")
                {
                    loads++;
                    await release.Task;
                }

                return StoreFault.None;
            };
            for (var round = 0; round < 10; round++)
            {
                await world.Node.Sweeper.RoundAsync(default);
            }

            await world.PassAsync(TimeSpan.FromSeconds(1));
            Assert.Equal(10, loads);
            release.SetResult();
            await world.PassAsync(TimeSpan.FromSeconds(1));
            await world.Node.Sweeper.RoundAsync(default);
            await world.PassAsync(TimeSpan.FromSeconds(1));
            Assert.Equal(20, loads);
        },
        limits: new() { SweepRowsMax = 10, WakeAgainAfter = TimeSpan.Zero });

    [Fact]
    public void A_backlog_is_woken_without_a_read_first_and_again_only_after_a_while() => World.Run(async world =>
    {
        await world.PutAsync(Sample.Erp, connection => connection with { Status = ConnectionStatus.Paused });
        for (var id = 1; id <= 25; id++)
        {
            await world.AcceptAsync(An.Order($"{id}"));
        }

        await world.PassAsync(TimeSpan.FromSeconds(5));
        var loads = 0;
        world.OnStore = call =>
        {
            loads += call.Name is "Documents.Load" ? 1 : 0;
            return Task.FromResult(StoreFault.None);
        };
        await RoundsAsync(5);
        Assert.Equal(0, loads);

        await world.PassAsync(world.Limits.WakeAgainAfter);
        await RoundsAsync(5);
        Assert.Equal(25, loads);

        async Task RoundsAsync(int count)
        {
            for (var round = 0; round < count; round++)
            {
                await world.Node.Sweeper.RoundAsync(default);
            }

            await world.PassAsync(TimeSpan.FromSeconds(1));
        }
    });


    [Fact]
    public void A_lost_outcome_is_no_reason_to_wait_for_another_call_of_the_connection() => World.Run(async world =>
    {
        var isLost = false;
        world.Faults.On = (_, method) => method is "IOrderGrain.Apply" && !isLost && (isLost = true) ? new CallFault.Fail() : null;
        await world.AcceptAsync(An.Order("1"));
        await world.UntilAsync(() => isLost, "the lost outcome");
        await world.PassAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(0, (await world.Connection().Status()).InFlight);
        Assert.Equal(EffectStatus.Sent, (await world.EffectAsync("customer", "1"))!.Status);
        await world.AcceptAsync(An.Order("2"));
        await world.UntilConfirmedAsync("2", atMost: TimeSpan.FromSeconds(2));
    });

    // The orders that the sweep wakes from now on, in turn.
    private static List<string> Woken(World world)
    {
        List<string> woken = [];
        world.Faults.On = (grain, method) =>
        {
            if (method is "IOrderGrain.Wake")
            {
                woken.Add(grain.Key);
            }

            return null;
        };
        return woken;
    }
}
