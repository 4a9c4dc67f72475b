using System.Net;
using System.Text.Json.Nodes;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Feeds;

namespace OdooGrains.Api.Tests.Connections;

public sealed class FeedTests
{
    private const string Erp = "/v1/tenants/acme/connections/erp";
    private static readonly FeedKey Deliveries = new(new(new("acme"), new("erp")), "deliveries");

    [Fact]
    public async Task The_status_shows_how_far_each_feed_was_read_and_why_not_further()
    {
        await using var server = await StartAsync();
        var feed = Feed(await server.CallAsync("GET", $"{Erp}/status"));
        Assert.Equal(("deliveries", 300.0, false, null), ((string)feed["name"]!, (double)feed["everySeconds"]!, (bool)feed["isLate"]!, feed["readAt"]));

        var store = server.Store.Feeds;
        await store.EnsureAsync(FeedProgress.Begin(Deliveries, server.Time.GetUtcNow(), TimeSpan.FromMinutes(5)), default);
        var read = (await store.FindAsync(Deliveries, default))!.Read("c1", server.Time.GetUtcNow(), TimeSpan.FromMinutes(5));
        Assert.True(await store.PutAsync(read.Failed(new(FailureClass.Transient, "down", "It is down."), server.Time.GetUtcNow()), default));
        server.Time.Advance(TimeSpan.FromMinutes(16));

        feed = Feed(await server.CallAsync("GET", $"{Erp}/status"));
        Assert.Equal((true, 1, "It is down."), ((bool)feed["isLate"]!, (int)feed["failures"]!, (string)feed["lastFailure"]!["message"]!));
        Assert.NotNull(feed["readAt"]);
    }

    [Fact]
    public async Task Late_feeds_are_stalls_of_the_platform_and_of_their_tenant_alone()
    {
        await using var server = await StartAsync();
        await server.Store.Feeds.EnsureAsync(FeedProgress.Begin(Deliveries, server.Time.GetUtcNow(), TimeSpan.FromMinutes(5)), default);
        await Acme.AddTenantAsync(server, "globex");
        Assert.Empty(Late(await server.CallAsync("GET", "/v1/stalls")));

        server.Time.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(["acme/erp/deliveries"], Late(await server.CallAsync("GET", "/v1/stalls")));
        Assert.Equal(["acme/erp/deliveries"], Late(await server.CallAsync("GET", "/v1/stalls", key: await Acme.KeyAsync(server))));
        Assert.Empty(Late(await server.CallAsync("GET", "/v1/stalls", key: await Acme.KeyAsync(server, "globex"))));
    }

    [Fact]
    public async Task A_connection_that_is_written_or_deleted_begins_or_ends_its_feeds()
    {
        await using var server = await StartAsync();
        server.Grains.Calls.Clear();
        await server.CallAsync("POST", $"{Erp}/pause");
        await server.CallAsync("POST", $"{Erp}/resume");
        Assert.Equal(["Reload acme/erp", "Ensure acme/erp/deliveries", "Reload acme/erp", "Ensure acme/erp/deliveries"], server.Grains.Calls);

        await server.CallAsync("DELETE", "/v1/tenants/acme/connections/shop");
        server.Grains.Calls.Clear();
        await server.CallAsync("DELETE", Erp);
        Assert.Equal(["Reload acme/erp", "Ensure acme/erp/deliveries"], server.Grains.Calls);
    }

    [Fact]
    public async Task A_feed_is_read_at_once_and_from_an_earlier_instant_where_asked_to()
    {
        await using var server = await StartAsync();
        await server.CallAsync("POST", $"{Erp}/feeds/deliveries/read");
        Assert.Equal("Hint acme/erp/deliveries", server.Grains.Calls[^1]);
        Assert.Null(await server.Store.Feeds.FindAsync(Deliveries, default));

        await server.CallAsync("POST", $"{Erp}/feeds/deliveries/read?since=2026-11-01T00:00:00Z");
        var progress = await server.Store.Feeds.FindAsync(Deliveries, default);
        Assert.Equal((null, new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero)), (progress!.Cursor, progress.Since));
    }

    [Theory]
    [InlineData($"{Erp}/feeds/payments/read", HttpStatusCode.NotFound, "not_found")]
    [InlineData("/v1/tenants/acme/connections/gone/feeds/deliveries/read", HttpStatusCode.NotFound, "not_found")]
    [InlineData($"{Erp}/feeds/deliveries/read?since=yesterday", HttpStatusCode.BadRequest, "bad_since")]
    [InlineData($"{Erp}/feeds/deliveries/read?since=2999-01-01T00:00:00Z", HttpStatusCode.BadRequest, "bad_since")]
    public async Task What_cannot_be_read_is_refused(string path, HttpStatusCode status, string code)
    {
        await using var server = await StartAsync();
        (await server.SendAsync("POST", path)).IsProblem(status, code);
    }

    private static async Task<TestServer> StartAsync()
    {
        var server = await Acme.StartAsync();
        server.Erp.Feeds = new FakeErp.OneFeed();
        return server;
    }

    private static JsonNode Feed(Answer status) => Assert.Single(status.Json["feeds"]!.AsArray())!;

    private static IEnumerable<string> Late(Answer stalls) => stalls.Json["feeds"]!.AsArray().Select(late => $"{late!["tenant"]}/{late["connection"]}/{late["feed"]}");
}
