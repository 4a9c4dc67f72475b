using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Shopify;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Connectors.Tests.Shopify;

/// <summary>Signed webhooks of one shop.</summary>
internal static class ShopifyRequests
{
    public const string Shop = "acme.myshopify.com";
    public const string Secret = "shpss_canary-webhook-secret";

    public static IInboundConnector Inbound { get; } = new ShopifyConnector(new SilentEgress(), new KeptSecrets(), TimeProvider.System).Inbound;

    public static ConnectionConfig Connection(params string[] secrets) => new()
    {
        Key = new(new TenantId("acme"), new ConnectionId("shop")),
        Kind = "shopify",
        Version = 1,
        Settings = new JsonObject { ["shop"] = Shop, ["erp"] = "odoo" },
        Secrets = new Dictionary<string, IReadOnlyList<string>> { ["webhookSecret"] = secrets is [] ? [Secret] : secrets },
    };

    public static InboundRequest Signed(byte[] body, string topic = "orders/create", string secret = Secret, Dictionary<string, string?>? headers = null)
    {
        Dictionary<string, string?> all = new(StringComparer.OrdinalIgnoreCase)
        {
            ["Content-Type"] = "application/json",
            ["X-Shopify-Hmac-Sha256"] = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)),
            ["X-Shopify-Shop-Domain"] = Shop,
            ["X-Shopify-Topic"] = topic,
            ["X-Shopify-Webhook-Id"] = "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
        };
        foreach (var (name, value) in headers ?? [])
        {
            all[name] = value;
        }

        return new(name => all.GetValueOrDefault(name), body, new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    }

    public static InboundRequest Signed(string body, string topic = "orders/create") => Signed(Encoding.UTF8.GetBytes(body), topic);
}
