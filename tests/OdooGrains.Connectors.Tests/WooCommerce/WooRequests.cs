using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Connectors.Tests.WooCommerce;

/// <summary>Signed webhooks of one shop.</summary>
internal static class WooRequests
{
    public const string Secret = "canary-webhook-secret", Key = "ck_canary", KeySecret = "cs_canary";

    public static ConnectionConfig Connection(JsonObject? settings = null, Uri? url = null, params string[] secrets)
    {
        JsonObject all = new() { ["url"] = url?.ToString() ?? "https://shop.example", ["erp"] = "odoo" };
        foreach (var (name, value) in settings ?? [])
        {
            all[name] = value?.DeepClone();
        }

        return new()
        {
            Key = new(new TenantId("acme"), new ConnectionId("shop")),
            Kind = "woocommerce",
            Version = 1,
            Settings = all,
            Secrets = new Dictionary<string, IReadOnlyList<string>> { ["webhookSecret"] = secrets is [] ? [Secret] : secrets, ["consumerKey"] = [Key], ["consumerSecret"] = [KeySecret] },
        };
    }

    public static InboundRequest Signed(byte[] body, string topic = "order.updated", string secret = Secret, Dictionary<string, string?>? headers = null)
    {
        Dictionary<string, string?> all = new(StringComparer.OrdinalIgnoreCase)
        {
            ["Content-Type"] = "application/json",
            ["X-WC-Webhook-Source"] = "https://shop.example/",
            ["X-WC-Webhook-Topic"] = topic,
            ["X-WC-Webhook-Signature"] = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)),
            ["X-WC-Webhook-ID"] = "142",
            ["X-WC-Webhook-Delivery-ID"] = "8f14e45f",
        };
        foreach (var (name, value) in headers ?? [])
        {
            all[name] = value;
        }

        return new(name => all.GetValueOrDefault(name), body, new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    }

    public static InboundRequest Signed(string body, string topic = "order.updated") => Signed(Encoding.UTF8.GetBytes(body), topic);

    public static JsonObject Sample() => (JsonObject)JsonNode.Parse(Resources.Bytes("woo_order_727.json"))!;

    public static byte[] Bytes(JsonNode body) => Encoding.UTF8.GetBytes(body.ToJsonString());
}
