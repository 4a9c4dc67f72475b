using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Connectors.Tests.Stripe;

/// <summary>Signed events of one account.</summary>
internal static class StripeRequests
{
    public const string Secret = "whsec_canary-webhook-secret";

    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static ConnectionConfig Connection(JsonObject? settings = null, params string[] secrets)
    {
        JsonObject all = new() { ["channel"] = "shop" };
        foreach (var (name, value) in settings ?? [])
        {
            all[name] = value?.DeepClone();
        }

        return new()
        {
            Key = new(new TenantId("acme"), new ConnectionId("stripe")),
            Kind = "stripe",
            Version = 1,
            Settings = all,
            Secrets = new Dictionary<string, IReadOnlyList<string>> { ["webhookSecret"] = secrets is [] ? [Secret] : secrets },
        };
    }

    public static string Signature(byte[] body, DateTimeOffset at, string secret = Secret)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={timestamp},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.ASCII.GetBytes($"{timestamp}."), .. body]))}";
    }

    public static InboundRequest Signed(byte[] body, string? signature = null, string? contentType = "application/json; charset=utf-8") => new(
        name => name switch
        {
            "Content-Type" => contentType,
            "Stripe-Signature" => signature ?? Signature(body, Now),
            _ => null,
        },
        body,
        Now);

    public static InboundRequest Signed(JsonObject body) => Signed(Bytes(body));

    public static byte[] Bytes(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());

    /// <summary>An event as Stripe makes it.</summary>
    public static JsonObject Event(string type, JsonObject subject, string id = "evt_1", long created = 1_795_176_000) => new()
    {
        ["id"] = id,
        ["object"] = "event",
        ["api_version"] = "2025-03-31.basil",
        ["created"] = created,
        ["data"] = new JsonObject { ["object"] = subject },
        ["livemode"] = false,
        ["pending_webhooks"] = 1,
        ["type"] = type,
    };

    public static JsonObject Intent(string status = "succeeded", long amount = 1099, string currency = "usd", string? order = "1001") => new()
    {
        ["id"] = "pi_1",
        ["object"] = "payment_intent",
        ["amount"] = amount,
        ["amount_capturable"] = status == "requires_capture" ? amount : 0,
        ["amount_received"] = status == "succeeded" ? amount : 0,
        ["currency"] = currency,
        ["status"] = status,
        ["metadata"] = order is null ? [] : new JsonObject { ["order_id"] = order },
    };

    public static JsonObject Refund(string status = "succeeded", long amount = 500, string? name = null) => new()
    {
        ["id"] = "re_1",
        ["object"] = "refund",
        ["amount"] = amount,
        ["charge"] = "ch_1",
        ["currency"] = "usd",
        ["payment_intent"] = "pi_1",
        ["reason"] = "requested_by_customer",
        ["status"] = status,
        ["metadata"] = name is null ? [] : new JsonObject { ["refund_id"] = name },
    };

    public static JsonObject Dispute(string status) => new()
    {
        ["id"] = "du_1",
        ["object"] = "dispute",
        ["amount"] = 1099,
        ["charge"] = "ch_1",
        ["currency"] = "usd",
        ["payment_intent"] = "pi_1",
        ["status"] = status,
        ["metadata"] = new JsonObject(),
    };

    public static JsonObject Vector(string name) => (JsonObject)JsonNode.Parse(Resources.Bytes(name))!;
}
