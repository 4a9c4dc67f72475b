using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OdooGrains.Api.Connections;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.Contracts.Orders;
using OdooGrains.Domain.Effects;
using OdooGrains.Storage.Secrets;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Tests.Connections;

public sealed class ConnectionTests
{
    private const string Erp = "/v1/tenants/acme/connections/erp", Shop = "/v1/tenants/acme/connections/shop";

    [Fact]
    public async Task The_answer_names_the_hook_and_the_topics_and_shows_of_secrets_names_and_dates_only()
    {
        await using var server = await TestServer.StartAsync();
        await server.CallAsync("POST", "/v1/tenants", new JsonObject { ["id"] = "acme", ["name"] = "Acme" });
        await server.CallAsync("PUT", Erp, Acme.ErpBody);

        var answer = await server.CallAsync("PUT", Shop, Acme.ShopBody);

        Assert.Equal((HttpStatusCode.Created, "\"1\"", Shop), (answer.Status, answer.Etag, answer.Headers["Location"]));
        Assert.Equal(new Uri(server.Url, "/v1/hooks/acme/shop").ToString(), (string?)answer.Json["hook"]!["url"]);
        Assert.Contains("orders/create", answer.Json["hook"]!["topics"]!.AsArray().Select(topic => (string?)topic!["topic"]));
        Assert.Equal("webhookSecret", (string?)Assert.Single(answer.Json["secrets"]!.AsArray())!["name"]);
        Assert.DoesNotContain("canary", answer.Text, StringComparison.Ordinal);
        Assert.Null((await server.CallAsync("GET", Erp)).Json["hook"]);
    }

    [Fact]
    public async Task The_configured_public_address_wins_over_the_requests()
    {
        await using var server = await Acme.StartAsync(options => options with { PublicUrl = new("https://grains.example") });

        Assert.Equal("https://grains.example/v1/hooks/acme/shop", (string?)(await server.CallAsync("GET", Shop)).Json["hook"]!["url"]);
    }

    [Theory]
    [InlineData("grains.example:8080", "http://grains.example:8080/v1/hooks/acme/shop")]
    [InlineData("x:99999", "http://localhost/v1/hooks/acme/shop")]
    [InlineData("", "http://localhost/v1/hooks/acme/shop")]
    public void A_host_header_that_is_no_address_breaks_nothing(string host, string url)
    {
        var request = new DefaultHttpContext().Request;
        (request.Scheme, request.Host) = ("http", new(host));

        Assert.Equal(url, HookUrls.Of(request, new ApiOptions { PlatformKeyHash = new byte[32] }, new(new("acme"), new("shop")), QuietShop.Connector(TimeProvider.System))!.ToString());
    }

    [Fact]
    public async Task A_replacement_needs_the_version_that_was_read()
    {
        await using var server = await Acme.StartAsync();

        (await server.SendAsync("PUT", Erp, Acme.ErpBody)).IsProblem(HttpStatusCode.PreconditionRequired, "precondition_required");
        (await server.SendAsync("PUT", Erp, Acme.ErpBody, null, ("If-Match", "\"9\""))).IsProblem(HttpStatusCode.PreconditionFailed, "precondition_failed");
        (await server.SendAsync("PUT", "/v1/tenants/acme/connections/new", Acme.ErpBody, null, ("If-Match", "\"1\""))).IsProblem(HttpStatusCode.PreconditionFailed, "precondition_failed");
        Assert.Equal("\"2\"", (await server.CallAsync("PUT", Erp, Acme.ErpBody, null, ("If-Match", "\"1\""))).Etag);
        Assert.Equal("\"3\"", (await server.CallAsync("PUT", Erp, Acme.ErpBody, null, ("If-Match", "*"))).Etag);
    }

