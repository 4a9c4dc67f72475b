using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Connectors;
using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Odoo;
using OdooGrains.Connectors.Shopify;
using OdooGrains.Connectors.WooCommerce;
using OdooGrains.Contracts.Feeds;
using OdooGrains.Domain.Feeds;
using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Tenants;
using OdooGrains.Sandbox.Odoo;
using OdooGrains.Sandbox.Shopify;
using OdooGrains.Sandbox.WooCommerce;
using OdooGrains.Storage.Secrets;
using OdooGrains.Storage.Tenants;
using OdooGrains.TestKit.Builders;
using Admin = OdooGrains.Sandbox.Shopify.Admin.SimulatedAdmin;

namespace OdooGrains.Grains.Tests.Kit;

/// <summary>
/// SIMULATION of a sale: two Shopify shops and a WooCommerce shop sell the same products out of one Odoo, through the real connectors, in virtual time. A
/// channel sells down to the level that it has, and tells of the order by a signed webhook a moment later.
/// </summary>
internal sealed class Sale
{
    public const decimal Price = 11.90m;
    private const string Key = "simulated-admin-key";
    private static readonly ConnectionKey Odoo = Sample.Erp, North = new(new("acme"), new("north")), South = new(new("acme"), new("south")), Woo = new(new("acme"), new("woo"));
    private readonly World _world;
    private readonly Wire _wire;
    private readonly SimulatedOdoo _odoo;
    private readonly SimulatedWoo _woo;
    private readonly Dictionary<ConnectionKey, (ShopScenario Scenario, Admin Admin)> _shops = [];
    private readonly Dictionary<string, List<DateTimeOffset>> _soldAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counted = new(StringComparer.Ordinal);
    private readonly Dictionary<(ConnectionKey, string, long), int> _countedIn = [];
    private readonly Dictionary<(ConnectionKey, string), int> _reached = [];
    private int _orders;

    public Sale(World world, int products, int onHand, TimeSpan odooTakes)
    {
        (_world, _wire) = (world, new(world.Time));
        Skus = [.. Enumerable.Range(1, products).Select(number => $"P-{number:000}")];
        OnHand = onHand;
        _odoo = new(new(), world.Time);
        _odoo.SeedTax("VAT 19 %", 19);
        _odoo.SeedTax("VAT 19 % incl.", 19, included: true);
        _odoo.SeedPricelist("Default", "EUR");
        _odoo.SeedService("SHIPPING", "Shipping", 5);
        _woo = new(WooShop.Orderly with { ConsumerKey = "ck", ConsumerSecret = "cs", WebhookSecret = "woo-secret" }, world.Time);
        foreach (var sku in Skus)
        {
            _odoo.SeedStored(sku, sku, 10, (1, onHand));
            _woo.Stock(sku, 0);
        }

        foreach (var key in new[] { North, South })
        {
            ShopScenario scenario = new() { Shop = $"{key.Connection}.myshopify.com", PointsPerSecond = 1_000, Catalogue = [.. Skus.Select(sku => new ShopProduct(sku, sku, 12))] };
            _shops.Add(key, (scenario, new(scenario, world.Time)));
            _wire.Add(scenario.Shop, TimeSpan.FromMilliseconds(150), _shops[key].Admin);
        }

        _wire.Add("woo.example", TimeSpan.FromMilliseconds(200), _woo);
        _wire.Add("odoo.example", odooTakes, _odoo);
        _woo.Webhooks.Subscribe("order.updated", new("https://platform.example/hook"));
        FencedEgress egress = new(_wire);
        world.Vendors = () => [new ShopifyConnector(egress, new IssuedNothing(), world.Time), new WooConnector(egress), new OdooConnector(egress, world.Time)];
        world.OnCount = Counted;
        world.OnTold = Told;
    }

    public IReadOnlyList<string> Skus { get; }

    public int OnHand { get; }

    /// <summary>Units sold of each product, over all channels.</summary>
    public Dictionary<string, int> Sold { get; } = new(StringComparer.Ordinal);

    /// <summary>How long it took from each sale until each channel that had to be told of it was.</summary>
    public List<TimeSpan> Delays { get; } = [];

    /// <summary>Products of which more was sold than there is, and how much.</summary>
    public int Oversold => Sold.Values.Sum(sold => Math.Max(0, sold - OnHand));

    public IReadOnlyDictionary<string, int> Requests => _wire.Requests;

    /// <summary>Makes the connections, and waits until every channel has its first levels.</summary>
    public async Task BeginAsync()
    {
        await _world.RestartAsync();
        await AddAsync(Odoo, "odoo", new() { ["url"] = "https://odoo.example", ["database"] = "odoo", ["login"] = "admin", ["stock"] = true }, ("apiKey", Key));
        foreach (var (key, (scenario, _)) in _shops)
        {
            await AddAsync(key, "shopify", new() { ["shop"] = scenario.Shop, ["erp"] = "odoo", ["location"] = 1001, ["plan"] = "plus", ["stock"] = true }, ("webhookSecret", scenario.WebhookSecret), ("accessToken", scenario.AccessToken));
        }

        await AddAsync(Woo, "woocommerce", new() { ["url"] = "https://woo.example", ["erp"] = "odoo", ["stock"] = true }, ("webhookSecret", "woo-secret"), ("consumerKey", "ck"), ("consumerSecret", "cs"));
        _world.Node.Directory.Forget(new("acme"));
        _world.Node.StartSweep();
        await Feed.Ensure();
        await Feed.Hint();
        await _world.UntilAsync(() => Skus.All(sku => Level(North, sku) > 0 && Level(South, sku) > 0 && Level(Woo, sku) > 0), "the first levels", TimeSpan.FromMinutes(2));
    }

