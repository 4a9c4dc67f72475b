using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Egress;
using OdooGrains.Host.Demo;
using OdooGrains.Sandbox.Http;

namespace OdooGrains.Benchmarks.Sick;

/// <summary>
/// What three tenants with dead or slow Odoos do to the others: the real <c>serve</c> process, simulated shops and Odoos. A pair is a window in
/// which all are well and one in which one Odoo answers after 30 s, one refuses connections and one answers garbage; which of them comes first changes
/// from pair to pair, since a process gets faster for minutes. With <c>ConnectionStrings__Store</c> on PostgreSQL, else on SQLite.
/// </summary>
internal sealed class SickBenchmark(string[] args) : IBenchmark
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60), RecoverMax = TimeSpan.FromMinutes(10), Poll = TimeSpan.FromMilliseconds(100);
    private readonly int _pairs = Option(args, "--pairs", 5), _seconds = Option(args, "--seconds", 30), _others = Option(args, "--tenants", 20), _perSecond = Option(args, "--rate", 2);

    public string Name => "sick";

    public string What => "three ill Odoos beside healthy ones; --pairs N --seconds S --tenants N --rate N";

    public async Task<JsonObject> RunAsync(TextWriter report)
    {
        var folder = Directory.CreateTempSubdirectory("odoograins-sick-").FullName;
        var tenants = Tenants();
        await using var sandbox = await SandboxServer.StartAsync([.. tenants.Select(tenant => tenant.Odoo)], TimeProvider.System);
        var ports = tenants.ToDictionary(tenant => tenant, tenant => new SickPort(sandbox.Addresses[tenant.Name]));
        var (key, url) = ("og_" + new string('k', 43), FreeUrl());
        await using var server = new ServerProcess(folder, url, ServerEnvironment(folder, key), typeof(ServerProcess).Assembly.Location);
        using var egress = new EgressClient(new() { Allow = ["127.0.0.1"] }, TimeProvider.System);
        var platform = new PlatformClient(url, key, egress, TimeProvider.System);
        server.Start();
        await platform.WaitUntilReadyAsync(StartMax, server, CancellationToken.None);
        foreach (var tenant in tenants)
        {
            await tenant.SetUpAsync(platform, ports[tenant].Url);
        }

        await WindowAsync(tenants, url, TimeSpan.FromSeconds(Math.Min(10, _seconds)));
        await UntilDrainedAsync(tenants);
        List<Pair> pairs = [];
        for (var pair = 1; pair <= _pairs; pair++)
        {
            pairs.Add(await PairAsync(tenants, ports, url, server.Id, isIllFirst: pair % 2 == 0));
            report.WriteLine($"Pair {pair}: {pairs[^1]}; load average {(File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Trim() : "unknown")}");
        }

        foreach (var port in ports.Values)
        {
            port.Dispose();
        }

        await server.KillAsync();
        Directory.Delete(folder, recursive: true);
        return new()
        {
            ["otherP99RatioMedian"] = Math.Round(Median(pairs.Select(pair => pair.Sick / pair.Well)), 3),
            ["otherP99WellMs"] = Math.Round(Median(pairs.Select(pair => pair.Well)) * 1000, 1),
            ["otherP99SickMs"] = Math.Round(Median(pairs.Select(pair => pair.Sick)) * 1000, 1),
            ["memoryGrowthMb"] = Math.Round(pairs.Max(pair => pair.GrowthMb), 1),
            ["recoveredSeconds"] = Math.Round(pairs.Max(pair => pair.Recovered), 1),
            ["drainedSeconds"] = Math.Round(pairs.Max(pair => pair.Drained), 1),
        };
    }

    private List<SickTenant> Tenants()
    {
        var orders = ((2 * _pairs * _seconds) + Math.Min(10, _seconds)) * _perSecond;
        Illness[] ill = [Illness.Slow, Illness.Refusing, Illness.Garbage];
        return
        [
            .. ill.Select((illness, index) => new SickTenant($"{illness.ToString().ToLowerInvariant()}-odoo", illness, orders, 100 + index)),
            .. Enumerable.Range(0, _others).Select(index => new SickTenant($"well-{index:00}", Illness.None, orders, 200 + index)),
        ];
    }

    private async Task<Pair> PairAsync(List<SickTenant> tenants, Dictionary<SickTenant, SickPort> ports, Uri url, int server, bool isIllFirst)
    {
        var others = tenants.Where(tenant => tenant.Illness is Illness.None).ToList();
        var before = isIllFirst ? 0 : await WellAsync(tenants, others, url);
        var ill = await IllAsync(tenants, others, ports, url, server);
        return ill with { Well = isIllFirst ? await WellAsync(tenants, others, url) : before };
    }

    // The p99 of the others.
    private async Task<double> WellAsync(List<SickTenant> tenants, List<SickTenant> others, Uri url)
    {
        var from = TimeProvider.System.GetUtcNow();
        await WindowAsync(tenants, url, TimeSpan.FromSeconds(_seconds));
        await UntilDrainedAsync(tenants);
        return P99(others.SelectMany(tenant => tenant.Durations(from)));
    }

    // All of a pair but the window in which all are well.
    private async Task<Pair> IllAsync(List<SickTenant> tenants, List<SickTenant> others, Dictionary<SickTenant, SickPort> ports, Uri url, int server)
    {
        var before = MemoryMb(server);
        foreach (var tenant in tenants)
        {
            ports[tenant].Become(tenant.Illness);
        }

        var from = TimeProvider.System.GetUtcNow();
        await WindowAsync(tenants, url, TimeSpan.FromSeconds(_seconds));
        await UntilDrainedAsync(others);
        var p99 = P99(others.SelectMany(tenant => tenant.Durations(from)));
        var growth = MemoryMb(server) - before;
        foreach (var tenant in tenants)
        {
            ports[tenant].Become(Illness.None);
        }

        var healed = TimeProvider.System.GetUtcNow();
        await UntilDrainedAsync(tenants);
        var drained = (TimeProvider.System.GetUtcNow() - healed).TotalSeconds;
        var recovered = tenants.Except(others).Max(tenant => (tenant.FirstConfirmedAfter(healed)!.Value - healed).TotalSeconds);
        return new(Well: 0, p99, growth, recovered, drained);
    }

    // Tenants send in turns, not all at one instant: what one waits for is then the platform and not the burst.
    private Task WindowAsync(List<SickTenant> tenants, Uri url, TimeSpan window)
    {
        var every = TimeSpan.FromSeconds(1.0 / _perSecond);
        return Task.WhenAll(tenants.Select((tenant, index) => tenant.SendAsync(url, (int)window.TotalSeconds * _perSecond, every, after: every * index / tenants.Count)));
    }

    private static async Task UntilDrainedAsync(List<SickTenant> tenants)
    {
        using var timer = new PeriodicTimer(Poll);
        var begun = Stopwatch.GetTimestamp();
        while (tenants.FirstOrDefault(tenant => tenant.Open > 0) is { } open)
        {
            if (Stopwatch.GetElapsedTime(begun) > RecoverMax)
            {
                throw new InvalidOperationException($"{open.Name} has {open.Open} orders open {RecoverMax.TotalMinutes:0} min after the fault: it did not recover by itself.");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    private static Dictionary<string, string> ServerEnvironment(string folder, string key) => new()
    {
        ["ODOOGRAINS_ADMIN_KEY"] = key,
        ["Egress__Allow"] = "127.0.0.1",
        ["Store__Kind"] = Environment.GetEnvironmentVariable("ConnectionStrings__Store") is { Length: > 0 } ? "postgres" : "sqlite",
        ["Store__Path"] = Path.Combine(folder, "odoograins.db"),
        ["Logging__LogLevel__Default"] = "Warning",
        ["DOTNET_gcServer"] = "0",
    };

    private static double MemoryMb(int process) => Process.GetProcessById(process).WorkingSet64 / (1024.0 * 1024);

    private static double P99(IEnumerable<double> seconds) => seconds.Order().ToList() is { Count: > 0 } all ? all[(int)(all.Count * 0.99)] : throw new InvalidOperationException("No order was confirmed.");

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var all ? (all[(all.Count - 1) / 2] + all[all.Count / 2]) / 2 : 0;

    private static Uri FreeUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    private static int Option(string[] args, string name, int byDefault)
        => Array.IndexOf(args, name) is >= 0 and var at ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : byDefault;

    /// <summary>Figures of a pair; times in seconds.</summary>
    private sealed record Pair(double Well, double Sick, double GrowthMb, double Recovered, double Drained)
    {
        public override string ToString()
            => string.Create(CultureInfo.InvariantCulture, $"p99 of the others {Well * 1000:0.0} ms well, {Sick * 1000:0.0} ms beside the ill ({Sick / Well:0.00}); memory {GrowthMb:+0.0;-0.0} MB; first order {Recovered:0.0} s after the fault, all after {Drained:0.0} s");
    }
}
