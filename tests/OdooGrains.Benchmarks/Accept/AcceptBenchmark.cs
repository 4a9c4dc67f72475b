using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using OdooGrains.Connectors.Egress;
using OdooGrains.Host.Demo;

namespace OdooGrains.Benchmarks.Accept;

/// <summary>
/// Durable accept over HTTP against PostgreSQL's single-row insert: the real <c>serve</c> process, signed webhooks of 2 KB for 100 tenants, 1 %
/// duplicates, committed before the 2xx. It ends with 2xx = rows. Run it by <c>eng/with-postgres.sh</c>.
/// </summary>
internal sealed class AcceptBenchmark(string[] args) : IBenchmark
{
    private const int Tenants = 100;
    private const string Secret = "benchmark-webhook-secret";
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    // Until the hot paths are compiled at the highest tier and the store has gathered its first statistics.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    // Events a second that are signed before the measurement; a faster server has the rest signed as they are sent.
    private const int SignedAhead = 20_000;

    public string Name => "accept";

    public string What => "durable webhooks a second against pgbench; --connections N --seconds S --topic T";

    public async Task<JsonObject> RunAsync(TextWriter report)
    {
        var connections = int.Parse(Option("--connections", "64"), CultureInfo.InvariantCulture);
        var seconds = int.Parse(Option("--seconds", "20"), CultureInfo.InvariantCulture);
        var topic = Option("--topic", "products/update");
        var store = Environment.GetEnvironmentVariable("ConnectionStrings__Store")
            ?? throw new InvalidOperationException("No PostgreSQL: run eng/with-postgres.sh dotnet run -c Release --project tests/OdooGrains.Benchmarks -- accept --json");
        await ReportSettingsAsync(store, report);

        var before = await Pgbench.RunAsync(seconds / 2);
        var (load, cpu, rows) = await MeasureAsync(connections, TimeSpan.FromSeconds(seconds), topic, store);
        var after = await Pgbench.RunAsync(seconds / 2);

        var ratio = load.PerSecond / ((before + after) / 2);
        report.WriteLine($"Topic {topic} ({(topic.StartsWith("orders/", StringComparison.Ordinal) ? "accepted and folded" : "accepted and stored, not folded: accept alone")}), {connections} connections, closed loop over raw sockets on the same two cores, {load.Seconds:0.0} s.");
        report.WriteLine($"Accepted {load.PerSecond:0}/s (p50 {load.Percentile(0.5):0.0} ms, p99 {load.Percentile(0.99):0.0} ms), not 202: {load.Other}; pgbench single-row insert at 32 clients: {before:0}/s before, {after:0}/s after; ratio {ratio:0.00}.");
        report.WriteLine($"CPU of {Environment.ProcessorCount} cores: server {Share(cpu.Server, load)}, PostgreSQL {Share(cpu.Postgres, load)}, load {Share(cpu.Load, load)}; an event {cpu.MicrosecondsEach(load.Accepted):0} µs, of them {cpu.Server.TotalMicroseconds / load.Accepted:0}, {cpu.Postgres.TotalMicroseconds / load.Accepted:0} and {cpu.Load.TotalMicroseconds / load.Accepted:0}.");
        report.WriteLine($"Distinct events sent {load.Distinct}, rows in the inbox {rows}.");
        if (load.Distinct != rows || load.Other != 0)
        {
            throw new InvalidOperationException($"2xx and rows differ: {load.Distinct} distinct events were sent, {rows} rows are stored, {load.Other} answers were not 202, the first: {load.OtherAnswer}");
        }

        return new()
        {
            ["connections"] = connections,
            ["acceptPerSecond"] = Math.Round(load.PerSecond),
            ["pgbenchPerSecond"] = new JsonArray(Math.Round(before), Math.Round(after)),
            ["ratio"] = Math.Round(ratio, 3),
            ["p99Ms"] = Math.Round(load.Percentile(0.99), 1),
            ["microsecondsEach"] = Math.Round(cpu.MicrosecondsEach(load.Accepted), 1),
            ["rows"] = rows,
        };
    }