    /// <summary>One buyer comes to one channel; where it has the product, it is sold, and the webhook follows.</summary>
    public async Task BuyAsync(int channel, string sku, TimeSpan webhookAfter)
    {
        var key = channel switch { 0 => North, 1 => South, _ => Woo };
        if (!(key == Woo ? _woo.Take(sku, 1) : _shops[key].Admin.Take(sku, 1)))
        {
            return;
        }

        Sold[sku] = Sold.GetValueOrDefault(sku) + 1;
        var soldAt = _world.Now;
        var request = key == Woo ? WooOrder(sku) : ShopifyOrder(_shops[key].Scenario, sku);
        await _world.PassAsync(webhookAfter);
        (_soldAt.TryGetValue(sku, out var sales) ? sales : _soldAt[sku] = []).Add(soldAt);
        await ReceiveAsync(key, request);
    }

    /// <summary>Odoo's automation rule says that stock has changed.</summary>
    public Task HintAsync() => Feed.Hint();

    /// <summary>Orders that Odoo has confirmed.</summary>
    public int Confirmed => _odoo.Records("sale.order").Count(order => (string?)order["state"] == "sale");

    private IFeedGrain Feed => _world.Node.Silo.GetGrain<IFeedGrain>(new FeedKey(Odoo, StockFeeds.Source).ToString());

    private int Level(ConnectionKey key, string sku) => key == Woo ? _woo.Level(sku)!.Value : _shops[key].Admin.Level(sku);

    private async Task AddAsync(ConnectionKey key, string kind, JsonObject settings, params (string Name, string Value)[] secrets)
    {
        SecretBox box = new(new byte[32]);
        await _world.PutAsync(key, connection => connection with
        {
            Kind = kind,
            Settings = settings,
            Secrets = [.. secrets.Select(secret => new SealedSecret(secret.Name, box.Seal(key, secret.Name, secret.Value), _world.Now, null))],
        });
    }

    // As the intake does, after the real connector has verified the signature.
    private async Task ReceiveAsync(ConnectionKey key, InboundRequest request)
    {
        var config = (await _world.Node.Connections.FindAsync(key))!;
        var verdict = Assert.IsAssignableFrom<InboundVerdict.Verified>(_world.Node.Connectors.Find(config.Kind)!.Inbound!.Receive(config, request));
        var @event = VerifiedEvent.Of(key, new(Sample.Id(++_orders)), verdict, request.Body, _world.Now);
        await _world.Store.Inbox.AcceptAsync(@event, default);
        _world.Node.Folds.Arrived(@event);
    }

    private InboundRequest WooOrder(string sku)
    {
        _woo.Pay(_woo.Place(0, new WooItem(sku, 1, Price)), intent: null);
        var delivery = Assert.Single(_woo.Webhooks.TakeDue());
        return new(name => delivery.Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value, delivery.Body, _world.Now);
    }

    private InboundRequest ShopifyOrder(ShopScenario scenario, string sku)
    {
        var id = 5_000_000 + ++_orders;
        var at = _world.Now.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        JsonArray taxes = [new JsonObject { ["title"] = "VAT", ["rate"] = 0.19m, ["price"] = "1.90" }];
        JsonObject order = new()
        {
            ["id"] = id, ["name"] = $"#{id}", ["created_at"] = at, ["updated_at"] = at, ["currency"] = "EUR", ["taxes_included"] = true, ["test"] = false,
            ["total_price"] = "11.90", ["total_tax"] = "1.90", ["email"] = $"buyer-{id}@example.com",
            ["line_items"] = new JsonArray(new JsonObject { ["id"] = id, ["sku"] = sku, ["name"] = sku, ["quantity"] = 1, ["price"] = "11.90", ["tax_lines"] = taxes }),
            ["shipping_lines"] = new JsonArray(), ["refunds"] = new JsonArray(), ["fulfillments"] = new JsonArray(),
        };
        var body = Encoding.UTF8.GetBytes(order.ToJsonString());
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase)
        {
            ["Content-Type"] = "application/json", ["X-Shopify-Topic"] = "orders/create", ["X-Shopify-Webhook-Id"] = $"w-{id}", ["X-Shopify-Shop-Domain"] = scenario.Shop,
            ["X-Shopify-Hmac-Sha256"] = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(scenario.WebhookSecret), body)),
        };
        return new(headers.GetValueOrDefault, body, _world.Now);
    }

    private void Counted(StockCount count)
    {
        var sku = count.Position.Key.Sku;
        var counted = _counted[sku] = _counted.GetValueOrDefault(sku) + count.Counted.Count;
        foreach (var channel in new[] { North, South, Woo })
        {
            if (count.Levels.FirstOrDefault(level => level.Connection == channel) is { } level)
            {
                _countedIn[(channel, sku, level.Sequence)] = counted;
            }
            else if (_countedIn.Count > 0)
            {
                // Nothing to tell it, so it is told already, unless something before is still on its way.
                _reached[(channel, sku)] = Math.Max(_reached.GetValueOrDefault((channel, sku)), counted);
            }
        }
    }

    private void Told(ChannelStock level)
    {
        var reached = _countedIn.GetValueOrDefault((level.Connection, level.Sku, level.Push.Sequence));
        for (var sale = _reached.GetValueOrDefault((level.Connection, level.Sku)); sale < reached; sale++)
        {
            Delays.Add(_world.Now - _soldAt[level.Sku][sale]);
        }

        _reached[(level.Connection, level.Sku)] = Math.Max(reached, _reached.GetValueOrDefault((level.Connection, level.Sku)));
    }
}
