using System.Net;
using System.Text.Json.Nodes;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Alerts;
using OdooGrains.Storage.Secrets;

namespace OdooGrains.Api.Tests.Alerts;

public sealed class AlertTests
{
    private const string Alerts = "/v1/tenants/acme/alerts", Webhook = $"{Alerts}/webhook", Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Fact]
    public async Task Alerts_are_listed_newest_first_paged_and_to_their_tenant_only()
    {
        await using var server = await Acme.StartAsync();
        await Acme.AddTenantAsync(server, "other");
        for (var number = 1; number <= 3; number++)
        {
            await RaiseAsync(server, "acme", $"10/{number}");
            server.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await RaiseAsync(server, "other", "1");
        var newest = (await server.Store.Alerts.ListAsync(new("acme"), true, null, 1, default)).Single().Alert;
        await server.Store.Alerts.EndAsync(newest, true, server.Time.GetUtcNow(), default);

        var key = await Acme.KeyAsync(server);
        var first = await server.CallAsync("GET", $"{Alerts}?limit=2", key: key);
        var second = await server.CallAsync("GET", $"{Alerts}?limit=2&cursor={first.Json["next"]}", key: key);
        Assert.Equal(["shop/10%2F3", "shop/10%2F2", "shop/10%2F1"], Items(first).Concat(Items(second)).Select(item => (string?)item!["subject"]));
        Assert.Null(second.Json["next"]);
        Assert.Equal(("stall", "raised", "platform", "waiting"), ((string?)Items(first)[0]!["kind"], (string?)Message(first)["event"], (string?)Message(first)["target"], (string?)Message(first)["delivery"]));
        Assert.NotNull(Items(first)[0]!["endedAt"]);
        Assert.Equal(2, Items(await server.CallAsync("GET", $"{Alerts}?open=true", key: key)).Count);
        (await server.SendAsync("GET", $"{Alerts}?cursor=1.2", key: key)).IsProblem(HttpStatusCode.BadRequest, "bad_cursor");
        (await server.SendAsync("GET", "/v1/tenants/other/alerts", key: key)).IsProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_webhook_is_set_shown_without_its_secret_and_taken_away()
    {
        await using var server = await Acme.StartAsync();
        var key = await Acme.KeyAsync(server);
        (await server.SendAsync("GET", Webhook, key: key)).IsProblem(HttpStatusCode.NotFound, "not_found");

        await server.CallAsync("PUT", Webhook, Body("https://ops.example/alerts?x=1", Secret), key);

        var shown = await server.CallAsync("GET", Webhook, key: key);
        Assert.Equal("https://ops.example/alerts?x=1", (string?)shown.Json["url"]);
        Assert.DoesNotContain("whsec", shown.Text, StringComparison.Ordinal);
        var stored = await server.Store.Alerts.FindWebhookAsync(new("acme"), default);
        Assert.Equal(Secret, server.Get<SecretBox>().Open(new TenantId("acme"), AlertWebhook.SecretName, stored!.Secret.Span));
        Assert.DoesNotContain(Secret[6..], System.Text.Encoding.UTF8.GetString(stored.Secret.Span), StringComparison.Ordinal);
        Assert.DoesNotContain(server.Log.Lines, line => line.Line.Contains(Secret, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NoContent, (await server.SendAsync("DELETE", Webhook, key: key)).Status);
        (await server.SendAsync("DELETE", Webhook, key: key)).IsProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("ftp://ops.example", Secret, "/url")]
    [InlineData("/alerts", Secret, "/url")]
    [InlineData("https://user:pass@ops.example", Secret, "/url")]
    [InlineData("https://ops.example:5432/", Secret, "/url")]
    [InlineData("https://ops.example", "whsec_short", "/secret")]
    [InlineData("gopher://ops.example", "guess", "/url,/secret")]
    public async Task What_cannot_be_called_or_signed_with_is_refused(string url, string secret, string pointers)
    {
        await using var server = await Acme.StartAsync();

        var answer = await server.SendAsync("PUT", Webhook, Body(url, secret));

        answer.IsProblem(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal(pointers.Split(','), answer.Pointers);
        Assert.DoesNotContain("guess", answer.Text, StringComparison.Ordinal);
    }

    private static JsonObject Body(string url, string secret) => new() { ["url"] = url, ["secret"] = secret };

    private static JsonArray Items(Answer answer) => answer.Json["items"]!.AsArray();

    private static JsonNode Message(Answer answer) => Items(answer)[0]!["webhooks"]![0]!;

    private static async Task RaiseAsync(TestServer server, string tenant, string document)
    {
        var now = server.Time.GetUtcNow();
        var alert = new Alert { Id = Guid.CreateVersion7(now), Key = new(new(tenant), AlertKind.Stall, new("shop"), document), Since = now, RaisedAt = now };
        Assert.True(await server.Store.Alerts.RaiseAsync(alert, toPlatform: true, now.AddDays(-30), default));
    }
}
