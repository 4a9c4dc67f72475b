using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace OdooGrains.Api.Tests.Kit;

/// <summary>A tenant with an ERP and a shop, set up through the front as an admin would, and the shop's webhooks.</summary>
public static class Acme
{
    public const string Tenant = "acme", Shop = "acme.myshopify.com", WebhookSecret = "canary-webhook-secret-1", ApiKey = "canary-api-key-1";

    public static JsonObject ErpBody => new()
    {
        ["kind"] = "odoo",
        ["settings"] = new JsonObject { ["url"] = "https://erp.example", ["database"] = "acme", ["login"] = "bot" },
        ["secrets"] = new JsonObject { ["apiKey"] = ApiKey },
    };

    public static JsonObject ShopBody => new()
    {
        ["kind"] = "shopify",
        ["settings"] = new JsonObject { ["shop"] = Shop, ["erp"] = "erp" },
        ["secrets"] = new JsonObject { ["webhookSecret"] = WebhookSecret },
    };

    public static async Task<TestServer> StartAsync(Func<ApiOptions, ApiOptions>? change = null)
    {
        var server = await TestServer.StartAsync(change);
        await AddTenantAsync(server, Tenant);
        return server;
    }

    public static async Task AddTenantAsync(TestServer server, string tenant)
    {
        await server.CallAsync("POST", "/v1/tenants", new JsonObject { ["id"] = tenant, ["name"] = $"{tenant} GmbH" });
        await server.CallAsync("PUT", $"/v1/tenants/{tenant}/connections/erp", ErpBody);
        await server.CallAsync("PUT", $"/v1/tenants/{tenant}/connections/shop", ShopBody);
    }

    /// <summary>A new key of the tenant.</summary>
    public static async Task<string> KeyAsync(TestServer server, string tenant = Tenant)
        => (string)(await server.CallAsync("POST", $"/v1/tenants/{tenant}/keys", new JsonObject { ["name"] = "a program" })).Json["key"]!;

    public static byte[] Order(long id = 1001, string updatedAt = "2026-11-20T12:00:00Z", string more = "") => Encoding.UTF8.GetBytes($$"""{"id":{{id}},"updated_at":"{{updatedAt}}"{{more}}}""");

    public static string Sign(byte[] body, string secret = WebhookSecret) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>Sends a signed webhook.</summary>
    public static Task<Answer> HookAsync(
        TestServer server, byte[] body, string topic = "orders/create", string? delivery = "d-1", string? signature = null, string path = "/v1/hooks/acme/shop", string? contentType = "application/json", params (string, string)[] headers)
    {
        var content = new ByteArrayContent(body);
        if (contentType is not null)
        {
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        (string, string)[] own = delivery is null ? [] : [("X-Shopify-Webhook-Id", delivery)];
        return server.SendAsync("POST", path, content, "",
            [.. own, ("X-Shopify-Topic", topic), ("X-Shopify-Shop-Domain", Shop), ("X-Shopify-Hmac-Sha256", signature ?? Sign(body)), .. headers]);
    }
}