    [Fact]
    public async Task Everything_wrong_with_a_connection_is_said_at_once()
    {
        await using var server = await Acme.StartAsync();
        var body = new JsonObject
        {
            ["kind"] = "odoo",
            ["settings"] = new JsonObject { ["url"] = "ftp://x", ["database"] = 7, ["apiKey"] = "canary-in-the-wrong-place", ["colour"] = "red", ["concurrency"] = 3 },
            ["secrets"] = new JsonObject { ["password"] = "canary-unknown" },
        };

        var answer = await server.SendAsync("PUT", "/v1/tenants/acme/connections/new", body);

        answer.IsProblem(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal(["/secrets/apiKey", "/secrets/password", "/settings/apiKey", "/settings/colour", "/settings/database", "/settings/login", "/settings/url"], answer.Pointers.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("canary", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("shop2")]
    [InlineData("NOT AN ID")]
    public async Task A_shop_names_an_existing_erp(string erp)
    {
        await using var server = await Acme.StartAsync();
        await server.CallAsync("PUT", "/v1/tenants/acme/connections/shop2", Acme.ShopBody);
        var body = Acme.ShopBody;
        body["settings"]!["erp"] = erp;

        var answer = await server.SendAsync("PUT", "/v1/tenants/acme/connections/shop3", body);

        answer.IsProblem(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal(["/settings/erp"], answer.Pointers);
    }

    [Fact]
    public async Task Secrets_may_be_left_out_and_stay()
    {
        await using var server = await Acme.StartAsync();
        var body = Acme.ErpBody;
        body.Remove("secrets");

        Assert.Equal("apiKey", (string?)Assert.Single((await server.CallAsync("PUT", Erp, body, null, ("If-Match", "*"))).Json["secrets"]!.AsArray())!["name"]);
        Assert.Equal(["/secrets/apiKey"], (await server.SendAsync("PUT", "/v1/tenants/acme/connections/new", body)).Pointers);
    }

    [Fact]
    public async Task A_kind_is_known_and_never_changes_and_an_id_has_its_form()
    {
        await using var server = await Acme.StartAsync();
        var body = Acme.ErpBody;
        body["kind"] = "sap";

        Assert.Equal(["/kind"], (await server.SendAsync("PUT", "/v1/tenants/acme/connections/new", body)).Pointers);
        Assert.Equal(["/kind"], (await server.SendAsync("PUT", Shop, Acme.ErpBody, null, ("If-Match", "*"))).Pointers);
        (await server.SendAsync("PUT", "/v1/tenants/acme/connections/UPPER", Acme.ErpBody)).IsProblem(HttpStatusCode.BadRequest, "bad_id");
    }

    [Fact]
    public async Task Secrets_are_sealed_and_those_that_are_not_named_stay()
    {
        await using var server = await Acme.StartAsync();
        var body = Acme.ErpBody;
        body["secrets"] = new JsonObject { ["spare"] = "canary-spare" };
        await server.CallAsync("PUT", Erp, body, null, ("If-Match", "*"));

        var stored = await server.Store.Tenants.FindConnectionAsync(new(new("acme"), new("erp")), default);

        var box = new SecretBox(TestServer.SecretsKey);
        Assert.Equal([Acme.ApiKey, "canary-spare"], stored!.Secrets.Select(secret => box.Open(stored.Key, secret.Name, secret.Box.Span)));
    }

    [Fact]
    public async Task A_replaced_secret_stays_for_a_day_or_retires_now_and_null_takes_one_away()
    {
        await using var server = await Acme.StartAsync();
        var body = Acme.ErpBody;
        body["secrets"] = new JsonObject { ["apiKey"] = "canary-api-key-2" };
        var rotated = await server.CallAsync("PUT", Erp, body, null, ("If-Match", "*"));
        Assert.Equal(2, rotated.Json["secrets"]!.AsArray().Count);
        Assert.Equal(server.Time.GetUtcNow().AddHours(24), (DateTimeOffset)rotated.Json["secrets"]!.AsArray().Single(secret => secret!["retiresAt"] is not null)!["retiresAt"]!);

        body["retireNow"] = true;
        body["secrets"] = new JsonObject { ["apiKey"] = "canary-api-key-3" };
        Assert.Null(Assert.Single((await server.CallAsync("PUT", Erp, body, null, ("If-Match", "*"))).Json["secrets"]!.AsArray())!["retiresAt"]);

        body["secrets"] = new JsonObject { ["apiKey"] = null };
        Assert.Equal(["/secrets/apiKey"], (await server.SendAsync("PUT", Erp, body, null, ("If-Match", "*"))).Pointers);
    }

    [Theory]
    [InlineData("url", "https://elsewhere.example")]
    [InlineData("database", "other")]
    [InlineData("login", "somebody")]
    public async Task Moving_a_connection_with_unsettled_effects_is_refused_with_their_number_unless_forced_with_a_reason(string setting, string value)
    {
        await using var server = await Acme.StartAsync();
        await Unsettled.AddAsync(server);
        var body = Acme.ErpBody;
        body["settings"]![setting] = value;

        var refused = await server.SendAsync("PUT", Erp, body, null, ("If-Match", "*"));
        refused.IsProblem(HttpStatusCode.Conflict, "effects_unsettled");
        Assert.StartsWith("1 effect(s)", (string?)refused.Json["detail"], StringComparison.Ordinal);
        (await server.SendAsync("PUT", $"{Erp}?force=true", body, null, ("If-Match", "*"))).IsProblem(HttpStatusCode.BadRequest, "reason_missing");
        server.Grains.OnForce = hold => Unsettled.HoldAsync(server, hold);
        var moved = await server.CallAsync("PUT", $"{Erp}?force=true&reason=the%20old%20one%20burned", body, null, ("If-Match", "*"));

        Assert.Equal(("active", value), ((string?)moved.Json["status"], (string?)moved.Json["settings"]![setting]));
        Assert.Contains("Force acme/shop/1001 erp the old one burned", server.Grains.Calls);
        Assert.Contains(server.Log.Lines, line => line.Line.Contains("the old one burned", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_forced_change_that_cannot_hold_everything_leaves_the_connection_paused_and_unchanged_and_is_repeated()
    {
        await using var server = await Acme.StartAsync();
        await Unsettled.AddAsync(server);
        var body = Acme.ErpBody;
        body["settings"]!["database"] = "other";
        server.Grains.OnForce = _ => throw new TimeoutException("Killed here.");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.SendAsync("PUT", $"{Erp}?force=true&reason=it%20moves", body, null, ("If-Match", "*"))).Status);
        var standing = (await server.CallAsync("GET", Erp)).Json;
        Assert.Equal(("paused", "acme"), ((string?)standing["status"], (string?)standing["settings"]!["database"]));
        Assert.Contains("it moves", (string?)standing["statusReason"], StringComparison.Ordinal);

        server.Grains.OnForce = hold => Unsettled.HoldAsync(server, hold);
        Assert.Equal("other", (string?)(await server.CallAsync("PUT", $"{Erp}?force=true&reason=it%20moves", body, null, ("If-Match", "*"))).Json["settings"]!["database"]);
    }

    [Fact]
    public async Task A_forced_change_gives_up_where_nothing_can_be_held()
    {
        await using var server = await Acme.StartAsync();
        await Unsettled.AddAsync(server);
        server.Grains.OrderAnswer = OrderAnswer.NothingToDo;
        await server.CallAsync("DELETE", Shop);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.SendAsync("DELETE", $"{Erp}?force=true&reason=x")).Status);
        await server.CallAsync("GET", Erp);
    }

    [Fact]
    public async Task What_was_decided_before_a_forced_change_cannot_be_marked_as_sent_after_it()
    {
        await using var server = await Acme.StartAsync();
        var epoch = await Unsettled.AddAsync(server);
        server.Grains.OnForce = hold => Unsettled.HoldAsync(server, hold);
        await server.CallAsync("DELETE", Shop);

        Assert.Equal(HttpStatusCode.NoContent, (await server.SendAsync("DELETE", $"{Erp}?force=true&reason=x")).Status);

        Assert.True(await server.Store.Effects.CurrentEpochAsync(new(new("acme"), new("erp")), default) > epoch);
    }

    [Fact]
    public async Task Other_settings_may_change_while_effects_are_unsettled()
    {
        await using var server = await Acme.StartAsync();
        await Unsettled.AddAsync(server);
        var body = Acme.ErpBody;
        body["settings"]!["tolerance"] = 0.05;

        await server.CallAsync("PUT", Erp, body, null, ("If-Match", "*"));
    }

    [Fact]
    public async Task A_connection_is_deleted_once_nothing_uses_it_and_nothing_is_unsettled()
    {
        await using var server = await Acme.StartAsync();
        await Unsettled.AddAsync(server);
        (await server.SendAsync("DELETE", Erp)).IsProblem(HttpStatusCode.Conflict, "connection_used");
        Assert.Equal(HttpStatusCode.NoContent, (await server.SendAsync("DELETE", Shop)).Status);

        (await server.SendAsync("DELETE", Erp)).IsProblem(HttpStatusCode.Conflict, "effects_unsettled");
        (await server.SendAsync("DELETE", $"{Erp}?force=true&reason=x", (JsonNode?)null, null, ("If-Match", "\"9\""))).IsProblem(HttpStatusCode.PreconditionFailed, "precondition_failed");
        server.Grains.OnForce = hold => Unsettled.HoldAsync(server, hold);
        Assert.Equal(HttpStatusCode.NoContent, (await server.SendAsync("DELETE", $"{Erp}?force=true&reason=x")).Status);

        (await server.SendAsync("GET", Erp)).IsProblem(HttpStatusCode.NotFound, "not_found");
        (await server.SendAsync("DELETE", Erp)).IsProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Pause_and_resume_change_the_status_and_tell_the_owner()
    {
        await using var server = await Acme.StartAsync();
        server.Grains.Calls.Clear();

        Assert.Equal("paused", (string?)(await server.CallAsync("POST", $"{Erp}/pause")).Json["status"]);
        Assert.Equal("active", (string?)(await server.CallAsync("POST", $"{Erp}/resume")).Json["status"]);

        Assert.Equal(["Reload acme/erp", "Reload acme/erp"], server.Grains.Calls);
    }

    [Fact]
    public async Task A_pause_survives_a_change_and_refused_credentials_do_not()
    {
        await using var server = await Acme.StartAsync();
        await server.CallAsync("POST", $"{Erp}/pause");
        Assert.Equal("paused", (string?)(await server.CallAsync("PUT", Erp, Acme.ErpBody, null, ("If-Match", "*"))).Json["status"]);

        await RefuseCredentialsAsync(server);
        Assert.Equal("active", (string?)(await server.CallAsync("PUT", Erp, Acme.ErpBody, null, ("If-Match", "*"))).Json["status"]);
    }

    [Fact]
    public async Task A_test_keeps_what_it_finds_and_ends_a_pause_for_refused_credentials()
    {
        await using var server = await Acme.StartAsync();
        await RefuseCredentialsAsync(server);

        var test = await server.CallAsync("POST", $"{Erp}/test");

        Assert.True((bool)test.Json["ok"]!);
        Assert.Equal(1, (int)test.Json["found"]!["company"]!);
        var shown = await server.CallAsync("GET", Erp);
        Assert.Equal((1, "active"), ((int)shown.Json["found"]!["company"]!, (string?)shown.Json["status"]));
        Assert.Equal(shown.Etag, test.Etag);
        Assert.Equal(shown.Etag, (await server.CallAsync("POST", $"{Erp}/test")).Etag);
    }

    [Fact]
    public async Task The_status_says_that_credentials_were_refused_and_what_ends_that()
    {
        await using var server = await Acme.StartAsync();
        await RefuseCredentialsAsync(server);
        server.Grains.AreDown = true;

        var status = (await server.CallAsync("GET", $"{Erp}/status")).Json;

        Assert.Equal(
            ("auth_failed", "The credentials were refused: Odoo refuses the key. Nothing is sent until the connection is changed, tested well or resumed."),
            ((string?)status["status"], (string?)status["blocked"]));
    }

    [Theory]
    [InlineData("resume")]
    [InlineData("change")]
    public async Task A_pause_for_refused_credentials_ends_with(string what)
    {
        await using var server = await Acme.StartAsync();
        await RefuseCredentialsAsync(server);

        var ended = what == "resume" ? await server.CallAsync("POST", $"{Erp}/resume") : await server.CallAsync("PUT", Erp, Acme.ErpBody, null, ("If-Match", "*"));

        Assert.Equal(("active", null), ((string?)ended.Json["status"], (string?)ended.Json["statusReason"]));
    }

    [Fact]
    public async Task A_bad_test_leaves_the_pause_for_refused_credentials()
    {
        await using var server = await Acme.StartAsync();
        await RefuseCredentialsAsync(server);
        server.Erp.Test = _ => new(false, "The credentials are refused.", [], [], new(FailureClass.Auth, "refused", "Odoo refuses the key."));

        await server.CallAsync("POST", $"{Erp}/test");

        Assert.Equal("auth_failed", (string?)(await server.CallAsync("GET", Erp)).Json["status"]);
    }

    [Fact]
    public async Task A_test_says_what_is_missing_and_why_the_system_could_not_be_asked()
    {
        await using var server = await Acme.StartAsync();
        server.Erp.Test = _ => new(false, "The credentials are refused.", [], [new("/settings/company", "Name the company.")], new(FailureClass.Auth, "refused", "Odoo refuses the key."));

        var test = await server.CallAsync("POST", $"{Erp}/test");

        Assert.False((bool)test.Json["ok"]!);
        Assert.Equal("/settings/company", (string?)test.Json["problems"]![0]!["pointer"]);
        Assert.Equal(("auth", "refused"), ((string?)test.Json["failure"]!["class"], (string?)test.Json["failure"]!["code"]));
    }

    [Fact]
    public async Task A_moved_connection_forgets_what_was_found()
    {
        await using var server = await Acme.StartAsync();
        await server.CallAsync("POST", $"{Erp}/test");
        var body = Acme.ErpBody;
        body["settings"]!["database"] = "other";

        Assert.Empty((await server.CallAsync("PUT", Erp, body, null, ("If-Match", "*"))).Json["found"]!.AsObject());
    }

    [Fact]
    public async Task The_status_joins_the_stores_depth_with_the_owners_report()
    {
        await using var server = await Acme.StartAsync();
        await Unsettled.AddAsync(server);
        server.Grains.Report = server.Grains.Report with { Blocked = "The credentials are refused.", LastFailure = new(FailureClass.Auth, "refused", "Odoo refuses the key.") };
        server.Time.Advance(TimeSpan.FromSeconds(90));

        var status = (await server.CallAsync("GET", $"{Erp}/status")).Json;

        Assert.Equal(("active", "The credentials are refused.", 2, "refused"), ((string?)status["status"], (string?)status["blocked"], (int)status["inFlight"]!, (string?)status["lastFailure"]!["code"]));
        var lane = Assert.Single(status["lanes"]!.AsArray())!;
        Assert.Equal(("money", "sent", 1, 90.0), ((string?)lane["lane"], (string?)lane["status"], (int)lane["count"]!, (double)lane["oldestAgeSeconds"]!));
    }

    [Fact]
    public async Task The_status_answers_with_every_silo_down()
    {
        await using var server = await Acme.StartAsync();
        server.Grains.AreDown = true;

        var status = await server.CallAsync("GET", $"{Shop}/status");

        Assert.False((bool)status.Json["ownerAnswered"]!);
        Assert.EndsWith("/v1/hooks/acme/shop", (string?)status.Json["hookUrl"], StringComparison.Ordinal);
    }

    private static Task RefuseCredentialsAsync(TestServer server) => RewriteAsync(server, connection => connection with { Status = ConnectionStatus.AuthFailed, StatusReason = "Odoo refuses the key." });

    private static async Task RewriteAsync(TestServer server, Func<StoredConnection, StoredConnection> change)
    {
        var stored = (await server.Store.Tenants.FindConnectionAsync(new(new("acme"), new("erp")), default))!;
        Assert.NotNull(await server.Store.Tenants.PutConnectionAsync(change(stored), stored.Version, default));
    }
}
