using System.Net;
using System.Text.Json.Nodes;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Api.Tests.Tenants;

public sealed class TenantTests
{
    [Fact]
    public async Task A_tenant_is_created_with_defaults_shown_and_found_in_the_list()
    {
        await using var server = await TestServer.StartAsync();

        var created = await server.CallAsync("POST", "/v1/tenants", new JsonObject { ["id"] = "acme", ["name"] = "Acme GmbH" });

        Assert.Equal((HttpStatusCode.Created, "/v1/tenants/acme", "\"1\""), (created.Status, created.Headers["Location"], created.Etag));
        var shown = await server.CallAsync("GET", "/v1/tenants/acme");
        Assert.Equal(created.Text, shown.Text);
        Assert.Equal(("standard", "default", "active"), ((string?)shown.Json["plan"], (string?)shown.Json["region"], (string?)shown.Json["status"]));
    }

    [Fact]
    public async Task An_id_is_given_once()
    {
        await using var server = await Acme.StartAsync();

        (await server.SendAsync("POST", "/v1/tenants", new JsonObject { ["id"] = "acme", ["name"] = "Again" })).IsProblem(HttpStatusCode.Conflict, "tenant_exists");
    }

    [Fact]
    public async Task Everything_wrong_with_a_new_tenant_is_said_at_once()
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.SendAsync("POST", "/v1/tenants", new JsonObject { ["id"] = "Not OK", ["name"] = " ", ["plan"] = "", ["region"] = "a\nb" });

        answer.IsProblem(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal(["/id", "/name", "/plan", "/region"], answer.Pointers);
    }

    [Fact]
    public async Task A_list_is_paged_to_its_end()
    {
        await using var server = await TestServer.StartAsync();
        for (var number = 1; number <= 5; number++)
        {
            await server.CallAsync("POST", "/v1/tenants", new JsonObject { ["id"] = $"t-{number}", ["name"] = "x" });
        }

        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await server.CallAsync("GET", $"/v1/tenants?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.Json["items"]!.AsArray().Select(item => (string)item!["id"]!));
            cursor = (string?)page.Json["next"];
        }
        while (cursor is not null);

        Assert.Equal(["t-1", "t-2", "t-3", "t-4", "t-5"], seen);
    }

    [Fact]
    public async Task A_change_needs_the_version_that_was_read()
    {
        await using var server = await Acme.StartAsync();
        var change = new JsonObject { ["plan"] = "gold" };

        (await server.SendAsync("PATCH", "/v1/tenants/acme", change)).IsProblem(HttpStatusCode.PreconditionRequired, "precondition_required");
        (await server.SendAsync("PATCH", "/v1/tenants/acme", change, null, ("If-Match", "\"7\""))).IsProblem(HttpStatusCode.PreconditionFailed, "precondition_failed");
        var changed = await server.CallAsync("PATCH", "/v1/tenants/acme", change, null, ("If-Match", "\"1\""));

        Assert.Equal(("gold", "acme GmbH", "\"2\""), ((string?)changed.Json["plan"], (string?)changed.Json["name"], changed.Etag));
    }

    [Fact]
    public async Task Pausing_and_resuming_twice_is_harmless_and_tells_the_connections()
    {
        await using var server = await Acme.StartAsync();
        server.Grains.Calls.Clear();

        foreach (var (call, status) in new[] { ("pause", "paused"), ("pause", "paused"), ("resume", "active"), ("resume", "active") })
        {
            Assert.Equal(status, (string?)(await server.CallAsync("POST", $"/v1/tenants/acme/{call}")).Json["status"]);
        }

        Assert.Equal(4, server.Grains.Calls.Count(call => call.StartsWith("Reload acme/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_pause_works_with_every_silo_down()
    {
        await using var server = await Acme.StartAsync();
        server.Grains.AreDown = true;

        Assert.Equal("paused", (string?)(await server.CallAsync("POST", "/v1/tenants/acme/pause")).Json["status"]);
    }

    [Fact]
    public async Task A_deletion_drains_begins_the_erasure_and_cannot_be_taken_back()
    {
        await using var server = await Acme.StartAsync();

        var answer = await server.SendAsync("DELETE", "/v1/tenants/acme");

        Assert.Equal((HttpStatusCode.Accepted, "draining"), (answer.Status, (string?)answer.Json["status"]));
        Assert.Contains("Erase acme", server.Grains.Calls);
        (await server.SendAsync("POST", "/v1/tenants/acme/resume")).IsProblem(HttpStatusCode.Conflict, "tenant_closing");
        (await server.SendAsync("PUT", "/v1/tenants/acme/connections/new", Acme.ErpBody)).IsProblem(HttpStatusCode.Conflict, "tenant_closing");
        Assert.Equal(TenantStatus.Draining, (await server.Store.Tenants.FindTenantAsync(new("acme"), default))!.Status);
    }

    [Fact]
    public async Task A_deletion_by_force_needs_a_reason_and_holds_what_may_never_be_settled()
    {
        await using var server = await Acme.StartAsync();
        await Unsettled.AddAsync(server);
        server.Grains.OnForce = hold => Unsettled.HoldAsync(server, hold);

        (await server.SendAsync("DELETE", "/v1/tenants/acme?force=true")).IsProblem(HttpStatusCode.BadRequest, "reason_missing");
        Assert.Equal(HttpStatusCode.Accepted, (await server.SendAsync("DELETE", "/v1/tenants/acme?force=true&reason=their%20Odoo%20is%20gone")).Status);

        Assert.Equal(0, await server.Store.Tenants.UnsettledAsync(new("acme"), default));
        Assert.Equal(["Force acme/shop/1001 erp their Odoo is gone", "Erase acme"], server.Grains.Calls[^2..]);
    }

    [Fact]
    public async Task A_deletion_whose_grain_did_not_answer_is_begun_by_the_same_request_sent_again()
    {
        await using var server = await Acme.StartAsync();
        server.Grains.AreDown = true;
        (await server.SendAsync("DELETE", "/v1/tenants/acme")).IsProblem(HttpStatusCode.ServiceUnavailable, "owner_unavailable");
        server.Grains.AreDown = false;

        Assert.Equal(HttpStatusCode.Accepted, (await server.SendAsync("DELETE", "/v1/tenants/acme")).Status);
        Assert.Equal(2, server.Grains.Calls.Count(call => call == "Erase acme"));
    }
}
