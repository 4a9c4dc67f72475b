using System.Net;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Brownout;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.Api.Tests.Platform;

public sealed class PlatformTests
{
    [Fact]
    public async Task Health_needs_no_key_and_ready_says_why_not()
    {
        await using var server = await TestServer.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("GET", "/healthz/live", key: "")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("GET", "/healthz/ready", key: "")).Status);

        server.Readiness.Problem = () => "The sweep is stuck.";

        var answer = await server.SendAsync("GET", "/healthz/ready", key: "");
        answer.IsProblem(HttpStatusCode.ServiceUnavailable, "not_ready");
        Assert.Equal("The sweep is stuck.", (string?)answer.Json["detail"]);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("GET", "/healthz/live", key: "")).Status);
    }

    [Fact]
    public async Task The_description_is_openapi_3_1_and_names_every_route_and_its_bodies()
    {
        await using var server = await TestServer.StartAsync();

        var api = (await server.SendAsync("GET", "/openapi/v1.json", key: "")).Json;

        Assert.StartsWith("3.1", (string?)api["openapi"], StringComparison.Ordinal);
        var served = server.Endpoints.Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/')).Where(path => path.StartsWith("/v1", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal);
        var described = api["paths"]!.AsObject().Select(path => "/" + path.Key.Trim('/')).Where(path => path.StartsWith("/v1", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(served, described);
        Assert.NotNull(api["paths"]!["/v1/tenants/{t}/connections/{c}"]!["put"]!["requestBody"]);
        Assert.Contains("limit", api["paths"]!["/v1/tenants/{t}/orders"]!["get"]!["parameters"]!.AsArray().Select(parameter => (string?)parameter!["name"]));
    }

    [Fact]
    public async Task The_catalogue_shows_what_kinds_there_are_and_how_sure_their_operations_are()
    {
        await using var server = await Acme.StartAsync();

        var kinds = (await server.CallAsync("GET", "/v1/connectors", key: await Acme.KeyAsync(server))).Json["items"]!.AsArray();

        Assert.Equal(["odoo", "shopify", "stripe", "woocommerce"], kinds.Select(kind => (string?)kind!["kind"]));
        Assert.Equal("detected_and_repaired", (string?)kinds[0]!["operations"]![0]!["grade"]);
        Assert.Equal(("webhookSecret", true), ((string?)kinds[1]!["secrets"]![0]!["name"], (bool)kinds[1]!["secrets"]![0]!["required"]!));
    }

    [Fact]
    public async Task Stalls_are_shown_oldest_first_and_to_a_tenant_its_own()
    {
        await using var server = await Acme.StartAsync();
        await Acme.AddTenantAsync(server, "other");
        await Some.StoreAsync(server, Some.New(Some.Order("1")).Refused());
        await Some.StoreAsync(server, Some.New(Some.Order("2")));
        await Some.StoreAsync(server, Some.New(Some.Order("3"), tenant: "other"));
        Assert.Empty((await server.CallAsync("GET", "/v1/stalls")).Json["items"]!.AsArray());

        server.Time.Advance(TimeSpan.FromHours(25));

        Assert.Equal(["acme/1", "acme/2", "other/3"], Stalls(await server.CallAsync("GET", "/v1/stalls")).Order(StringComparer.Ordinal));
        Assert.Equal(["acme/2", "acme/1"], Stalls(await server.CallAsync("GET", "/v1/stalls", key: await Acme.KeyAsync(server))));
    }

    [Fact]
    public async Task Usage_and_overview_count_what_there_is()
    {
        await using var server = await Acme.StartAsync();
        await Acme.AddTenantAsync(server, "other");
        await server.CallAsync("POST", "/v1/tenants/other/pause");
        await Some.StoreAsync(server, Some.New(Some.Order("1")));
        await Acme.HookAsync(server, Acme.Order(2));
        var nothing = (await server.CallAsync("GET", "/v1/tenants/acme/usage")).Json;
        Assert.Equal((0, 0), ((int)nothing["openEvents"]!, (int)nothing["openOrders"]!));

        // A round of the sweep.
        server.Backlog.Backlog = await server.Store.Sweep.BacklogAsync(default);

        await SweepAsync(server);
        var usage = (await server.CallAsync("GET", "/v1/tenants/acme/usage")).Json;
        var overview = (await server.CallAsync("GET", "/v1/overview")).Json;

        Assert.Equal((2, 1, 1, 1), ((int)usage["connections"]!, (int)usage["openEvents"]!, (int)usage["openOrders"]!, (int)usage["effectsWaiting"]!));
        Assert.Equal((1, 1, 1, 1), ((int)overview["tenants"]!["active"]!, (int)overview["tenants"]!["paused"]!, (int)overview["openEvents"]!, (int)overview["openOrders"]!));
    }

    [Fact]
    public async Task The_overview_shows_the_worst_tenants_first_and_is_paged()
    {
        await using var server = await Acme.StartAsync();
        await Acme.AddTenantAsync(server, "fine");
        await Acme.AddTenantAsync(server, "held");
        await Acme.AddTenantAsync(server, "silent");
        await Some.StoreAsync(server, Some.New(Some.Order("1")));
        await Some.StoreAsync(server, Some.New(Some.Order("2"), tenant: "held").Refused());
        server.Time.Advance(TimeSpan.FromHours(1));
        var alert = new Alert { Id = Guid.Parse("00000000-0000-7000-8000-000000000001"), Key = new(new("silent"), AlertKind.Auth, new("erp")), Since = server.Time.GetUtcNow(), RaisedAt = server.Time.GetUtcNow() };
        await server.Store.Alerts.RaiseAsync(alert, false, default, default);
        await SweepAsync(server);
        server.Get<PlatformFigures>().Brownout = BrownoutStep.Catalog;
        var calls = server.Weather.Calls.Count;

        var first = (await server.CallAsync("GET", "/v1/overview?limit=3")).Json;
        var second = (await server.CallAsync("GET", $"/v1/overview?limit=3&cursor={first["next"]}")).Json;

        Assert.Equal(
            ["silent auth", "acme stalled", "held held", "fine ok"],
            first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(item => $"{item!["tenant"]} {item["bad"]}"));
        Assert.Equal((1, 1, 1, "catalog"), ((int)first["held"]!, (int)first["stalled"]!, (int)first["openAlerts"]!, (string?)first["brownout"]));
        Assert.Equal(1, (int)first["items"]![0]!["alerts"]!["auth"]!);
        Assert.Null(second["next"]);
        Assert.Equal(calls, server.Weather.Calls.Count);
        (await server.SendAsync("GET", "/v1/overview?cursor=nobody")).IsProblem(HttpStatusCode.BadRequest, "bad_cursor");
    }

    [Fact]
    public async Task Events_are_listed_by_status_newest_first_and_paged()
    {
        await using var server = await Acme.StartAsync();
        for (var number = 1; number <= 3; number++)
        {
            await Acme.HookAsync(server, Acme.Order(number), delivery: $"d-{number}");
        }

        const string Events = "/v1/tenants/acme/connections/shop/events";
        var first = await server.CallAsync("GET", $"{Events}?status=open&limit=2");
        var second = await server.CallAsync("GET", $"{Events}?status=open&limit=2&cursor={first.Json["next"]}");

        Assert.Equal(["3", "2", "1"], first.Json["items"]!.AsArray().Concat(second.Json["items"]!.AsArray()).Select(item => (string?)item!["documentId"]));
        Assert.Empty((await server.CallAsync("GET", $"{Events}?status=ignored")).Json["items"]!.AsArray());
        (await server.SendAsync("GET", $"{Events}?status=lost")).IsProblem(HttpStatusCode.BadRequest, "bad_status");
        (await server.SendAsync("GET", $"{Events}?cursor=x")).IsProblem(HttpStatusCode.BadRequest, "bad_cursor");
    }

    // What a round of the sweep leaves behind.
    private static async Task SweepAsync(TestServer server)
    {
        var (figures, now) = (server.Get<PlatformFigures>(), server.Time.GetUtcNow());
        figures.Tenants = await server.Store.Tenants.ListTenantsAsync(null, 100, default);
        figures.Backlog = await server.Store.Sweep.BacklogAsync(default);
        figures.Troubles = await server.Store.Sweep.TroublesAsync(now, default);
        figures.Alerts = await server.Store.Alerts.CountAsync(default);
        figures.SeenAt = now;
    }

    private static IEnumerable<string> Stalls(Answer answer) => answer.Json["items"]!.AsArray().Select(item => $"{item!["tenant"]}/{item["id"]}");
}
