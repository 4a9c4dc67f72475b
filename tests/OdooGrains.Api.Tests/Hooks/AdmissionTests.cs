using System.Net;
using System.Text.Json.Nodes;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.Api.Tests.Hooks;

/// <summary>Admission as a shop sees it, on a running server.</summary>
public sealed class AdmissionTests
{
    private const string Catalog = "products/update";

    [Fact]
    public async Task A_tenant_that_sends_too_much_gets_429_with_when_to_come_again_and_another_tenant_does_not()
    {
        await using var server = await Acme.StartAsync();
        await Acme.AddTenantAsync(server, "quiet");
        await StateAsync(server, ("ordersBurst", 2), ("ordersPerSecond", 1));
        await AcceptAsync(server, 1, 2);

        var refused = await HookAsync(server, 3);

        refused.IsProblem(HttpStatusCode.TooManyRequests, "too_many_events");
        Assert.Equal("1", refused.Headers["Retry-After"]);
        Assert.Equal("\"orders\";q=2;w=2", refused.Headers["RateLimit-Policy"]);
        Assert.Equal("\"orders\";r=0;t=1", refused.Headers["RateLimit"]);
        Assert.Equal(HttpStatusCode.Accepted, (await Acme.HookAsync(server, Acme.Order(), path: "/v1/hooks/quiet/shop")).Status);
        server.Time.Advance(TimeSpan.FromSeconds(1));
        await AcceptAsync(server, 3);
    }

    [Fact]
    public async Task A_lower_quota_holds_from_the_next_event_on_and_a_higher_one_too()
    {
        await using var server = await Acme.StartAsync();
        await AcceptAsync(server, 1, 2, 3);

        await StateAsync(server, ("ordersBurst", 1), ("ordersPerSecond", 0.01));
        await AcceptAsync(server, 4);
        (await HookAsync(server, 5)).IsProblem(HttpStatusCode.TooManyRequests, "too_many_events");

        await StateAsync(server);
        server.Time.Advance(TimeSpan.FromSeconds(1));
        await AcceptAsync(server, 5, 6, 7);
    }

    [Fact]
    public async Task A_catalog_storm_cannot_make_an_order_be_refused()
    {
        await using var server = await Acme.StartAsync();
        await StateAsync(server, ("otherBurst", 3), ("otherPerSecond", 0.01));
        for (var number = 1; number <= 3; number++)
        {
            Assert.Equal(HttpStatusCode.Accepted, (await HookAsync(server, number, Catalog)).Status);
        }

        var refused = await HookAsync(server, 4, Catalog);

        refused.IsProblem(HttpStatusCode.TooManyRequests, "too_many_events");
        Assert.Equal("\"other\";r=0;t=100", refused.Headers["RateLimit"]);
        await AcceptAsync(server, 5, 6, 7, 8);
    }

    [Fact]
    public async Task Beyond_the_backlog_orders_wait_outside_until_the_sweep_finds_room()
    {
        await using var server = await Acme.StartAsync();
        await StateAsync(server, ("ordersBacklogMax", 2));
        await AcceptAsync(server, 1, 2);

        var refused = await HookAsync(server, 3);

        refused.IsProblem(HttpStatusCode.TooManyRequests, "backlog_full");
        Assert.Equal("5", refused.Headers["Retry-After"]);
        Assert.Equal("\"orders-backlog\";q=2", refused.Headers["RateLimit-Policy"]);
        Assert.Equal("\"orders-backlog\";r=0;t=5", refused.Headers["RateLimit"]);
        Assert.Equal(HttpStatusCode.Accepted, (await HookAsync(server, 4, Catalog)).Status);

        await CountAsync(server);
        (await HookAsync(server, 3)).IsProblem(HttpStatusCode.TooManyRequests, "backlog_full");
        await FoldAsync(server, server.Hints.Events.First().Id);
        await CountAsync(server);
        await AcceptAsync(server, 3);
        (await HookAsync(server, 5)).IsProblem(HttpStatusCode.TooManyRequests, "backlog_full");
    }

    [Fact]
    public async Task Forged_events_take_nothing_of_a_tenants_share()
    {
        await using var server = await Acme.StartAsync();
        await StateAsync(server, ("ordersBurst", 1));
        for (var number = 0; number < 5; number++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await Acme.HookAsync(server, Acme.Order(), signature: Acme.Sign(Acme.Order(), "guess"))).Status);
        }

        await AcceptAsync(server, 1);
    }

    [Fact]
    public async Task Usage_shows_what_was_admitted_and_refused_by_class()
    {
        await using var server = await Acme.StartAsync();
        await StateAsync(server, ("ordersBurst", 2), ("ordersPerSecond", 0.01));
        await AcceptAsync(server, 1, 2);
        await HookAsync(server, 3);
        await HookAsync(server, 4, Catalog);

        var usage = await server.CallAsync("GET", "/v1/tenants/acme/usage", key: await Acme.KeyAsync(server));

        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse("""{"orders": {"admitted": 2, "refused": 1}, "other": {"admitted": 1, "refused": 0}}"""), usage.Json["admission"]), usage.Text);
    }

    [Fact]
    public async Task Accept_reads_no_policy_from_the_store_that_it_knows_already()
    {
        await using var server = await Acme.StartAsync();
        await AcceptAsync(server, 1);
        server.Weather.Fault = call => call.Name.StartsWith("Policies.", StringComparison.Ordinal) || call.Name.StartsWith("Tenants.", StringComparison.Ordinal)
            ? TestKit.Memory.StoreFault.Unavailable
            : TestKit.Memory.StoreFault.None;

        await AcceptAsync(server, 2);
    }

    private static async Task StateAsync(TestServer server, params (string Name, double Value)[] settings)
    {
        var present = await server.CallAsync("GET", "/v1/tenants/acme/policy");
        (string, string)[] match = present.Headers.TryGetValue("ETag", out var etag) ? [("If-Match", etag)] : [];
        var stated = new JsonObject(settings.Select(setting => KeyValuePair.Create(setting.Name, (JsonNode?)JsonValue.Create(setting.Value))));
        await server.CallAsync("PUT", "/v1/tenants/acme/policy", new JsonObject { ["settings"] = stated }, headers: match);
    }

    private static async Task AcceptAsync(TestServer server, params int[] numbers)
    {
        foreach (var number in numbers)
        {
            var answer = await HookAsync(server, number);
            Assert.True(answer.Status is HttpStatusCode.Accepted, $"Order {number}: {answer.Text}");
        }
    }

    private static Task<Answer> HookAsync(TestServer server, int number, string topic = "orders/create")
        => Acme.HookAsync(server, Acme.Order(number), topic, delivery: $"{topic}-{number}");

    // What a round of the sweep does.
    private static async Task CountAsync(TestServer server) => await server.Get<BacklogCounts>().CountAsync(server.Store.Sweep, default);

    private static async Task FoldAsync(TestServer server, Domain.Events.EventId id)
        => Assert.True(await server.Store.Inbox.ToWorkAsync(new("acme"), id, "tenant", server.Time.GetUtcNow(), "Taken out of the backlog.", default));
}
