using System.Text.Json.Nodes;
using OdooGrains.Sandbox;
using OdooGrains.Sandbox.Audit;
using OdooGrains.Sandbox.Odoo;
using OdooGrains.Sandbox.Shopify;
using OdooGrains.Sandbox.Shopify.Admin;

namespace OdooGrains.Host.Demo;

/// <summary>One tenant of the demo: its simulated shop, its simulated Odoo, and what must come of the orders.</summary>
internal sealed class DemoTenant
{
    private const string ErpLogin = "platform", ErpKey = "simulated-platform-key", ErpHookSecret = "simulated-hook-secret";
    private static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(1.5);
    private readonly int _seed;
    private readonly bool _toInvoice;
    private readonly int _concurrency;
    private readonly DemoLimit? _limit;
    private readonly Dictionary<string, OrderStory> _stories;

    public DemoTenant(string name, int orders, TimeSpan span, DemoOptions options, int seed, TimeProvider time)
    {
        Name = name;
        (_seed, _toInvoice) = (seed, options.ToInvoice);
        (_concurrency, _limit) = (options.Concurrency, options.Limit);
        Scenario = new()
        {
            Seed = seed,
            Orders = orders,
            Shop = $"{name}.myshopify.com",
            WebhookSecret = $"shop-secret-of-{name}-{seed}",
            Span = span,
            ChangeDelay = TimeSpan.FromSeconds(1),
            PaymentsPerMille = options.ToInvoice ? 1000 : 0,
            RefundsPerMille = options.ToInvoice ? 150 : 0,
            LateRefundsPerMille = 600,
            PointsPerSecond = 1000,
        };
        Shop = new(Scenario, time);
        Odoo = new SimulatedOdoo(new() { Database = name, Version = 19 - (seed % 2), Users = [new() { Login = ErpLogin, Password = ErpKey, ApiKey = ErpKey }] }, time, new OdooFaults(seed));
        Odoo.SeedShop(Scenario);
        if (options.Faults)
        {
            AddFaults(options.FaultShare);
        }

        Stories = new ShopSimulator(Scenario, time).Stories();
        _stories = Stories.ToDictionary(story => story.OrderId, StringComparer.Ordinal);
        Plan = PlanOf(Stories, told => !told.IsAfterDelivery);
    }

    public string Name { get; }

    public ShopScenario Scenario { get; }

    public SimulatedOdoo Odoo { get; }

    /// <summary>The shop's own records, which its Admin API shows.</summary>
    public SimulatedAdmin Shop { get; }

    /// <summary>What the automation rules of its Odoo send along.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> HookHeaders { get; } = [new("Content-Type", "application/json"), new("X-Webhook-Secret", ErpHookSecret)];

    public IReadOnlyList<OrderStory> Stories { get; }

    public IReadOnlyList<PlannedDelivery> Plan { get; }

    /// <summary>What of these orders the shop sends, and when.</summary>
    public IReadOnlyList<PlannedDelivery> PlanOf(IReadOnlyList<OrderStory> stories, Func<ShopEvent, bool> isTold)
        => DeliveryPlan.Make(Scenario, [.. stories.Select(story => story with { Events = [.. story.Events.Where(isTold)] })], new() { Seed = _seed, DelayMax = DelayMax });

    /// <summary>What is sent has happened in the shop.</summary>
    public void Sending(WebhookDelivery delivery) => Shop.Tell(_stories[delivery.OrderId].Events[delivery.Version - 1]);

    /// <summary>The source document of the order in its Odoo.</summary>
    public string Identity(OrderStory story) => $"{Name}/shop/{story.OrderId}";

    /// <summary>Creates the tenant and its two connections, as an admin would.</summary>
    /// <param name="platform">The server.</param>
    /// <param name="odoo">Where its Odoo answers.</param>
    /// <param name="shop">Where its shop's Admin API answers.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task SetUpAsync(PlatformClient platform, Uri odoo, Uri shop, CancellationToken cancellation)
    {
        await platform.CallAsync("POST", "/v1/tenants", new JsonObject { ["id"] = Name, ["name"] = $"Demo tenant {Name}" }, cancellation);
        await platform.CallAsync("PUT", $"/v1/tenants/{Name}/connections/erp", ErpConnection(odoo), cancellation);
        await platform.CallAsync("PUT", $"/v1/tenants/{Name}/connections/shop", ShopConnection(shop), cancellation);
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

    public SalesAuditResult Audit(IReadOnlyList<LedgerLine> ledger, IReadOnlySet<string> held)
        => SalesAudit.Compare(Stories, SalesOrderRecord.From(Odoo), Of(ledger), Rules(held), SalesAudit.CustomerEmails(Odoo));

    /// <summary>What came of its orders after the confirmation; null where they end with it.</summary>
    public CashAuditResult? CashAudit(IReadOnlyList<LedgerLine> ledger, IReadOnlySet<string> held)
        => _toInvoice ? Sandbox.Audit.CashAudit.Compare(Stories, Odoo, Shop, Of(ledger), Rules(held)) : null;

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

    private IReadOnlyList<LedgerLine> Of(IReadOnlyList<LedgerLine> ledger) => [.. ledger.Where(line => line.Shop == Name)];

    private AuditRules Rules(IReadOnlySet<string> held) => new() { ExpectedIdentity = Identity, Held = held };

    private JsonObject ErpConnection(Uri odoo) => new()
    {
        ["kind"] = "odoo",
        ["settings"] = new JsonObject
        {
            ["url"] = odoo.ToString().TrimEnd('/'),
            ["database"] = Name,
            ["login"] = ErpLogin,
            // Updates that come after the confirmation are written too, so that the audit can demand each order's newest state.
            ["amendConfirmed"] = true,
            // A little more than the simulation's longest late answer.
            ["settleSeconds"] = 4,
            ["concurrency"] = _concurrency,
        },
        ["secrets"] = new JsonObject { ["apiKey"] = ErpKey, ["webhookSecret"] = ErpHookSecret },
    };

    private JsonObject ShopConnection(Uri shop) => new()
    {
        ["kind"] = "shopify",
        ["settings"] = new JsonObject { ["shop"] = Scenario.Shop, ["erp"] = "erp", ["url"] = shop.ToString().TrimEnd('/'), ["plan"] = "plus" },
        ["secrets"] = new JsonObject { ["webhookSecret"] = Scenario.WebhookSecret, ["accessToken"] = Scenario.AccessToken },
    };

    private void AddFaults(double share)
    {
        foreach (var (kind, perMille) in new[]
        {
            (OdooFaultKind.DropAnswer, 40), (OdooFaultKind.LateAnswer, 20), (OdooFaultKind.SerializationFailure, 30),
            (OdooFaultKind.ResetBeforeCommit, 20), (OdooFaultKind.CommittedGatewayTimeout, 15), (OdooFaultKind.BadGateway, 15),
        })
        {
            Odoo.Faults.Add(new() { Kind = kind, PerMille = (int)(perMille * share) });
        }
    }
}
