using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Egress;
using OdooGrains.Sandbox.Audit;
using OdooGrains.Sandbox.Http;
using OdooGrains.Sandbox.Shopify;

namespace OdooGrains.Host.Demo;

/// <summary>
/// The main job, proved: the real server as a process of its own, simulated shops that sign and send, simulated Odoos that keep a journal,
/// kills in the middle, and an audit of what was answered 2xx against what the Odoos have. The ledger of 2xx is kept here, not in the server.
/// </summary>
public sealed class DemoRun(DemoOptions options, TimeProvider time, Action<DemoProgress>? progress = null)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(30);
    private readonly Random _random = new(options.Seed);

    /// <summary>Runs it in the folder, which it fills.</summary>
    public async Task<DemoReport> RunAsync(string folder, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        var tenants = Tenants();
        await using var sandbox = await SandboxServer.StartAsync([.. tenants.Select(tenant => tenant.Odoo)], time, cancellationToken: cancellation);
        await using var shops = await DemoShops.StartAsync(tenants, cancellation);
        var key = options.PlatformKey ?? "og_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await using var server = new ServerProcess(folder, FreeUrl(), Environment(folder, key), options.ServerAssembly);
        using var egress = new EgressClient(new() { Allow = ["127.0.0.1"] }, time);
        var platform = new PlatformClient(server.Url, key, egress, time);

        progress?.Invoke(new($"Starting the server and setting {tenants.Count} tenants up", 0, 0, 0));
        server.Start();
        await platform.WaitUntilReadyAsync(StartMax, server, cancellation);
        foreach (var tenant in tenants)
        {
            await tenant.SetUpAsync(platform, sandbox.Addresses[tenant.Name], shops.Addresses[tenant.Name], cancellation);
        }

        await (options.BeforeSending?.Invoke() ?? Task.CompletedTask);
        var ledgerPath = Path.Combine(folder, "ledger.jsonl");
        await using var ledger = new FileLedger(ledgerPath);
        var senders = tenants.ConvertAll(tenant => Sender(tenant, server.Url, ledger));
        try
        {
            var sending = Task.WhenAll(tenants.Zip(senders, (tenant, sender) => sender.SendAsync(tenant.Plan, cancellation)));
            await KillAsync(server, platform, sending, tenants, cancellation);
            await sending;
            var report = await SettleAsync(tenants, Warehouses(tenants, senders, server.Url), ledgerPath, platform, cancellation);
            await (options.BeforeStop?.Invoke(platform) ?? Task.CompletedTask);
            return report with { Restarts = server.Kills, Seconds = time.GetElapsedTime(begun).TotalSeconds };
        }
        finally
        {
            senders.ForEach(sender => sender.Dispose());
        }
    }

    // Quiet tenants, and one with a flash sale: most orders, in a third of the time.
    private List<DemoTenant> Tenants()
    {
        var flash = options.Orders * 6 / 10;
        var quiet = options.Tenants - 1;
        var seed = options.Seed * 10;
        return
        [
            .. Enumerable.Range(0, quiet).Select(n => new DemoTenant(QuietName(n), ((options.Orders - flash) * (n + 1) / quiet) - ((options.Orders - flash) * n / quiet), options.Span, options, seed + n, time)),
            new("flash-sale", flash, options.Span / 3, options, seed + quiet, time),
        ];
    }

    private static string QuietName(int n) => n switch { 0 => "quiet-one", 1 => "quiet-two", _ => $"quiet-{n + 1}" };

    private WebhookSender Sender(DemoTenant tenant, Uri server, ILedger ledger)
        => new(new() { Target = new(server, $"/v1/hooks/{tenant.Name}/shop"), Shop = tenant.Name, Sending = tenant.Sending }, ledger, time);

    private List<DemoWarehouse> Warehouses(List<DemoTenant> tenants, List<WebhookSender> senders, Uri server)
        => options.ToInvoice ? [.. tenants.Zip(senders, (tenant, sender) => new DemoWarehouse(tenant, sender, server, new(_random.Next()), time))] : [];

    // At random points under load: never before the server took something in, and while there is still something to send.
    private async Task KillAsync(ServerProcess server, PlatformClient platform, Task sending, List<DemoTenant> tenants, CancellationToken cancellation)
    {
        for (var kill = 1; kill <= options.Kills && !cancellation.IsCancellationRequested; kill++)
        {
            var wait = options.Kills == 1 ? options.Span * 0.4 : TimeSpan.FromMilliseconds(_random.Next(20, (int)options.KillEveryMax.TotalMilliseconds));
            await Task.Delay(wait, time, cancellation);
            await server.KillAsync();
            Show($"Killed the server ({kill} of {options.Kills}), starting it again", tenants, server);
            server.Start();
            await platform.WaitUntilReadyAsync(StartMax, server, cancellation);
            Show("Running", tenants, server);
        }

        using var timer = new PeriodicTimer(Poll, time);
        while (!sending.IsCompleted)
        {
            await timer.WaitForNextTickAsync(cancellation);
            Show("Running", tenants, server);
        }
    }

    // The warehouses open when all is confirmed that will be: what is refunded before it leaves shall be taken out before somebody packs it.
    private async Task<DemoReport> SettleAsync(List<DemoTenant> tenants, List<DemoWarehouse> warehouses, string ledger, PlatformClient platform, CancellationToken cancellation)
    {
        var sold = await UntilAsync(report => report.IsSold, [], tenants, ledger, platform, cancellation);
        if (warehouses.Count == 0 || !sold.IsSold)
        {
            return sold;
        }

        using var closing = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var working = Task.WhenAll(warehouses.Select(warehouse => warehouse.WorkAsync(closing.Token)));
        try
        {
            return await UntilAsync(report => report.IsGood, warehouses, tenants, ledger, platform, cancellation);
        }
        finally
        {
            await closing.CancelAsync();
            await working;
        }
    }

    // Until the audit is clean, everything is settled and the Odoos were quiet for a while: a late duplicate must not escape. While they are busy
    // the platform is not asked, so that a run measures the orders and not its own polling.
    private async Task<DemoReport> UntilAsync(
        Func<DemoReport, bool> isSettled, List<DemoWarehouse> warehouses, List<DemoTenant> tenants, string ledger, PlatformClient platform, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        using var timer = new PeriodicTimer(Poll, time);
        var (calls, quietSince) = (-1L, begun);
        while (true)
        {
            var callsNow = tenants.Sum(tenant => tenant.Odoo.Journal.Count);
            (calls, quietSince) = callsNow == calls ? (calls, quietSince) : (callsNow, time.GetTimestamp());
            var isLate = time.GetElapsedTime(begun) >= options.SettleMax;
            if (isLate || time.GetElapsedTime(quietSince) >= Quiet)
            {
                var untold = warehouses.Sum(warehouse => warehouse.Awaited);
                var report = await AuditAsync(tenants, await FileLedger.ReadAsync(ledger, cancellation), platform, cancellation) with { Untold = untold };
                if (isSettled(report) || isLate)
                {
                    return report;
                }

                progress?.Invoke(new("Settling", report.Audit.Accepted, report.Audit.Booked, report.Audit.Confirmed));
            }

            await timer.WaitForNextTickAsync(cancellation);
        }
    }

    private static async Task<DemoReport> AuditAsync(List<DemoTenant> tenants, IReadOnlyList<LedgerLine> lines, PlatformClient platform, CancellationToken cancellation)
    {
        List<DemoTenantReport> reports = [];
        foreach (var tenant in tenants)
        {
            var held = await HeldAsync(tenant, platform, cancellation);
            var ids = held.Keys.ToHashSet();
            reports.Add(new(tenant.Name, tenant.Audit(lines, ids), tenant.Durations(lines)) { Cash = tenant.CashAudit(lines, ids), Held = [.. held.Values.Distinct()], Fullest = tenant.FullestWindow() });
        }

        return new()
        {
            Audit = SalesAuditResult.Sum([.. reports.Select(report => report.Audit)]),
            Cash = CashAuditResult.Sum([.. reports.Select(report => report.Cash).OfType<CashAuditResult>()]),
            Restarts = 0,
            Seconds = 0,
            Tenants = reports,
        };
    }

    // Orders that the platform holds for a person, and why; failure ids read order:{channel}:{id}.
    private static async Task<Dictionary<string, string>> HeldAsync(DemoTenant tenant, PlatformClient platform, CancellationToken cancellation)
    {
        var page = await platform.CallAsync("GET", $"/v1/tenants/{tenant.Name}/failures?limit=200", null, cancellation);
        return (page?["items"] as JsonArray ?? []).Select(item => (Id: item?["id"]?.GetValue<string>() ?? "", Reason: item?["reason"]?.GetValue<string>() ?? ""))
            .Where(item => item.Id.StartsWith("order:", StringComparison.Ordinal)).ToDictionary(item => item.Id[(item.Id.LastIndexOf(':') + 1)..], item => item.Reason);
    }

    private void Show(string phase, List<DemoTenant> tenants, ServerProcess server)
    {
        if (progress is not null)
        {
            var orders = tenants.SelectMany(tenant => SalesOrderRecord.From(tenant.Odoo)).ToList();
            progress(new($"{phase}; {server.Kills} kill(s)", null, orders.Count, orders.Count(order => order.State == "sale")));
        }
    }

    private Dictionary<string, string> Environment(string folder, string key)
    {
        Dictionary<string, string> environment = new()
        {
            ["ODOOGRAINS_ADMIN_KEY"] = key,
            ["Egress__Allow"] = "127.0.0.1",
            ["Store__Kind"] = options.Store,
            ["Store__Path"] = Path.Combine(folder, "odoograins.db"),
            ["DOTNET_gcServer"] = "0",
        };
        if (options.ConnectionString is { } store)
        {
            environment["ConnectionStrings__Store"] = store;
        }

        return environment;
    }

    private static Uri FreeUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}

/// <summary>Where a run stands; <see cref="Accepted"/> is null while only the Odoos are looked at.</summary>
public sealed record DemoProgress(string Phase, int? Accepted, int Booked, int Confirmed);
