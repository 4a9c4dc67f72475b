using System.Text.Json.Nodes;
using OdooGrains.Host.Demo;
using OdooGrains.Sandbox;
using OdooGrains.Sandbox.Audit;
using OdooGrains.Sandbox.Odoo;
using OdooGrains.Sandbox.Shopify;

namespace OdooGrains.Benchmarks.Sick;

/// <summary>One tenant whose shop sends orders at a steady rate, in windows, to an Odoo that may fall ill.</summary>
internal sealed class SickTenant
{
    private const string ErpKey = "simulated-sales-key";
    private readonly MemoryLedger _ledger = new();
    private readonly Queue<WebhookDelivery> _orders;
    private readonly ShopScenario _scenario;
    private int _sent;

    public SickTenant(string name, Illness illness, int orders, int seed)
    {
        (Name, Illness) = (name, illness);
        _scenario = new() { Seed = seed, Orders = orders, Shop = $"{name}.myshopify.com", WebhookSecret = $"secret-of-{name}", UpdatesPerMille = 0, CancelsPerMille = 0 };
        Odoo = new SimulatedOdoo(new() { Database = name, Version = 19 }, TimeProvider.System);
        Odoo.SeedShop(_scenario);
        var stories = new ShopSimulator(_scenario, TimeProvider.System).Stories();
        _orders = new(DeliveryPlan.Make(_scenario, stories, DeliveryDisorder.None).Select(planned => planned.Delivery));
    }

    public string Name { get; }

    public Illness Illness { get; }

    public SimulatedOdoo Odoo { get; }

    /// <summary>Orders that are not confirmed in its Odoo yet.</summary>
    public int Open => _sent - Confirmed().Count();

    public async Task SetUpAsync(PlatformClient platform, Uri odoo)
    {
        await platform.CallAsync("POST", "/v1/tenants", new JsonObject { ["id"] = Name, ["name"] = Name });
        await platform.CallAsync("PUT", $"/v1/tenants/{Name}/connections/erp", new JsonObject
        {
            ["kind"] = "odoo",
            ["settings"] = new JsonObject { ["url"] = odoo.ToString().TrimEnd('/'), ["database"] = Name, ["login"] = "sales", ["settleSeconds"] = 4 },
            ["secrets"] = new JsonObject { ["apiKey"] = ErpKey },
        });
        await platform.CallAsync("PUT", $"/v1/tenants/{Name}/connections/shop", new JsonObject
        {
            ["kind"] = "shopify",
            ["settings"] = new JsonObject { ["shop"] = _scenario.Shop, ["erp"] = "erp" },
            ["secrets"] = new JsonObject { ["webhookSecret"] = _scenario.WebhookSecret },
        });
        await platform.CallAsync("POST", $"/v1/tenants/{Name}/connections/erp/test");
    }

    /// <summary>Sends so many orders, one every so often, the first after a while; done when all have their 2xx.</summary>
    public async Task SendAsync(Uri server, int orders, TimeSpan every, TimeSpan after)
    {
        _sent += orders;
        var plan = Enumerable.Range(0, orders).Select(index => new PlannedDelivery(_orders.Dequeue(), after + (every * index))).ToList();
        using var sender = new WebhookSender(new() { Target = new(server, $"/v1/hooks/{Name}/shop"), Shop = Name }, _ledger, TimeProvider.System);
        await sender.SendAsync(plan, CancellationToken.None);
    }

    /// <summary>Seconds from the 2xx to the confirmation, of orders that were accepted since then. Once all are confirmed: it reads records, which change while Odoo works.</summary>
    public IEnumerable<double> Durations(DateTimeOffset since)
    {
        var at = Confirmed().ToDictionary(entry => entry.RecordId, entry => entry.Time);
        var confirmed = SalesOrderRecord.From(Odoo).Where(order => order.Origin is not null && at.ContainsKey(order.Id)).ToDictionary(order => order.Origin!, order => at[order.Id]);
        foreach (var line in _ledger.Lines.Where(line => line.IsAccepted && line.At >= since))
        {
            if (confirmed.TryGetValue($"{Name}/shop/{line.OrderId}", out var end))
            {
                yield return Math.Max(0, (end - line.At).TotalSeconds);
            }
        }
    }

    /// <summary>When the first order was confirmed after an instant; null while none was.</summary>
    public DateTimeOffset? FirstConfirmedAfter(DateTimeOffset instant) => Confirmed().Select(entry => (DateTimeOffset?)entry.Time).FirstOrDefault(at => at > instant);

    // By Odoo's own journal, in its order.
    private IEnumerable<JournalEntry> Confirmed() => Odoo.Journal.Entries.Where(entry => entry is { Model: "sale.order", Method: "action_confirm" }).DistinctBy(entry => entry.RecordId);
}
