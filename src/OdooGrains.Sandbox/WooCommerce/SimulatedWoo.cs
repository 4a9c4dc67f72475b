using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Sandbox.Http;

namespace OdooGrains.Sandbox.WooCommerce;

/// <summary>
/// SIMULATION of one WooCommerce shop: its orders, refunds, products and webhooks, and the part of the REST API wc/v3 that integrations use. Buyers and
/// shopkeepers act through its methods. Synchronous, without I/O and deterministic. Safe to call from several threads.
/// </summary>
public sealed class SimulatedWoo : ISimulatedSite
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly WooBodies _bodies;
    private readonly Random _random;
    private int _ids = 100;

    public SimulatedWoo(WooShop shop, TimeProvider time)
    {
        (Shop, _time, _bodies, _random) = (shop, time, new(shop), new Random(shop.Seed));
        Webhooks = new(shop, time);
    }

    public string Welcome => "SIMULATION of WooCommerce. Nothing is sold here.";

    public WooShop Shop { get; }

    public WooWebhooks Webhooks { get; }

    /// <summary>Answers that are lost after the shop has done what was asked: how many of the next ones that change something.</summary>
    public int LostAnswers { get; set; }

    /// <summary>Requests handled so far.</summary>
    public int Calls { get; private set; }

    internal SortedDictionary<int, JsonObject> Orders { get; } = [];

    internal Dictionary<int, List<JsonObject>> Refunds { get; } = [];

    internal SortedDictionary<int, JsonObject> Products { get; } = [];

    /// <summary>A copy of an order as it stands.</summary>
    public JsonObject Order(int id)
    {
        lock (_gate) { return (JsonObject)Orders[id].DeepClone(); }
    }

    /// <summary>Lists a product; a variation where it has a parent.</summary>
    public int Stock(string sku, int? quantity, int parent = 0)
    {
        lock (_gate)
        {
            var id = NextId();
            Products[id] = new() { ["id"] = id, ["sku"] = sku, ["parent_id"] = parent, ["manage_stock"] = quantity is not null, ["stock_quantity"] = quantity };
            return id;
        }
    }

    /// <summary>What the shop has of a product; null where it keeps no stock of it.</summary>
    public int? Level(string sku)
    {
        lock (_gate) { return (int?)Product(sku)["stock_quantity"]; }
    }

    /// <summary>A checkout takes it off the shop's own level, as WooCommerce does; false where there is less, and nothing is sold.</summary>
    public bool Take(string sku, int quantity)
    {
        lock (_gate)
        {
            var level = (int)Product(sku)["stock_quantity"]!;
            if (level >= quantity) { Product(sku)["stock_quantity"] = level - quantity; }
            return level >= quantity;
        }
    }

    /// <summary>A buyer comes to the checkout; the order waits for its payment.</summary>
    public int Place(decimal shipping, params WooItem[] items)
    {
        lock (_gate)
        {
            var id = NextId();
            Orders[id] = _bodies.Order(id, items, shipping, _time.GetUtcNow(), NextId);
            Announce("order.created", id);
            return id;
        }
    }

    /// <param name="intent">The provider's id of the payment, which the plugin writes into the meta data; null for a plugin that does not.</param>
    public void Pay(int id, string? intent, string transaction = "") => Change(id, order =>
    {
        (order["status"], order["transaction_id"]) = ("processing", transaction);
        _bodies.Date(order, "date_paid", _time.GetUtcNow());
        if (intent is not null) { order["meta_data"]!.AsArray().Add(new JsonObject { ["id"] = NextId(), ["key"] = "_stripe_intent_id", ["value"] = intent }); }
    });

    public void Set(int id, string status) => Change(id, order => order["status"] = status);

    /// <summary>A plugin writes meta data nobody cares for.</summary>
    public void Touch(int id) => Change(id, order => order["meta_data"]!.AsArray().Add(new JsonObject { ["id"] = NextId(), ["key"] = "_viewed", ["value"] = "1" }));

    /// <summary>The shop gives part of a line back. There is no webhook for it: the order is updated.</summary>
    public int Refund(int id, int line, decimal quantity, decimal gross, string reason = "")
    {
        var refund = 0;
        Change(id, order =>
        {
            refund = NextId();
            var body = _bodies.Refund(refund, [((JsonObject)order["line_items"]![line]!, quantity, gross)], gross, reason, _time.GetUtcNow(), NextId);
            Refunds.TryAdd(id, []);
            Refunds[id].Add(body);
            order["refunds"]!.AsArray().Add(new JsonObject { ["id"] = refund, ["reason"] = reason, ["total"] = WooBodies.Money(-gross) });
        });
        return refund;
    }

    /// <summary>The shop puts the order into the bin; all that is told is its id.</summary>
    public void Delete(int id)
    {
        lock (_gate)
        {
            Orders.Remove(id);
            Webhooks.Add("order.deleted", new() { ["id"] = id }, TimeSpan.Zero);
        }
    }

    public SiteAnswer Handle(SiteRequest request)
    {
        lock (_gate)
        {
            Calls++;
            var login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Shop.ConsumerKey}:{Shop.ConsumerSecret}"));
            if (request.Headers.GetValueOrDefault("Authorization") != $"Basic {login}") { return WooRest.Error(401, "woocommerce_rest_cannot_view"); }
            var answer = new WooRest(this).Handle(request);
            var isLost = request.Method != "GET" && LostAnswers > 0;
            LostAnswers -= isLost ? 1 : 0;
            return answer with { IsLost = isLost };
        }
    }

    private JsonObject Product(string sku) => Products.Values.FirstOrDefault(product => (string?)product["sku"] == sku) ?? throw new ArgumentException($"The shop lists no product '{sku}'.", nameof(sku));

    internal int NextId() => ++_ids;

    internal void Change(int id, Action<JsonObject> change)
    {
        lock (_gate)
        {
            change(Orders[id]);
            _bodies.Date(Orders[id], "date_modified", _time.GetUtcNow());
            Announce("order.updated", id);
            if (_random.Next(1000) < Shop.RepeatedPerMille) { Announce("order.updated", id); }
        }
    }

    private void Announce(string topic, int id)
        => Webhooks.Add(topic, (JsonObject)Orders[id].DeepClone(), _random.Next(1000) < Shop.DelayedPerMille ? Shop.DelayMax * _random.NextDouble() : TimeSpan.Zero);
}
