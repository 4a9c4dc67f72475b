using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Feeds;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Feeds;
using OdooGrains.Storage.Tenants;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Conformance;

public abstract class FeedConformance : StoreConformance
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);
    private static readonly FeedKey Orders = new(Sample.Channel, "orders"), Refunds = new(Sample.Channel, "refunds");

    [Fact]
    public async Task A_feed_is_begun_once_and_moves_on_at_its_version_only()
    {
        await AddAsync();
        Assert.Null(await Store.Feeds.FindAsync(Orders, None));
        var begun = FeedProgress.Begin(Orders, Sample.Now, Every);
        await Store.Feeds.EnsureAsync(begun, None);
        await Store.Feeds.EnsureAsync(begun with { Since = Sample.Now.AddDays(1) }, None);
        var stored = (await Store.Feeds.FindAsync(Orders, None))!;
        Assert.Equal(begun with { Version = 1 }, stored);

        var read = stored.Read("cursor 'é'", Sample.Now.AddMinutes(5), Every);
        Assert.True(await Store.Feeds.PutAsync(read, None));
        Assert.False(await Store.Feeds.PutAsync(read with { Cursor = "late" }, None));
        Assert.Equal(read with { Version = 2 }, await Store.Feeds.FindAsync(Orders, None));
    }

    [Fact]
    public async Task Why_it_failed_is_kept_until_it_is_read()
    {
        await AddAsync();
        await Store.Feeds.EnsureAsync(FeedProgress.Begin(Orders, Sample.Now, Every), None);
        var stored = (await Store.Feeds.FindAsync(Orders, None))!;
        var failed = stored.Failed(new(FailureClass.Throttled, "throttled", "Too often.", TimeSpan.FromSeconds(9)), Sample.Now.AddMinutes(1));
        Assert.True(await Store.Feeds.PutAsync(failed, None));
        Assert.Equal(failed with { Version = 2 }, await Store.Feeds.FindAsync(Orders, None));

        Assert.True(await Store.Feeds.PutAsync(failed.Read("c1", Sample.Now.AddMinutes(2), Every) with { Version = 2 }, None));
        Assert.Equal((0, null, null), ((await Store.Feeds.FindAsync(Orders, None))!.Failures, (await Store.Feeds.FindAsync(Orders, None))!.LastFailure, (await Store.Feeds.FindAsync(Orders, None))!.LastFailureAt));
    }

    [Fact]
    public async Task The_feeds_of_a_connection_are_listed_by_name_and_go_with_it()
    {
        await AddAsync();
        await AddAsync("globex");
        FeedKey other = new(new(new("globex"), Sample.Channel.Connection), "orders");
        foreach (var key in new[] { Refunds, Orders, other })
        {
            await Store.Feeds.EnsureAsync(FeedProgress.Begin(key, Sample.Now, Every), None);
        }

        Assert.Equal([Orders, Refunds], (await Store.Feeds.ListAsync(Sample.Channel, None)).Select(feed => feed.Key));
        Assert.True(await Store.Tenants.DeleteConnectionAsync(Sample.Channel, None));
        Assert.Empty(await Store.Feeds.ListAsync(Sample.Channel, None));
        Assert.NotNull(await Store.Feeds.FindAsync(other, None));

        await Store.Feeds.EnsureAsync(FeedProgress.Begin(Orders, Sample.Now, Every), None);
        Assert.Null(await Store.Feeds.FindAsync(Orders, None));
    }

    [Fact]
    public async Task Late_feeds_of_active_connections_are_found_the_latest_first()
    {
        await AddAsync();
        await AddAsync("globex");
        await AddAsync("paused", connection: ConnectionStatus.Paused);
        await AddAsync("resting", TenantStatus.Paused);
        FeedKey Of(string tenant) => new(new(new(tenant), Sample.Channel.Connection), "orders");
        foreach (var (key, minutes) in new[] { (Orders, 3), (Of("globex"), 1), (Refunds, 90), (Of("paused"), 1), (Of("resting"), 1) })
        {
            await Store.Feeds.EnsureAsync(FeedProgress.Begin(key, Sample.Now, TimeSpan.FromMinutes(minutes)), None);
        }

        var now = Sample.Now.AddHours(1);
        Assert.Equal([Of("globex"), Orders], (await Store.Feeds.LateAsync(null, now, untoldOnly: false, 10, None)).Select(late => late.Key));
        Assert.Equal([Of("globex")], (await Store.Feeds.LateAsync(null, now, untoldOnly: false, 1, None)).Select(late => late.Key));
        Assert.Equal([new LateFeed(Orders, Sample.Now.AddMinutes(9), null)], await Store.Feeds.LateAsync(new("acme"), now, untoldOnly: false, 10, None));
        Assert.Empty(await Store.Feeds.LateAsync(null, Sample.Now.AddMinutes(3), untoldOnly: false, 10, None));
    }

    [Fact]
    public async Task A_late_feed_is_told_once_and_its_alert_knows_when_it_is_late()
    {
        await AddAsync();
        await Store.Feeds.EnsureAsync(FeedProgress.Begin(Orders, Sample.Now, Every), None);
        var now = Sample.Now.AddHours(1);
        var late = Assert.Single(await Store.Feeds.LateAsync(null, now, untoldOnly: true, 10, None));
        Assert.True(await Store.Alerts.RaiseAsync(new() { Id = Sample.Id(1), Key = late.Cause.Key, Since = late.Cause.Since, RaisedAt = now }, toPlatform: false, Sample.Now, None));

        Assert.Empty(await Store.Feeds.LateAsync(null, now, untoldOnly: true, 10, None));
        var open = Assert.Single(await Store.Alerts.OpenAsync(null, 10, None));
        Assert.Equal((AlertKind.Feed, "shop/orders", Sample.Now.AddMinutes(15)), (open.Alert.Key.Kind, open.Alert.Key.Subject, open.Subject.Deadline));

        var stored = await Store.Tenants.FindConnectionAsync(Sample.Channel, None);
        await Store.Tenants.PutConnectionAsync(stored! with { Status = ConnectionStatus.Paused }, stored.Version, None);
        Assert.Null(Assert.Single(await Store.Alerts.OpenAsync(null, 10, None)).Subject.Deadline);
    }

    [Fact]
    public async Task Feeds_that_nobody_began_are_found()
    {
        await AddAsync();
        await AddAsync("globex");
        await Store.Feeds.EnsureAsync(FeedProgress.Begin(Orders, Sample.Now, Every), None);
        FeedKey globex = new(new(new("globex"), Sample.Channel.Connection), "orders");

        (string, string, string?)[] feeds = [("shopify", "orders", null), ("shopify", "refunds", null), ("other", "events", null)];
        Assert.Equal([Refunds, globex, globex with { Name = "refunds" }], await Store.Feeds.MissingAsync(feeds, 10, None));
        Assert.Equal([Refunds], await Store.Feeds.MissingAsync(feeds, 1, None));
        Assert.Empty(await Store.Feeds.MissingAsync([], 10, None));
    }

    [Fact]
    public async Task A_feed_that_a_setting_switches_on_is_missing_only_where_it_does_and_is_forgotten_when_it_is_off()
    {
        await AddAsync();
        (string, string, string?)[] feeds = [("shopify", "stock", "stock")];
        Assert.Empty(await Store.Feeds.MissingAsync(feeds, 10, None));

        var stored = await Store.Tenants.FindConnectionAsync(Sample.Channel, None);
        Assert.NotNull(await Store.Tenants.PutConnectionAsync(stored! with { Settings = new() { ["stock"] = true } }, stored.Version, None));
        FeedKey stock = new(Sample.Channel, "stock");
        Assert.Equal([stock], await Store.Feeds.MissingAsync(feeds, 10, None));

        await Store.Feeds.EnsureAsync(FeedProgress.Begin(stock, Sample.Now, Every), None);
        Assert.Empty(await Store.Feeds.MissingAsync(feeds, 10, None));
        await Store.Feeds.RemoveAsync(stock, None);
        Assert.Null(await Store.Feeds.FindAsync(stock, None));
    }

    [Fact]
    public async Task They_are_erased_with_their_tenant()
    {
        await AddAsync(status: TenantStatus.Draining);
        await Store.Feeds.EnsureAsync(FeedProgress.Begin(Orders, Sample.Now, Every), None);
        Assert.True(await Store.Tenants.EraseAsync(new("acme"), 100, Sample.Now, None));

        Assert.Null(await Store.Feeds.FindAsync(Orders, None));
    }

    private async Task AddAsync(string tenant = "acme", TenantStatus status = TenantStatus.Active, ConnectionStatus connection = ConnectionStatus.Active)
    {
        Assert.True(await Store.Tenants.CreateTenantAsync(Sample.Tenant(tenant) with { Status = status }, None));
        Assert.NotNull(await Store.Tenants.PutConnectionAsync(Sample.Connection(new(new(tenant), Sample.Channel.Connection)) with { Kind = "shopify", Status = connection }, 0, None));
    }
}
