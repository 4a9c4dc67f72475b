using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OdooGrains.Sandbox.Http;

namespace OdooGrains.Sandbox.Stripe;

/// <summary>One event as it is sent: what is sent again is signed anew, at the time of sending.</summary>
public sealed record StripeDelivery(string EventId, byte[] Body);

/// <summary>SIMULATION of Stripe's webhook sender: each event to one endpoint, some twice, some never, and in no order.</summary>
public sealed class StripeWebhooks(StripeAccount account, TimeProvider time)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly Lock _gate = new();
    private readonly Random _random = new(account.Seed + 1);
    private readonly List<StripeDelivery> _waiting = [];

    /// <summary>What is still to be sent.</summary>
    public int Waiting
    {
        get { lock (_gate) { return _waiting.Count; } }
    }

    /// <summary>Sends all that waits, in disorder; what is not answered 2xx waits on. Returns how many were.</summary>
    public async Task<int> SendAsync(HookPost post, Uri target, CancellationToken cancellationToken)
    {
        var accepted = 0;
        foreach (var delivery in Take())
        {
            if (await post.SendAsync(target, Headers(delivery), delivery.Body, cancellationToken) is >= 200 and < 300) { accepted++; }
            else { lock (_gate) { _waiting.Add(delivery); } }
        }

        return accepted;
    }

    /// <summary>All that waits, in the order of sending; it waits no more.</summary>
    public IReadOnlyList<StripeDelivery> Take()
    {
        lock (_gate)
        {
            List<StripeDelivery> ordered = [];
            while (_waiting.Count > 0)
            {
                var at = _random.Next(Math.Min(_waiting.Count, account.DisorderMax));
                ordered.Add(_waiting[at]);
                _waiting.RemoveAt(at);
            }

            return ordered;
        }
    }

    /// <summary>The header fields of an attempt that leaves now (https://docs.stripe.com/webhooks#verify-manually).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers(StripeDelivery delivery)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(account.WebhookSecret), (byte[])[.. Encoding.ASCII.GetBytes($"{timestamp}."), .. delivery.Body]);
        return [new("Content-Type", "application/json; charset=utf-8"), new("Stripe-Signature", $"t={timestamp},v1={Convert.ToHexStringLower(signature)},v0=simulated"), new("User-Agent", "SIMULATION-of-Stripe/1.0")];
    }

    internal void Add(JsonObject happened)
    {
        lock (_gate)
        {
            if (_random.Next(1000) < account.LostPerMille) { return; }
            // Webhooks are written with line breaks, lists without: the same event has two texts.
            var delivery = new StripeDelivery((string)happened["id"]!, Encoding.UTF8.GetBytes(happened.ToJsonString(Indented)));
            _waiting.Add(delivery);
            if (_random.Next(1000) < account.DuplicatesPerMille) { _waiting.Add(delivery); }
        }
    }
}
