using System.Net;
using System.Text.Json.Nodes;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Api.Tests.Policies;

public sealed class PolicyTests
{
    private const string Platform = "/v1/policy", Plan = "/v1/plans/standard/policy", Tenant = "/v1/tenants/acme/policy", Connection = "/v1/tenants/acme/connections/erp/policy";

    [Theory]
    [InlineData(Platform, "platform")]
    [InlineData(Plan, "plan")]
    [InlineData(Tenant, "tenant")]
    [InlineData(Connection, "connection")]
    public async Task What_a_level_states_is_shown_as_it_was_stated(string path, string level)
    {
        await using var server = await Acme.StartAsync();
        var before = await server.CallAsync("GET", path);
        Assert.True(JsonNode.DeepEquals(new JsonObject { ["level"] = level, ["settings"] = new JsonObject(), ["version"] = 0 }, before.Json), before.Text);
        Assert.DoesNotContain("ETag", before.Headers.Keys);

        var put = await PutAsync(server, path, """{"batchMax": 7, "batchedLanes": ["catalog"]}""");

        Assert.Equal("\"1\"", put.Etag);
        var shown = await server.CallAsync("GET", path);
        Assert.Equal(put.Text, shown.Text);
        Assert.Equal(put.Etag, shown.Etag);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"batchMax": 7, "batchedLanes": ["catalog"]}"""), shown.Json["settings"]), shown.Text);
    }

    [Fact]
    public async Task A_level_is_changed_at_the_version_that_was_read_only()
    {
        await using var server = await Acme.StartAsync();
        (await server.SendAsync("PUT", Tenant, Body("{}"), null, ("If-Match", "\"1\""))).IsProblem(HttpStatusCode.PreconditionFailed, "precondition_failed");
        var first = await PutAsync(server, Tenant, """{"batchMax": 7}""");

        (await server.SendAsync("PUT", Tenant, Body("""{"batchMax": 8}"""))).IsProblem(HttpStatusCode.PreconditionRequired, "precondition_required");
        Assert.Equal("\"2\"", (await PutAsync(server, Tenant, """{"batchMax": 8}""", match: first.Etag)).Etag);
        (await server.SendAsync("PUT", Tenant, Body("""{"batchMax": 9}"""), null, ("If-Match", first.Etag))).IsProblem(HttpStatusCode.PreconditionFailed, "precondition_failed");
        Assert.Equal(8, (int)(await server.CallAsync("GET", Tenant)).Json["settings"]!["batchMax"]!);
    }

    [Fact]
    public async Task All_errors_are_answered_at_once_and_nothing_is_changed()
    {
        await using var server = await Acme.StartAsync();

        var answer = await server.SendAsync("PUT", Connection, Body("""{"batchMax": 7, "concurencyMax": 1, "a/b": 1, "attemptsMax": 2, "slowCallSeconds": -1, "concurrencyMax": 200}"""));

        answer.IsProblem(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal(["/settings/concurencyMax", "/settings/a~1b", "/settings/attemptsMax", "/settings/slowCallSeconds", "/settings/concurrencyMax"], answer.Pointers);
        Assert.Contains("did you mean 'concurrencyMax'", answer.Text.Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(0, (int)(await server.CallAsync("GET", Connection)).Json["version"]!);
    }

    [Fact]
    public async Task A_tenants_key_states_its_own_levels_within_what_the_plan_grants_and_no_other()
    {
        await using var server = await Acme.StartAsync();
        await PutAsync(server, Plan, """{"ordersPerSecond": 50}""");
        var key = await Acme.KeyAsync(server);

        await PutAsync(server, Tenant, """{"ordersPerSecond": 50}""", key);
        await PutAsync(server, Connection, """{"concurrencyMax": 1}""", key);

        var answer = await server.SendAsync("PUT", Tenant, Body("""{"ordersPerSecond": 51}"""), key, ("If-Match", "\"1\""));
        answer.IsProblem(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Contains("51 is beyond the 50 that the plan grants; give 50 or less, or have the plan changed.", answer.Text, StringComparison.Ordinal);
        foreach (var path in new[] { Platform, Plan })
        {
            (await server.SendAsync("PUT", path, Body("{}"), key)).IsProblem(HttpStatusCode.Forbidden, "platform_key_needed");
            (await server.SendAsync("GET", path, key: key)).IsProblem(HttpStatusCode.Forbidden, "platform_key_needed");
        }

        (await server.SendAsync("PUT", "/v1/tenants/other/policy", Body("{}"), key)).IsProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task The_explanation_shows_every_setting_and_where_it_comes_from()
    {
        await using var server = await Acme.StartAsync();
        await PutAsync(server, Platform, """{"batchMax": 10, "slowCallSeconds": 5}""");
        await PutAsync(server, Plan, """{"slowCallSeconds": 6}""");
        await PutAsync(server, Tenant, """{"attemptsMax": 3}""");
        await PutAsync(server, Connection, """{"batchedLanes": ["reports"]}""");

        var explain = await ExplainAsync(server, Connection);

        Assert.Equal(PolicySettings.All.Select(setting => setting.Name), explain.Keys);
        Same("""{"name": "batchMax", "value": 10, "unit": "effects", "from": "platform"}""", explain["batchMax"]);
        Same("""{"name": "slowCallSeconds", "value": 6, "unit": "s", "from": "plan"}""", explain["slowCallSeconds"]);
        Same("""{"name": "attemptsMax", "value": 3, "unit": "attempts", "from": "tenant"}""", explain["attemptsMax"]);
        Same("""{"name": "batchedLanes", "value": ["reports"], "from": "connection"}""", explain["batchedLanes"]);
        Same("""{"name": "retryRatio", "value": 0.1, "from": "default"}""", explain["retryRatio"]);
        Same("""{"name": "callsPerSecond", "value": null, "unit": "calls/s", "from": "default"}""", explain["callsPerSecond"]);
        Same("""{"name": "batchedLanes", "value": [], "from": "default"}""", (await ExplainAsync(server, Tenant))["batchedLanes"]);
        Same("""{"name": "slowCallSeconds", "value": 5, "unit": "s", "from": "platform"}""", (await ExplainAsync(server, Platform))["slowCallSeconds"]);
    }

    [Fact]
    public async Task A_word_that_the_plan_no_longer_allows_is_capped_and_shown()
    {
        await using var server = await Acme.StartAsync();
        await PutAsync(server, Tenant, """{"concurrencyMax": 6}""");
        await PutAsync(server, Plan, """{"concurrencyMax": 4}""");

        Same("""{"name": "concurrencyMax", "value": 4, "unit": "calls", "from": "plan", "capped": [{"level": "tenant", "value": 6}]}""", (await ExplainAsync(server, Tenant))["concurrencyMax"]);
    }

    [Fact]
    public async Task A_deleted_connections_policy_goes_with_it()
    {
        await using var server = await Acme.StartAsync();
        const string shop = "/v1/tenants/acme/connections/shop";
        await PutAsync(server, $"{shop}/policy", """{"batchMax": 7}""");
        await server.CallAsync("DELETE", shop);
        (await server.SendAsync("GET", $"{shop}/policy")).IsProblem(HttpStatusCode.NotFound, "not_found");

        await server.CallAsync("PUT", shop, Acme.ShopBody);

        Assert.Equal(0, (int)(await server.CallAsync("GET", $"{shop}/policy")).Json["version"]!);
        Assert.Equal(OutboundPolicy.Default.BatchMax, (int)(await ExplainAsync(server, $"{shop}/policy"))["batchMax"]!["value"]!);
    }

    [Fact]
    public async Task A_plan_may_have_any_name_that_a_tenant_may_give_it()
    {
        await using var server = await Acme.StartAsync();
        var plan = Uri.EscapeDataString("größe/2 %2F");
        await PutAsync(server, $"/v1/plans/{plan}/policy", """{"batchMax": 7}""");
        await server.CallAsync("PATCH", "/v1/tenants/acme", new JsonObject { ["plan"] = "größe/2 %2F" }, headers: ("If-Match", "\"1\""));

        Assert.Equal(("plan", 7), ((string)(await ExplainAsync(server, Tenant))["batchMax"]!["from"]!, (int)(await ExplainAsync(server, Tenant))["batchMax"]!["value"]!));
        (await server.SendAsync("GET", $"/v1/plans/{new string('x', 61)}/policy")).IsProblem(HttpStatusCode.BadRequest, "bad_plan");
    }

    private static async Task<Answer> PutAsync(TestServer server, string path, string settings, string? key = null, string? match = null)
        => await server.CallAsync("PUT", path, Body(settings), key, match is null ? [] : [("If-Match", match)]);

    private static JsonObject Body(string settings) => new() { ["settings"] = JsonNode.Parse(settings) };

    private static async Task<Dictionary<string, JsonNode>> ExplainAsync(TestServer server, string path)
        => (await server.CallAsync("GET", $"{path}?explain=true")).Json["explain"]!.AsArray().ToDictionary(line => (string)line!["name"]!, line => line!);

    private static void Same(string expected, JsonNode actual) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());
}
