using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Sandbox.Http;

namespace OdooGrains.Sandbox.WooCommerce;

/// <summary>One webhook on its way; WooCommerce sends it once, whatever is answered.</summary>
public sealed record WooDelivery(int Webhook, Uri Target, DateTimeOffset DueAt, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body);

/// <summary>
/// SIMULATION of WooCommerce's webhooks: subscriptions that are disabled after too many failures in a row, and deliveries that are made once, late in
/// quiet shops, each under an id of its own (WC_Webhook).
/// </summary>
public sealed class WooWebhooks(WooShop shop, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, JsonObject> _webhooks = [];
    private readonly List<WooDelivery> _waiting = [];
    private int _deliveries;

    /// <summary>What is still to be sent.</summary>
    public int Waiting
    {
        get { lock (_gate) { return _waiting.Count; } }
    }

    /// <summary>Subscribes, and gives the ping that WooCommerce sends for it: unsigned, and it wants exactly 200.</summary>
    public WooDelivery Subscribe(string topic, Uri target)
    {
        lock (_gate)
        {
            var id = _webhooks.Count + 1;
            _webhooks[id] = new()
            {
                ["id"] = id, ["name"] = topic, ["status"] = "active", ["topic"] = topic, ["delivery_url"] = target.ToString(), ["failures"] = 0, ["date_modified_gmt"] = WooBodies.Time(time.GetUtcNow()),
            };
            return new(id, target, time.GetUtcNow(), [new("Content-Type", "application/x-www-form-urlencoded")], Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"webhook_id={id}")));
        }
    }

    /// <summary>Sends what is due; returns how many were answered well.</summary>
    public async Task<int> SendAsync(HookPost post, CancellationToken cancellationToken)
    {
        var accepted = 0;
        foreach (var delivery in TakeDue())
        {
            // A success is a 2xx, 301 or 302.
            var isAccepted = await post.SendAsync(delivery.Target, delivery.Headers, delivery.Body, cancellationToken) is >= 200 and < 303;
            Delivered(delivery.Webhook, isAccepted);
            accepted += isAccepted ? 1 : 0;
        }

        return accepted;
    }

    /// <summary>What is due, in the order of sending; it waits no more.</summary>
    public IReadOnlyList<WooDelivery> TakeDue()
    {
        lock (_gate)
        {
            List<WooDelivery> due = [.. _waiting.Where(delivery => delivery.DueAt <= time.GetUtcNow()).OrderBy(delivery => delivery.DueAt)];
            _waiting.RemoveAll(due.Contains);
            return due;
        }
    }

    /// <summary>What came of a delivery: after too many failures in a row the webhook is disabled, and nothing is sent to it any more.</summary>
    public void Delivered(int webhook, bool isAccepted)
    {
        lock (_gate)
        {
            var one = _webhooks[webhook];
            var failures = (int)one["failures"]!;
            (one["failures"], one["status"]) = isAccepted ? (0, (string)one["status"]!) : failures > shop.FailuresMax ? (failures, "disabled") : (failures + 1, (string)one["status"]!);
        }
    }

    internal void Add(string topic, JsonObject body, TimeSpan delay)
    {
        lock (_gate)
        {
            foreach (var (id, webhook) in _webhooks.Where(one => (string)one.Value["topic"]! == topic && (string)one.Value["status"]! == "active"))
            {
                var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
                _waiting.Add(new(id, new((string)webhook["delivery_url"]!), time.GetUtcNow() + delay, Headers(id, topic, bytes), bytes));
            }
        }
    }

    internal JsonArray List(string? status)
    {
        lock (_gate) { return [.. _webhooks.Values.Where(webhook => status is null or "all" || (string)webhook["status"]! == status).Select(webhook => webhook.DeepClone())]; }
    }

    internal JsonObject? Set(int id, string status)
    {
        lock (_gate)
        {
            if (!_webhooks.TryGetValue(id, out var webhook)) { return null; }
            (webhook["status"], webhook["failures"]) = (status, 0);
            return (JsonObject)webhook.DeepClone();
        }
    }

    private KeyValuePair<string, string>[] Headers(int webhook, string topic, byte[] body) =>
    [
        new("Content-Type", "application/json"),
        new("X-WC-Webhook-Source", "https://shop.example/"),
        new("X-WC-Webhook-Topic", topic),
        new("X-WC-Webhook-Resource", topic.Split('.')[0]),
        new("X-WC-Webhook-Event", topic.Split('.')[1]),
        new("X-WC-Webhook-Signature", Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(shop.WebhookSecret), body))),
        new("X-WC-Webhook-ID", webhook.ToString(CultureInfo.InvariantCulture)),
        new("X-WC-Webhook-Delivery-ID", string.Create(CultureInfo.InvariantCulture, $"simulated-{++_deliveries}")),
        new("User-Agent", "SIMULATION-of-WooCommerce Hookshot"),
    ];
}
