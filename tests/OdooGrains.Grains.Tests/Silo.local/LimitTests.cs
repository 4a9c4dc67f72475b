using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.Storage.Tenants;
using OdooGrains.TestKit.Builders;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Grains.Tests;

/// <summary>Bounds that hold, and work that goes on within them.</summary>
public sealed class LimitTests
{
    [Fact]
    public void A_backlog_larger_than_the_window_drains_in_due_order_without_the_sweep() => World.Run(
        async world =>
        {
            await world.SetTenantAsync("acme", TenantStatus.Paused);
            foreach (var id in Enumerable.Range(1, 60))
            {
                await world.AcceptAsync(An.Order($"{id}"));
                await world.UntilAsync(async () => await world.StateAsync($"{id}") is not null, $"order {id}");
            }

            await world.SetTenantAsync("acme", TenantStatus.Active);
            await world.UntilConfirmedAsync("60", atMost: TimeSpan.FromSeconds(60));
            await world.UntilAsync(() => world.CallsOf(An.Confirm).Count == 60, "the last one", TimeSpan.FromSeconds(10));

            var customers = world.CallsOf(An.Customer).Select(call => int.Parse(call.Order, System.Globalization.CultureInfo.InvariantCulture)).ToList();
            Assert.All(customers.Index(), pair => Assert.InRange(pair.Item, pair.Index, pair.Index + 2));
            world.NothingIsDoneTwice();
        },
        limits: new() { ConnectionWindowMax = 8 });

    [Fact]
    public void A_backlog_is_read_by_the_page_and_not_with_each_call() => World.Run(
        async world =>
        {
            var reads = 0;
            await world.SetTenantAsync("acme", TenantStatus.Paused);
            foreach (var id in Enumerable.Range(1, 60))
            {
                await world.AcceptAsync(An.Order($"{id}"));
                await world.UntilAsync(async () => await world.StateAsync($"{id}") is not null, $"order {id}");
            }

            world.OnStore = call =>
            {
                reads += call.Name is "Effects.Due" ? 1 : 0;
                return Task.FromResult(StoreFault.None);
            };
            await world.SetTenantAsync("acme", TenantStatus.Active);
            await world.UntilAsync(() => world.CallsOf(An.Confirm).Count == 60, "the last one", TimeSpan.FromSeconds(60));

            // Each page brings half a window at least, and its end is read once more.
            Assert.InRange(reads, 1, (world.Erp.Calls.Count / 4) + 5);
        },
        limits: new() { ConnectionWindowMax = 8 });

    [Fact]
    public void Effects_that_wait_for_their_time_keep_nothing_that_is_due_out() => World.Run(
        async world =>
        {
            world.Node.StartSweep();
            world.Erp.Next(An.Customer, effect => Task.FromResult(effect.Key.Document.Id == "21" ? world.Erp.Do(effect) : An.Failure(FailureClass.Poison)), times: 10_000);
            foreach (var id in Enumerable.Range(1, 20))
            {
                await world.AcceptAsync(An.Order($"{id}"));
            }

            await world.UntilAsync(() => world.Erp.Calls.Count >= 120, "long backoffs");
            await world.AcceptAsync(An.Order("21"));
            await world.UntilConfirmedAsync("21", atMost: TimeSpan.FromSeconds(5));
        },
        limits: new() { ConnectionWindowMax = 8 },
        seeds: 1);

    [Fact]
    public void Effects_of_one_customer_never_run_at_once() => World.Run(async world =>
    {
        await world.AddTenantAsync("busy", concurrency: 8);
        foreach (var id in Enumerable.Range(1, 12))
        {
            await world.AcceptAsync(An.Order($"{id}", email: "ada@example.com"), "busy");
        }

        await world.UntilAsync(() => world.CallsOf(An.Confirm).Count == 12, "all orders");
        Assert.Equal((1, 1), (world.Erp.Most.HotKey, world.Erp.Most.Connection));
    });

    [Theory]
    [InlineData(null, 2, 8)]
    [InlineData(5, 5, 5)]
    [InlineData(0, 1, 1)]
    public void A_connection_makes_no_more_calls_at_once_than_it_may(int? setting, int least, int most) => World.Run(async world =>
    {
        await world.AddTenantAsync("busy", setting);
        foreach (var id in Enumerable.Range(1, 20))
        {
            await world.AcceptAsync(An.Order($"{id}"), "busy");
        }

        await world.UntilAsync(() => world.CallsOf(An.Confirm).Count == 20, "all orders");
        await world.PassAsync(TimeSpan.FromSeconds(1));
        Assert.InRange(world.Erp.Most.Connection, least, most);
        Assert.Equal(0, (await world.Connection(new(new("busy"), new("odoo"))).Status()).InFlight);
    });

