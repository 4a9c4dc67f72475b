using System.Text.Json.Nodes;
using OdooGrains.Sandbox;
using OdooGrains.Sandbox.Audit;
using OdooGrains.Sandbox.Odoo;
using OdooGrains.Sandbox.Shopify;

namespace OdooGrains.Host.Demo;

/// <summary>One tenant of the demo: its simulated shop, its simulated Odoo, and what must come of the orders.</summary>
internal sealed class DemoTenant
{
    private const string ErpKey = "simulated-sales-key";
    private readonly int _concurrency;
    private readonly DemoLimit? _limit;

    public DemoTenant(string name, int orders, TimeSpan span, DemoOptions options, int seed, TimeProvider time)
    {
        Name = name;
        (_concurrency, _limit) = (options.Concurrency, options.Limit);
        Scenario = new()
        {
            Seed = seed,
            Orders = orders,
            Shop = $"{name}.myshopify.com",
            WebhookSecret = $"shop-secret-of-{name}-{seed}",
            Span = span,
            ChangeDelay = TimeSpan.FromSeconds(1),
        };
        Odoo = new SimulatedOdoo(new() { Database = name, Version = 19 - (seed % 2) }, time, new OdooFaults(seed));
        Odoo.SeedShop(Scenario);
        if (options.Faults)
        {
            AddFaults();
        }

        Stories = new ShopSimulator(Scenario, time).Stories();
        Plan = DeliveryPlan.Make(Scenario, Stories, new() { Seed = seed, DelayMax = TimeSpan.FromSeconds(1.5) });
    }

    public string Name { get; }

    public ShopScenario Scenario { get; }

    public SimulatedOdoo Odoo { get; }

    public IReadOnlyList<OrderStory> Stories { get; }

    public IReadOnlyList<PlannedDelivery> Plan { get; }

    /// <summary>Creates the tenant and its two connections, as an admin would.</summary>
    public async Task SetUpAsync(PlatformClient platform, Uri odoo, CancellationToken cancellation)
    {
        await platform.CallAsync("POST", "/v1/tenants", new JsonObject { ["id"] = Name, ["name"] = $"Demo tenant {Name}" }, cancellation);
        await platform.CallAsync("PUT", $"/v1/tenants/{Name}/connections/erp", Erp(odoo), cancellation);
        await platform.CallAsync("PUT", $"/v1/tenants/{Name}/connections/shop", Shop(), cancellation);
        var test = await platform.CallAsync("POST", $"/v1/tenants/{Name}/connections/erp/test", null, cancellation);
        if (test?["ok"]?.GetValue<bool>() != true)
        {
            throw new InvalidOperationException($"The test of {Name}'s Odoo failed: {test?.ToJsonString()}");
        }

        if (_limit is { } limit)
        {
            JsonObject settings = new() { ["callsPerSecond"] = limit.PerSecond, ["callsBurst"] = limit.Burst };
            await platform.CallAsync("PUT", $"/v1/tenants/{Name}/connections/erp/policy", new JsonObject { ["settings"] = settings }, cancellation);
        }

        // A test that somebody asks for is no flow of the connection.
        Odoo.Arrivals.Clear();
    }

    public SalesAuditResult Audit(IReadOnlyList<LedgerLine> ledger, IReadOnlySet<string> held) => SalesAudit.Compare(
        Stories,
        SalesOrderRecord.From(Odoo),
        [.. ledger.Where(line => line.Shop == Name)],
        new() { ExpectedIdentity = story => $"{Name}/shop/{story.OrderId}", Held = held },
        SalesAudit.CustomerEmails(Odoo));

    public RequestWindow? FullestWindow() => _limit is { } limit ? Odoo.Arrivals.Fullest(limit.PerSecond, limit.Burst) : null;

    /// <summary>From the first 2xx of an order to its confirmation in Odoo, in seconds, ascending.</summary>
    public IReadOnlyList<double> Durations(IReadOnlyList<LedgerLine> ledger)
    {
        var accepted = ledger.Where(line => line.Shop == Name && line.IsAccepted).GroupBy(line => line.OrderId)
            .ToDictionary(lines => $"{Name}/shop/{lines.Key}", lines => lines.Min(line => line.At));
        return [.. SalesOrderRecord.From(Odoo)
            .Where(order => order.Origin is not null && accepted.ContainsKey(order.Origin))
            .Select(order => (order.Origin, Confirmed: order.Journal.FirstOrDefault(entry => entry.Values.TryGetValue("state", out var state) && state is "sale")))
            .Where(order => order.Confirmed is not null)
            .Select(order => Math.Max(0, (order.Confirmed!.Time - accepted[order.Origin!]).TotalSeconds))
            .Order()];
    }

    private JsonObject Erp(Uri odoo) => new()
    {
        ["kind"] = "odoo",
        ["settings"] = new JsonObject
        {
            ["url"] = odoo.ToString().TrimEnd('/'),
            ["database"] = Name,
            ["login"] = "sales",
            // Updates that come after the confirmation are written too, so that the audit can demand each order's newest state.
            ["amendConfirmed"] = true,
            // A little more than the simulation's longest late answer.
            ["settleSeconds"] = 4,
            ["concurrency"] = _concurrency,
        },
        ["secrets"] = new JsonObject { ["apiKey"] = ErpKey },
    };

    private JsonObject Shop() => new()
    {
        ["kind"] = "shopify",
        ["settings"] = new JsonObject { ["shop"] = Scenario.Shop, ["erp"] = "erp" },
        ["secrets"] = new JsonObject { ["webhookSecret"] = Scenario.WebhookSecret, ["accessToken"] = "simulated-access-token" },
    };

    private void AddFaults()
    {
        foreach (var (kind, perMille) in new[]
        {
            (OdooFaultKind.DropAnswer, 40), (OdooFaultKind.LateAnswer, 20), (OdooFaultKind.SerializationFailure, 30),
            (OdooFaultKind.ResetBeforeCommit, 20), (OdooFaultKind.CommittedGatewayTimeout, 15), (OdooFaultKind.BadGateway, 15),
        })
        {
            Odoo.Faults.Add(new() { Kind = kind, PerMille = perMille });
        }
    }
}
