using System.Text.Json.Nodes;
using OdooGrains.Benchmarks.Platform;
using OdooGrains.Sandbox;
using OdooGrains.Sandbox.Audit;
using OdooGrains.Sandbox.Odoo;
using OdooGrains.Sandbox.Shopify;

namespace OdooGrains.Benchmarks.Flash;

/// <summary>What became of a sale.</summary>
/// <param name="Drain">From the first webhook to the last confirmation in Odoo.</param>
/// <param name="ForecastError">By how much the forecast that was read when the last webhook had been accepted was wrong, as a part of what was still to go.</param>
internal sealed record SaleResult(int Refused, SalesAuditResult Audit, TimeSpan Drain, double ForecastError, string Forecast);

/// <summary>One tenant's sale: its simulated shop, and its simulated Odoo with the measured costs of a call.</summary>
internal sealed class FlashSale
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50), DrainMax = TimeSpan.FromMinutes(10);
    private readonly string _name;
    private readonly ShopScenario _scenario;
    private readonly IReadOnlyList<OrderStory> _stories;

    public FlashSale(string name, int orders, TimeSpan span)
    {
        _name = name;
        _scenario = new()
        {
            Orders = orders, Span = span, Customers = orders * 10, UpdatesPerMille = 0, CancelsPerMille = 0,
            Shop = $"{name}.myshopify.com", WebhookSecret = "benchmark-webhook-secret",
        };
        Odoo = new(new() { Database = name, Capacity = OdooCapacity.Measured }, TimeProvider.System);
        Odoo.SeedShop(_scenario);
        _stories = new ShopSimulator(_scenario, TimeProvider.System).Stories();
    }

    public SimulatedOdoo Odoo { get; }

    public string Host => $"{_name}.odoo.example.com";

    public async Task SetUpAsync(RunningPlatform platform, JsonObject policy)
    {
        await platform.Client.CallAsync("POST", "/v1/tenants", new JsonObject { ["id"] = _name, ["name"] = _name });
        await platform.Client.CallAsync("PUT", $"/v1/tenants/{_name}/connections/erp", new JsonObject
        {
            ["kind"] = "odoo",
            ["settings"] = new JsonObject { ["url"] = $"https://{Host}", ["database"] = _name, ["login"] = "sales" },
            ["secrets"] = new JsonObject { ["apiKey"] = "simulated-sales-key" },
        });
        await platform.Client.CallAsync("PUT", $"/v1/tenants/{_name}/connections/shop", new JsonObject
        {
            ["kind"] = "shopify",
            ["settings"] = new JsonObject { ["shop"] = _scenario.Shop, ["erp"] = "erp" },
            ["secrets"] = new JsonObject { ["webhookSecret"] = _scenario.WebhookSecret },
        });
        await platform.Client.CallAsync("PUT", $"/v1/tenants/{_name}/connections/erp/policy", new JsonObject { ["settings"] = policy });
        var test = await platform.Client.CallAsync("POST", $"/v1/tenants/{_name}/connections/erp/test");
        if (test?["ok"]?.GetValue<bool>() != true)
        {
            throw new InvalidOperationException($"The test of the simulated Odoo failed: {test?.ToJsonString()}");
        }
    }

    public async Task<SaleResult> RunAsync(RunningPlatform platform)
    {
        MemoryLedger ledger = new();
        var begun = TimeProvider.System.GetUtcNow();
        using (WebhookSender sender = new(new() { Target = new(platform.Url, $"/v1/hooks/{_name}/shop"), Shop = _name }, ledger, TimeProvider.System))
        {
            await sender.SendAsync(DeliveryPlan.Make(_scenario, _stories, DeliveryDisorder.None), CancellationToken.None);
        }

        var asked = TimeProvider.System.GetUtcNow();
        var status = await platform.Client.CallAsync("GET", $"/v1/tenants/{_name}/connections/erp/status");
        var ended = await UntilDrainedAsync(begun);
        var clears = status?["clearsAt"]?.GetValue<DateTimeOffset>();
        return new(
            ledger.Lines.Count(line => line.Phase == "outcome" && !line.IsAccepted),
            SalesAudit.Compare(_stories, SalesOrderRecord.From(Odoo), ledger.Lines, new() { ExpectedIdentity = story => $"{_name}/shop/{story.OrderId}" }, SalesAudit.CustomerEmails(Odoo)),
            ended - begun,
            clears is null ? double.PositiveInfinity : Math.Abs((clears.Value - ended) / (ended - asked)),
            $"{(clears - asked)?.TotalSeconds:0.0} s were forecast and {(ended - asked).TotalSeconds:0.0} s passed; {status?["limitedBy"]}");
    }

    // When the last order was confirmed, by Odoo's own journal.
    private async Task<DateTimeOffset> UntilDrainedAsync(DateTimeOffset begun)
    {
        using PeriodicTimer timer = new(Poll, TimeProvider.System);
        while (Confirmed().Count() < _scenario.Orders && TimeProvider.System.GetUtcNow() - begun < DrainMax)
        {
            await timer.WaitForNextTickAsync();
        }

        return Confirmed().Max(entry => entry.Time);
    }

    private IEnumerable<JournalEntry> Confirmed() => Odoo.Journal.Entries.Where(entry => entry is { Model: "sale.order", Method: "action_confirm" }).DistinctBy(entry => entry.RecordId);
}
