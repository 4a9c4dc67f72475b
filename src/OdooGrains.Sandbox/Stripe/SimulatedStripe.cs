using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Sandbox.Http;

namespace OdooGrains.Sandbox.Stripe;

/// <summary>
/// SIMULATION of one Stripe account: payment intents, refunds and disputes, the events that they make, and what the API lists of them. The buyer, the
/// shop and the bank act through its methods. Synchronous, without I/O and deterministic. Safe to call from several threads.
/// </summary>
public sealed class SimulatedStripe : ISimulatedSite
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly Dictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly List<JsonObject> _events = [];
    private int _ids;

    public SimulatedStripe(StripeAccount account, TimeProvider time)
    {
        (Account, _time, _random) = (account, time, new Random(account.Seed));
        Webhooks = new(account, time);
    }

    public string Welcome => "SIMULATION of Stripe. No money is moved.";

    public StripeAccount Account { get; }

    public StripeWebhooks Webhooks { get; }

    /// <summary>The buyer pays, and the money is only reserved where <paramref name="isManual"/>.</summary>
    /// <param name="amount">In the currency's smallest unit.</param>
    /// <param name="order">What the shop writes into the metadata as order_id; null for a shop that writes nothing.</param>
    /// <returns>The payment intent.</returns>
    public string Pay(long amount, string currency = "usd", string? order = null, bool isManual = false)
    {
        lock (_gate)
        {
            var intent = Make("pi", "payment_intent", new()
            {
                ["amount"] = amount, ["amount_capturable"] = isManual ? amount : 0, ["amount_received"] = isManual ? 0 : amount,
                ["capture_method"] = isManual ? "manual" : "automatic", ["currency"] = currency,
                ["metadata"] = order is null ? [] : new JsonObject { ["order_id"] = order }, ["status"] = isManual ? "requires_capture" : "succeeded",
            });
            Happened(isManual ? "payment_intent.amount_capturable_updated" : "payment_intent.succeeded", intent);
            return Id(intent);
        }
    }

    /// <summary>A card is refused; the buyer may try again.</summary>
    public string Fail(long amount, string currency = "usd", string? order = null)
    {
        lock (_gate)
        {
            var intent = Make("pi", "payment_intent", new()
            {
                ["amount"] = amount, ["amount_capturable"] = 0, ["amount_received"] = 0, ["capture_method"] = "automatic", ["currency"] = currency,
                ["last_payment_error"] = new JsonObject { ["code"] = "card_declined" }, ["metadata"] = order is null ? [] : new JsonObject { ["order_id"] = order },
                ["status"] = "requires_payment_method",
            });
            Happened("payment_intent.payment_failed", intent);
            return Id(intent);
        }
    }

    /// <summary>The buyer's next card is taken.</summary>
    public void TryAgain(string intent) => Change(intent, "payment_intent.succeeded", one => (one["status"], one["amount_received"], one["last_payment_error"]) = ("succeeded", (long)one["amount"]!, null));

    public void Capture(string intent, long? amount = null)
        => Change(intent, "payment_intent.succeeded", one => (one["status"], one["amount_received"], one["amount_capturable"]) = ("succeeded", amount ?? (long)one["amount"]!, 0));

    public void Cancel(string intent) => Change(intent, "payment_intent.canceled", one => (one["status"], one["amount_capturable"]) = ("canceled", 0));

    /// <param name="refund">What the shop writes into the metadata as refund_id; null for a refund made at Stripe.</param>
    /// <returns>The refund, which is pending.</returns>
    public string Refund(string intent, long amount, string? refund = null)
    {
        lock (_gate)
        {
            var made = Make("re", "refund", new()
            {
                ["amount"] = amount, ["currency"] = (string?)_objects[intent]["currency"], ["metadata"] = refund is null ? [] : new JsonObject { ["refund_id"] = refund },
                ["payment_intent"] = intent, ["reason"] = "requested_by_customer", ["status"] = "pending",
            });
            Happened("refund.created", made);
            return Id(made);
        }
    }

    /// <summary>The bank has paid a refund out, or sends it back.</summary>
    public void Settle(string refund, bool isPaid = true) => Change(refund, isPaid ? "refund.updated" : "refund.failed", one => one["status"] = isPaid ? "succeeded" : "failed");

    public string Dispute(string intent)
    {
        lock (_gate)
        {
            var payment = _objects[intent];
            var dispute = Make("du", "dispute", new()
            {
                ["amount"] = (long)payment["amount_received"]!, ["currency"] = (string?)payment["currency"], ["metadata"] = new JsonObject(), ["payment_intent"] = intent, ["status"] = "needs_response",
            });
            Happened("charge.dispute.created", dispute);
            return Id(dispute);
        }
    }

    public void Close(string dispute, bool isWon) => Change(dispute, "charge.dispute.closed", one => one["status"] = isWon ? "won" : "lost");

    /// <summary>An event about something else than a payment, as an account makes many.</summary>
    public void Other(string type)
    {
        lock (_gate) { Happened(type, Make("obj", type.Split('.')[0], [])); }
    }

    public SiteAnswer Handle(SiteRequest request)
    {
        lock (_gate)
        {
            return request.Headers.GetValueOrDefault("Authorization") != $"Bearer {Account.ApiKey}" ? Error(401, "Invalid API Key provided")
                : (request.Method, request.Path.Split('/')) switch
                {
                    ("GET", ["", "v1", "events"]) => StripeLists.Events(_events, request),
                    ("GET", ["", "v1", "payment_intents" or "refunds" or "disputes", var id]) when _objects.TryGetValue(id, out var found) => SiteAnswer.Json(found),
                    _ => Error(404, "Unrecognized request URL"),
                };
        }
    }

    internal static SiteAnswer Error(int status, string message)
        => SiteAnswer.Json(new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["type"] = "invalid_request_error" } }, status);

    private void Change(string id, string type, Action<JsonObject> change)
    {
        lock (_gate)
        {
            change(_objects[id]);
            Happened(type, _objects[id]);
        }
    }

    private JsonObject Make(string prefix, string kind, JsonObject rest)
    {
        rest["id"] = string.Create(CultureInfo.InvariantCulture, $"{prefix}_{++_ids:d8}");
        rest["object"] = kind;
        rest["created"] = _time.GetUtcNow().ToUnixTimeSeconds();
        _objects[Id(rest)] = rest;
        return rest;
    }

    private void Happened(string type, JsonObject subject)
    {
        var copies = _random.Next(1000) < Account.TwinsPerMille ? 2 : 1;
        for (var copy = 0; copy < copies; copy++)
        {
            JsonObject happened = new()
            {
                ["id"] = string.Create(CultureInfo.InvariantCulture, $"evt_{++_ids:d8}"), ["object"] = "event", ["api_version"] = "2025-03-31.basil",
                ["created"] = _time.GetUtcNow().ToUnixTimeSeconds(), ["data"] = new JsonObject { ["object"] = subject.DeepClone() }, ["livemode"] = false, ["pending_webhooks"] = 1, ["type"] = type,
            };
            _events.Add(happened);
            Webhooks.Add(happened);
        }
    }

    private static string Id(JsonObject of) => (string)of["id"]!;
}
