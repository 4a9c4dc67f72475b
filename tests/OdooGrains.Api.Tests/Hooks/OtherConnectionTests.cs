using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Api.Tests.Hooks;

/// <summary>Events of a payment provider concern orders of a shop; and what is no event is only answered.</summary>
public sealed class OtherConnectionTests
{
    private const string Secret = "whsec_simulated";
    private static readonly TenantId Tenant = new(Acme.Tenant);

    [Fact]
    public async Task An_event_that_names_an_order_is_the_orders_of_the_shop_and_is_hinted_to_it()
    {
        await using var server = await StartAsync();

        var answer = await PayAsync(server, """{"order_id":"1001"}""");

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        var stored = Assert.Single(server.Store.StoredEvents);
        Assert.Equal((new ConnectionId("stripe"), new ConnectionId("shop"), new DocumentKey(Tenant, new("shop"), "1001")), (stored.Connection.Connection, stored.Channel, stored.Document));
        Assert.Equal(stored.Document, Assert.Single(server.Hints.Events).Document);
        Assert.True((bool)(await PayAsync(server, """{"order_id":"1001"}""")).Json["duplicate"]!);
    }

    [Fact]
    public async Task An_event_that_names_none_is_kept_under_its_payment()
    {
        await using var server = await StartAsync();

        await PayAsync(server, "{}");

        var stored = Assert.Single(server.Store.StoredEvents);
        Assert.Equal((EventStatus.Open, new DocumentKey(Tenant, new("shop"), "payment:pi_1")), (stored.Status, stored.Document));
        var shown = (await server.CallAsync("GET", "/v1/tenants/acme/connections/stripe/events")).Json["items"]![0]!;
        Assert.Equal(("shop", "payment:pi_1"), ((string?)shown["channel"], (string?)shown["documentId"]));
    }

    [Fact]
    public async Task Accepting_it_reads_nothing_but_the_directory()
    {
        await using var server = await StartAsync();
        await PayAsync(server, """{"order_id":"1"}""");
        server.Weather.Calls.Clear();

        await PayAsync(server, """{"order_id":"2"}""");

        Assert.Equal(["Inbox.Accept"], server.Weather.Calls);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("erp")]
    public async Task A_channel_must_be_a_connection_that_sends_orders(string channel)
    {
        await using var server = await Acme.StartAsync();

        var answer = await server.SendAsync("PUT", "/v1/tenants/acme/connections/stripe", Stripe(channel));

        Assert.Equal(["/settings/channel"], answer.Pointers);
    }

    [Fact]
    public async Task An_ERP_must_be_a_connection_that_books_orders()
    {
        await using var server = await StartAsync();
        var woo = Woo();
        woo["settings"]!["erp"] = "shop";

        Assert.Equal(["/settings/erp"], (await server.SendAsync("PUT", "/v1/tenants/acme/connections/woo", woo)).Pointers);
    }

    [Fact]
    public async Task A_shop_that_is_paid_for_elsewhere_is_not_deleted()
    {
        await using var server = await StartAsync();

        (await server.SendAsync("DELETE", "/v1/tenants/acme/connections/shop")).IsProblem(HttpStatusCode.Conflict, "connection_used");
    }

    [Fact]
    public async Task The_ping_of_a_new_webhook_is_answered_200_and_nothing_is_stored()
    {
        await using var server = await StartAsync();
        await server.CallAsync("PUT", "/v1/tenants/acme/connections/woo", Woo());

        var answer = await server.SendAsync("POST", "/v1/hooks/acme/woo", new StringContent("webhook_id=142", Encoding.ASCII, "application/x-www-form-urlencoded"), "");

        Assert.Equal((HttpStatusCode.OK, ""), (answer.Status, answer.Text));
        Assert.Empty(server.Store.StoredEvents);
    }

    private static async Task<TestServer> StartAsync()
    {
        var server = await Acme.StartAsync();
        await server.CallAsync("PUT", "/v1/tenants/acme/connections/stripe", Stripe("shop"));
        return server;
    }

    private static JsonObject Stripe(string channel) => new()
    {
        ["kind"] = "stripe",
        ["settings"] = new JsonObject { ["channel"] = channel },
        ["secrets"] = new JsonObject { ["webhookSecret"] = Secret },
    };

    private static JsonObject Woo() => new()
    {
        ["kind"] = "woocommerce",
        ["settings"] = new JsonObject { ["url"] = "https://shop.example", ["erp"] = "erp" },
        ["secrets"] = new JsonObject { ["webhookSecret"] = "secret" },
    };

    private static Task<Answer> PayAsync(TestServer server, string metadata)
    {
        var body = new JsonObject
        {
            ["id"] = $"evt_{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(metadata))}",
            ["type"] = "payment_intent.succeeded",
            ["created"] = 1_795_176_000,
            ["data"] = new JsonObject { ["object"] = new JsonObject { ["id"] = "pi_1", ["object"] = "payment_intent", ["metadata"] = JsonNode.Parse(metadata) } },
        }.ToJsonString();
        var timestamp = server.Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}")));
        return server.SendAsync("POST", "/v1/hooks/acme/stripe", new StringContent(body, Encoding.UTF8, "application/json"), "", ("Stripe-Signature", $"t={timestamp},v1={signature}"));
    }
}
