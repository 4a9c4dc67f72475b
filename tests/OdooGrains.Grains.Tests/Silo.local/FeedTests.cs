using OdooGrains.Contracts.Feeds;
using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Feeds;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.Storage.Tenants;
using OdooGrains.TestKit.Builders;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Grains.Tests;

/// <summary>What no webhook told is read, through the connection's budget, and taken in as a webhook is.</summary>
public sealed class FeedTests
{
    private static readonly FeedKey Orders = new(Sample.Channel, ListedShop.Orders);
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    [Fact]
    public void A_feed_is_read_each_period_and_brings_what_no_webhook_told() => World.Run(async world =>
    {
        await BeginAsync(world);
        world.Listed.Put(An.Order("1"));
        await world.UntilConfirmedAsync("1", atMost: Every + TimeSpan.FromSeconds(10));
        world.Listed.Put(An.Order("2", minute: 1));
        await world.UntilConfirmedAsync("2", atMost: Every + TimeSpan.FromSeconds(10));

        Assert.All(world.Listed.Reads.Zip(world.Listed.Reads.Skip(1)), pair => Assert.InRange(pair.Second.At - pair.First.At, Every - TimeSpan.FromSeconds(1), Every + TimeSpan.FromSeconds(1)));
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void A_hint_reads_it_at_once_and_its_pages_follow_each_other() => World.Run(async world =>
    {
        await BeginAsync(world);
        foreach (var id in Enumerable.Range(1, 25))
        {
            world.Listed.Put(An.Order($"{id}"));
        }

        await Grain(world).Hint();
        await world.UntilAsync(() => world.Listed.Reads.Count == 3, "three pages", TimeSpan.FromSeconds(10));
        await world.UntilConfirmedAsync("9", atMost: TimeSpan.FromSeconds(30));
        Assert.Equal(25, world.Store.StoredEvents.Count);
    });

    [Fact]
    public void A_kill_between_the_events_and_the_cursor_reads_the_page_again_and_takes_nothing_twice() => World.Run(async world =>
    {
        await BeginAsync(world);
        world.Listed.Put(An.Order("1"));
        world.OnStore = call => Task.FromResult(call.Name is "Feeds.Put" ? StoreFault.Unavailable : StoreFault.None);
        await Grain(world).Hint();
        await world.UntilAsync(() => world.Store.StoredEvents.Count == 1, "the event");
        world.OnStore = null;
        await world.RestartAsync();
        world.Node.StartSweep();
        Assert.Null((await ProgressAsync(world)).Cursor);

        await world.UntilAsync(async () => (await ProgressAsync(world)).Cursor is not null, "the page again", Every + TimeSpan.FromSeconds(10));
        await world.UntilConfirmedAsync("1");
        Assert.Equal(world.Listed.Reads[0].Cursor, world.Listed.Reads[1].Cursor);
        Assert.Single(world.Store.StoredEvents);
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void A_failed_page_is_tried_again_with_backoff_and_a_late_feed_is_told() => World.Run(async world =>
    {
        await BeginAsync(world);
        world.Node.StartSweep();
        await world.UntilAsync(() => world.Listed.Reads.Count == 1, "the first page", Every + TimeSpan.FromSeconds(10));
        world.Listed.Next(ListedShop.Failure(FailureClass.Business), times: 1_000);
        await world.PassAsync(Every * FeedProgress.LateAfterPeriods);
        var failing = await ProgressAsync(world);
        Assert.InRange(failing.Failures, 4, 40);
        Assert.Equal("Scripted: Business.", failing.LastFailure!.Message);
        Assert.Empty(await AlertsAsync(world));

        await world.UntilAsync(async () => (await AlertsAsync(world)).Count == 1, "the alert", TimeSpan.FromMinutes(6));
        Assert.Equal([(AlertKind.Feed, "shop/orders")], (await AlertsAsync(world)).Select(alert => (alert.Kind, alert.Subject)));
        world.Listed.Forget();
        await world.UntilAsync(async () => (await AlertsAsync(world)).Count == 0, "its end", TimeSpan.FromMinutes(20));
    }, seeds: 1);

    [Fact]
    public void Pages_stay_within_the_budget_of_their_connection() => World.Run(async world =>
    {
        await world.StatePolicyAsync("""{"callsPerSecond": 0.5, "callsBurst": 2}""");
        await BeginAsync(world);
        world.Listed.PageMax = 1;
        foreach (var id in Enumerable.Range(1, 20))
        {
            world.Listed.Put(An.Order($"{id}"));
        }

        await Grain(world).Hint();
        await world.UntilAsync(() => world.Listed.Reads.Count >= 20, "all pages", TimeSpan.FromMinutes(5));
        var at = world.Listed.Reads.ConvertAll(read => read.At);
        foreach (var first in Enumerable.Range(0, at.Count))
        {
            foreach (var last in Enumerable.Range(first, at.Count - first))
            {
                Assert.True(last - first + 1 <= 2 + (0.5 * (at[last] - at[first]).TotalSeconds) + 1e-6, $"{last - first + 1} pages within {at[last] - at[first]}.");
            }
        }
    });

    [Fact]
    public void Pages_follow_each_other_no_faster_than_the_tenant_may_send() => World.Run(async world =>
    {
        await world.StatePolicyAsync("""{"ordersPerSecond": 1}""");
        await BeginAsync(world);
        foreach (var id in Enumerable.Range(1, 30))
        {
            world.Listed.Put(An.Order($"{id}"));
        }

        await Grain(world).Hint();
        await world.UntilAsync(() => world.Listed.Reads.Count >= 3, "all pages", TimeSpan.FromMinutes(2));
        Assert.All(world.Listed.Reads.Zip(world.Listed.Reads.Skip(1)), pair => Assert.InRange(pair.Second.At - pair.First.At, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(11)));
    });

    [Fact]
    public void A_paused_connection_is_not_read_until_it_goes_on() => World.Run(async world =>
    {
        await BeginAsync(world);
        await world.PutAsync(Sample.Channel, connection => connection with { Status = ConnectionStatus.Paused }, reload: true);
        world.Listed.Put(An.Order("1"));
        await world.PassAsync(Every * 3);
        Assert.Empty(world.Listed.Reads);

        await world.PutAsync(Sample.Channel, connection => connection with { Status = ConnectionStatus.Active }, reload: true);
        await world.UntilConfirmedAsync("1", atMost: TimeSpan.FromSeconds(10));
    });

    [Fact]
    public void Refused_credentials_pause_the_connection() => World.Run(async world =>
    {
        await BeginAsync(world);
        world.Listed.Next(ListedShop.Failure(FailureClass.Auth), times: 100);
        await Grain(world).Hint();
        await world.UntilAsync(async () => (await world.Store.Tenants.FindConnectionAsync(Sample.Channel, default))!.Status is ConnectionStatus.AuthFailed, "the pause");
        await world.PassAsync(Every * 3);
        Assert.Single(world.Listed.Reads);
    });

    [Fact]
    public void A_channel_that_fails_is_left_alone_by_its_breaker() => World.Run(async world =>
    {
        await BeginAsync(world);
        world.Listed.Next(ListedShop.Failure(FailureClass.Transient), times: 10_000);
        await Grain(world).Hint();
        await world.UntilAsync(async () => (await world.Connection(Sample.Channel).Status()).Breaker == "open", "the open breaker", TimeSpan.FromMinutes(30));
        world.Listed.Forget();
        world.Listed.Put(An.Order("1"));
        await world.UntilConfirmedAsync("1", atMost: TimeSpan.FromMinutes(20));
    }, seeds: 1);

    [Fact]
    public void The_sweep_begins_a_feed_that_nobody_began() => World.Run(async world =>
    {
        await AddAsync(world);
        world.Node.StartSweep();
        await world.UntilAsync(() => world.Listed.Reads.Count == 1, "the first page", TimeSpan.FromMinutes(2));
        await world.UntilAsync(() => world.Listed.Reads.Count == 2, "its period", Every + TimeSpan.FromSeconds(10));
    });

    [Fact]
    public void A_reminder_that_was_lost_is_set_again_when_the_feed_is_late() => World.Run(async world =>
    {
        await BeginAsync(world);
        var reminder = Assert.Single(await RemindersAsync(world));
        await world.Reminders.RemoveAsync(reminder.Grain, reminder.Name, reminder.ETag);
        await world.RestartAsync();
        world.Node.StartSweep();
        await world.PassAsync(Every * 2);
        Assert.Empty(world.Listed.Reads);

        await world.UntilAsync(() => world.Listed.Reads.Count == 2, "a page by the sweep and one by its reminder", Every * 3);
        Assert.Single(await RemindersAsync(world));
    });

    [Fact]
    public void The_reminder_ends_with_the_connection() => World.Run(async world =>
    {
        await BeginAsync(world);
        Assert.True(await world.Store.Tenants.DeleteConnectionAsync(Sample.Channel, default));
        await Grain(world).Ensure();
        Assert.Empty(await RemindersAsync(world));
    });

    [Fact]
    public void A_connection_that_went_away_ends_its_reminder_at_the_next_tick() => World.Run(async world =>
    {
        await BeginAsync(world);
        Assert.True(await world.Store.Tenants.DeleteConnectionAsync(Sample.Channel, default));
        await world.PassAsync(Every * 2);
        Assert.Empty(await RemindersAsync(world));
        Assert.Empty(world.Listed.Reads);
    });

    [Fact]
    public void Effects_and_pages_of_one_connection_take_turns() => World.Run(async world =>
    {
        await world.PutAsync(Sample.Erp, connection => connection with { Settings = new() { ["concurrency"] = 1 } });
        world.Erp.Feeds = world.Listed;
        world.Listed.PageMax = 1;
        world.Listed.Latency = world.Erp.Latency;
        await world.PutAsync(Sample.Channel, connection => connection with { Kind = FakeShop.Kind });
        foreach (var id in Enumerable.Range(1, 10))
        {
            world.Listed.Put(An.Order($"{id}"));
            await world.AcceptAsync(An.Order($"{100 + id}"));
        }

        await world.Node.Silo.GetGrain<IFeedGrain>(new FeedKey(Sample.Erp, ListedShop.Orders).ToString()).Ensure();
        await world.Node.Silo.GetGrain<IFeedGrain>(new FeedKey(Sample.Erp, ListedShop.Orders).ToString()).Hint();
        await world.UntilAsync(() => world.Listed.Reads.Count >= 10, "all pages", TimeSpan.FromMinutes(2));
        Assert.All(world.Listed.Reads.Zip(world.Listed.Reads.Skip(1)), pair =>
            Assert.True(world.Erp.Calls.Count(call => call.At > pair.First.At && call.At < pair.Second.At) <= 1, "More than one call between two pages."));
        Assert.InRange(world.Erp.Calls.Count(call => call.At < world.Listed.Reads[9].At), 8, 11);
    }, seeds: 1);

    private static IFeedGrain Grain(World world) => world.Node.Silo.GetGrain<IFeedGrain>(Orders.ToString());

    private static Task AddAsync(World world) => world.PutAsync(Sample.Channel, connection => connection with { Kind = ListedShop.Kind });

    private static async Task BeginAsync(World world)
    {
        await AddAsync(world);
        world.Node.Directory.Forget(new TenantId("acme"));
        await Grain(world).Ensure();
    }

    private static async Task<IReadOnlyList<ReminderRow>> RemindersAsync(World world)
        => [.. (await world.Reminders.ReadAllAsync()).Where(reminder => reminder.Grain.ToString().Contains(ListedShop.Orders, StringComparison.Ordinal) && reminder.Name == "read")];

    private static async Task<FeedProgress> ProgressAsync(World world) => (await world.Store.Feeds.FindAsync(Orders, default))!;

    private static async Task<IReadOnlyList<AlertKey>> AlertsAsync(World world) => [.. (await world.Store.Alerts.OpenAsync(null, 10, default)).Select(open => open.Alert.Key)];
}
