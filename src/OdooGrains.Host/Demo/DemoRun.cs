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
        var key = options.PlatformKey ?? "og_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await using var server = new ServerProcess(folder, FreeUrl(), Environment(folder, key), options.ServerAssembly);
        using var egress = new EgressClient(new() { Allow = ["127.0.0.1"] }, time);
        var platform = new PlatformClient(server.Url, key, egress, time);

        progress?.Invoke(new($"Starting the server and setting {tenants.Count} tenants up", 0, 0, 0));
        server.Start();
        await platform.WaitUntilReadyAsync(StartMax, server, cancellation);
        foreach (var tenant in tenants)
        {
            await tenant.SetUpAsync(platform, sandbox.Addresses[tenant.Name], cancellation);
        }

        await (options.BeforeSending?.Invoke() ?? Task.CompletedTask);
        var ledgerPath = Path.Combine(folder, "ledger.jsonl");
        await using (var ledger = new FileLedger(ledgerPath))
        {
            var sending = Task.WhenAll(tenants.Select(tenant => SendAsync(tenant, server.Url, ledger, cancellation)));
            await KillAsync(server, platform, sending, tenants, cancellation);
            await sending;
        }

        var lines = await FileLedger.ReadAsync(ledgerPath, cancellation);
        var report = await SettleAsync(tenants, lines, platform, cancellation);
        await (options.BeforeStop?.Invoke(platform) ?? Task.CompletedTask);
        return report with { Restarts = server.Kills, Seconds = time.GetElapsedTime(begun).TotalSeconds };
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

    private async Task SendAsync(DemoTenant tenant, Uri server, ILedger ledger, CancellationToken cancellation)
    {
        using var sender = new WebhookSender(new() { Target = new(server, $"/v1/hooks/{tenant.Name}/shop"), Shop = tenant.Name }, ledger, time);
        await sender.SendAsync(tenant.Plan, cancellation);
    }

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

    // Until the audit is clean, everything is settled and the Odoos were quiet for a while: a late duplicate must not escape. While they are busy
    // the platform is not asked, so that a run measures the orders and not its own polling.
    private async Task<DemoReport> SettleAsync(List<DemoTenant> tenants, IReadOnlyList<LedgerLine> lines, PlatformClient platform, CancellationToken cancellation)
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
                var report = await AuditAsync(tenants, lines, platform, cancellation);
                if (report.IsGood || isLate)
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
            reports.Add(new(tenant.Name, tenant.Audit(lines, held), tenant.Durations(lines)) { Fullest = tenant.FullestWindow() });
        }

        return new() { Audit = SalesAuditResult.Sum([.. reports.Select(report => report.Audit)]), Restarts = 0, Seconds = 0, Tenants = reports };
    }

    // Order ids that the platform says it holds for a person; failure ids read order:{channel}:{id}.
    private static async Task<HashSet<string>> HeldAsync(DemoTenant tenant, PlatformClient platform, CancellationToken cancellation)
    {
        var page = await platform.CallAsync("GET", $"/v1/tenants/{tenant.Name}/failures?limit=200", null, cancellation);
        return [.. (page?["items"] as JsonArray ?? []).Select(item => item?["id"]?.GetValue<string>() ?? "").Where(id => id.StartsWith("order:", StringComparison.Ordinal)).Select(id => id[(id.LastIndexOf(':') + 1)..])];
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