    [Fact]
    public void The_process_makes_no_more_calls_at_once_than_it_may_and_shares_them_fairly() => World.Run(
        async world =>
        {
            string[] tenants = ["one", "two", "three", "four"];
            foreach (var tenant in tenants)
            {
                await world.AddTenantAsync(tenant, concurrency: tenant == "one" ? 50 : 2);
            }

            foreach (var id in Enumerable.Range(1, 50))
            {
                await world.AcceptAsync(An.Order($"{id}"), "one");
            }

            await world.UntilAsync(() => world.Erp.Calls.Count >= 3, "the busy tenant's calls");
            var before = world.Erp.Calls.Count;
            foreach (var tenant in tenants[1..])
            {
                await world.AcceptAsync(An.Order("1"), tenant);
            }

            await world.UntilAsync(() => tenants[1..].All(tenant => world.Erp.Calls.Any(call => call.Connection.Tenant.Value == tenant)), "a call of each tenant");
            Assert.Equal(3, world.Erp.Most.All);
            Assert.True(world.Erp.Calls.Count - before <= 15, $"{world.Erp.Calls.Count - before} calls left before each tenant had its first");

            await world.UntilAsync(() => world.CallsOf(An.Confirm).Count == 53, "all orders");
            await world.PassAsync(TimeSpan.FromSeconds(1));
            Assert.Equal((3, 0), (world.Erp.Most.All, world.Node.Sender.InFlight));
        },
        limits: new() { OutboundCallsMax = 3 });

    [Fact]
    public void While_a_call_is_out_the_next_one_is_marked_so_that_no_place_stands_empty() => World.Run(
        async world =>
        {
            world.OnStore = async call =>
            {
                if (call.Name is "Effects.MarkSent")
                {
                    await world.PassAsync(world.Erp.Latency / 2);
                }

                return StoreFault.None;
            };
            string[] tenants = [.. Enumerable.Range(1, 8).Select(number => $"tenant-{number}")];
            foreach (var tenant in tenants)
            {
                await world.AddTenantAsync(tenant);
                await world.AcceptAsync(An.Order(), tenant);
            }

            await world.UntilAsync(() => world.CallsOf(An.Confirm).Count == tenants.Length, "all orders");
            var lasted = world.Erp.Calls[^1].At - world.Erp.Calls[0].At;
            Assert.Equal((1, 24), (world.Erp.Most.All, world.Erp.Calls.Count));
            Assert.InRange(lasted, world.Erp.Latency * 23, world.Erp.Latency * 24);
        },
        limits: new() { OutboundCallsMax = 1 });

    [Fact]
    public void Who_waits_longer_for_a_place_than_a_mark_is_good_for_keeps_the_turn_and_has_not_failed() => World.Run(
        async world =>
        {
            world.Erp.Latency = TimeSpan.FromSeconds(5);
            string[] tenants = ["one", "two", "three"];
            foreach (var tenant in tenants)
            {
                await world.AddTenantAsync(tenant);
                await world.AcceptAsync(An.Order("1"), tenant);
                await world.AcceptAsync(An.Order("2"), tenant);
            }

            await world.UntilAsync(() => world.CallsOf(An.Confirm).Count == 6, "all orders");
            await world.PassAsync(TimeSpan.FromSeconds(6));
            foreach (var tenant in tenants)
            {
                var effects = (await world.StateAsync("1", tenant))!.Effects.Concat((await world.StateAsync("2", tenant))!.Effects).ToList();
                Assert.All(effects, effect => Assert.Equal((EffectStatus.Confirmed, 0, null), (effect.Status, effect.Failures, effect.LastFailure)));
            }

            // Five seconds each, and no call of a tenant while another waits for its own.
            var calls = world.Erp.Calls;
            Assert.InRange(calls[^1].At - calls[0].At, TimeSpan.FromSeconds(85), TimeSpan.FromSeconds(85.5));
            Assert.All(calls.Take(15).Zip(calls.Skip(1)), pair => Assert.NotEqual(pair.First.Connection, pair.Second.Connection));
            Assert.All(calls, call => Assert.True(call.At - call.Effect.SentAt < world.Limits.MarkAgeMax));
            Assert.Contains(calls, call => call.Effect.Attempts == 2);
            world.NothingIsDoneTwice();
        },
        limits: new() { OutboundCallsMax = 1 });

    [Fact]
    public void No_more_folds_run_at_once_than_may() => World.Run(
        async world =>
        {
            var (running, most) = (0, 0);
            world.Faults.On = (_, method) =>
            {
                most = method is "IOrderGrain.Fold" ? Math.Max(most, ++running) : most;
                return null;
            };
            world.OnStore = async call =>
            {
                if (call.Name is "Documents.Commit")
                {
                    await world.PassAsync(TimeSpan.FromMilliseconds(20));
                    running--;
                }

                return StoreFault.None;
            };
            await world.PutAsync(Sample.Erp, connection => connection with { Status = ConnectionStatus.Paused });
            foreach (var id in Enumerable.Range(1, 40))
            {
                await world.AcceptAsync(An.Order($"{id}"));
            }

            await world.UntilAsync(async () => await world.StateAsync("40") is not null, "the last fold");
            Assert.Equal(4, most);
        },
        limits: new() { FoldsInFlight = 4 });

    [Fact]
    public void A_large_body_is_read_from_the_store_and_not_kept_with_its_hint() => World.Run(
        async world =>
        {
            var reads = 0;
            world.OnStore = call =>
            {
                reads += call.Name is "Inbox.Open" ? 1 : 0;
                return Task.FromResult(StoreFault.None);
            };
            await world.AcceptAsync(An.Order("small"));
            await world.UntilConfirmedAsync("small");
            Assert.Equal(0, reads);

            await world.AcceptAsync(An.Order("large") with { Note = new string('x', 40_000) });
            await world.UntilConfirmedAsync("large");
            Assert.Equal(1, reads);
        });
}