    private static async Task<(LoadResult Load, CpuTimes Cpu, long Rows)> MeasureAsync(int connections, TimeSpan duration, string topic, string store)
    {
        var folder = Directory.CreateTempSubdirectory("odoograins-accept-").FullName;
        var key = "og_" + new string('k', 43);
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        await using var server = new ServerProcess(folder, url, ServerEnvironment(folder, key), typeof(ServerProcess).Assembly.Location);
        using var egress = new EgressClient(new() { Allow = ["127.0.0.1"] }, TimeProvider.System);
        var platform = new PlatformClient(url, key, egress, TimeProvider.System);
        server.Start();
        await platform.WaitUntilReadyAsync(StartMax, server, CancellationToken.None);
        // What is measured is the commit, not the quotas.
        await platform.CallAsync("PUT", "/v1/policy", new JsonObject
        {
            ["settings"] = new JsonObject
            {
                ["ordersPerSecond"] = 100_000, ["ordersBurst"] = 10_000_000, ["ordersBacklogMax"] = 100_000_000,
                ["otherPerSecond"] = 100_000, ["otherBurst"] = 10_000_000, ["otherBacklogMax"] = 100_000_000,
            },
        });
        foreach (var tenant in Enumerable.Range(0, Tenants).Select(Tenant))
        {
            await SetUpAsync(platform, tenant);
        }

        var host = $"127.0.0.1:{url.Port}";
        var endpoint = new IPEndPoint(IPAddress.Loopback, url.Port);
        List<SignedWebhooks> Sources(long block) => [.. Enumerable.Range(0, connections).Select(index => new SignedWebhooks(Tenant(index % Tenants), host, topic, Secret, block + ((index + 1) * 100_000_000L)))];
        var warmUp = await new WebhookLoad(endpoint, Sources(100_000_000_000_000), WarmUp).RunAsync();
        var sources = Sources(500_000_000_000_000);
        sources.ForEach(source => source.Prepare((int)(SignedAhead * duration.TotalSeconds / connections)));
        // A connection of our own, for it tells PostgreSQL's processes from those of another server.
        await using var postgres = NpgsqlDataSource.Create(store);
        await using var backend = await postgres.OpenConnectionAsync();
        var begun = CpuTimes.Read(server.Id, backend.ProcessID);
        var load = await new WebhookLoad(endpoint, sources, duration).RunAsync();
        var cpu = CpuTimes.Read(server.Id, backend.ProcessID) - begun;
        var rows = await RowsAsync(store);
        Directory.Delete(folder, recursive: true);
        return (load, cpu, rows - warmUp.Distinct);
    }

    private static Dictionary<string, string> ServerEnvironment(string folder, string key) => new()
    {
        ["ODOOGRAINS_ADMIN_KEY"] = key,
        ["Store__Kind"] = "postgres",
        ["Store__Path"] = Path.Combine(folder, "odoograins.db"),
        ["Logging__LogLevel__Default"] = "Warning",
    };

    private static async Task SetUpAsync(PlatformClient platform, string tenant)
    {
        await platform.CallAsync("POST", "/v1/tenants", new JsonObject { ["id"] = tenant, ["name"] = tenant });
        await platform.CallAsync("PUT", $"/v1/tenants/{tenant}/connections/erp", new JsonObject
        {
            ["kind"] = "odoo",
            ["settings"] = new JsonObject { ["url"] = "https://odoo.example.com", ["database"] = "odoo", ["login"] = "bot" },
            ["secrets"] = new JsonObject { ["apiKey"] = "benchmark-api-key" },
        });
        await platform.CallAsync("PUT", $"/v1/tenants/{tenant}/connections/shop", new JsonObject
        {
            ["kind"] = "shopify",
            ["settings"] = new JsonObject { ["shop"] = $"{tenant}.myshopify.com", ["erp"] = "erp" },
            ["secrets"] = new JsonObject { ["webhookSecret"] = Secret },
        });
    }

    private static async Task ReportSettingsAsync(string store, TextWriter report)
    {
        await using var source = NpgsqlDataSource.Create(store);
        foreach (var setting in new[] { "server_version", "fsync", "full_page_writes", "synchronous_commit", "shared_buffers" })
        {
            await using var command = source.CreateCommand($"show {setting}");
            report.WriteLine($"PostgreSQL {setting} = {await command.ExecuteScalarAsync()}");
        }

        report.WriteLine($"SLOWSYNC_US = {Environment.GetEnvironmentVariable("SLOWSYNC_US") ?? "not set"}; load average {(File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Trim() : "unknown")}");
    }

    // Counted as the superuser, whom row-level security does not bind.
    private static async Task<long> RowsAsync(string store)
    {
        var superuser = new NpgsqlConnectionStringBuilder(store) { Username = Environment.GetEnvironmentVariable("PGUSER") ?? "postgres" };
        await using var source = NpgsqlDataSource.Create(superuser.ConnectionString);
        await using var command = source.CreateCommand("select count(*) from inbox");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static string Tenant(int index) => $"tenant-{index:000}";

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Share(TimeSpan used, LoadResult load) => $"{used.TotalSeconds / load.Seconds / Environment.ProcessorCount:0 %}";

    private string Option(string name, string byDefault)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : byDefault;
    }
}
