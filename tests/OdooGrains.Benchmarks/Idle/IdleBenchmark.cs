using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OdooGrains.Api.Hooks;
using OdooGrains.Connectors.Egress;
using OdooGrains.Contracts.Connections;
using OdooGrains.Host.Composition;
using OdooGrains.Host.Demo;
using OdooGrains.Host.Settings;
using OdooGrains.Sandbox.Http;
using OdooGrains.Sandbox.Odoo;
using OdooGrains.Storage.Secrets;
using OdooGrains.Storage.Sweep;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Benchmarks.Idle;

/// <summary>
/// What tenants, connections and open orders cost while nothing happens, and how soon a restarted server works. First the server's own composition in
/// this process, so that its heap can be measured after a full collection; then the real <c>serve</c> process on the same store, with all orders
/// queued. Run it by <c>eng/with-postgres.sh</c>; on SQLite where it is not.
/// </summary>
internal sealed class IdleBenchmark(string[] args) : IBenchmark
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20), FoldMax = TimeSpan.FromMinutes(10), StartMax = TimeSpan.FromMinutes(1);
    private readonly int _tenants = Option(args, "--tenants", 1_000), _orders = Option(args, "--orders", 100_000), _seconds = Option(args, "--seconds", 30);

    // Until orders that wait are let go of, which takes two minutes: before that they are not idle.
    private readonly TimeSpan _settle = TimeSpan.FromSeconds(Option(args, "--settle", 140));
    private readonly string? _store = Environment.GetEnvironmentVariable("ConnectionStrings__Store");

    public string Name => "idle";

    public string What => "bytes a tenant, connection and open order, idle CPU, restart with a backlog; --tenants N --orders N --seconds S --settle S";

    public async Task<JsonObject> RunAsync(TextWriter report)
    {
        var folder = Directory.CreateTempSubdirectory("odoograins-idle-").FullName;
        var odoo = new SimulatedOdoo(new() { Database = "odoo", Version = 19 }, TimeProvider.System);
        await using var sandbox = await SandboxServer.StartAsync([odoo], TimeProvider.System);
        var tenants = new IdleTenants(_tenants, sandbox.Addresses["odoo"]);
        var environment = ServerEnvironment(folder);
        var figures = await IdleAsync(tenants, environment, report);
        foreach (var (name, figure) in await RestartAsync(tenants, odoo, folder, environment, report))
        {
            figures[name] = figure?.DeepClone();
        }

        Directory.Delete(folder, recursive: true);
        return figures;
    }

    private async Task<JsonObject> IdleAsync(IdleTenants tenants, Dictionary<string, string> environment, TextWriter report)
    {
        // What has come due is woken once, 250 orders a round, before it only comes round slowly: in larger steps the benchmark need not wait for a quarter
        // of an hour until the platform is idle.
        await using var app = Build(new(environment) { ["Grains__SweepRowsMax"] = "5000" });
        await app.StartAsync();
        var services = app.Services;
        var (store, directory, grains) = (services.GetRequiredService<ITenantStore>(), services.GetRequiredService<TenantDirectory>(), services.GetRequiredService<IGrainFactory>());
        var empty = Heap();
        await tenants.CreateAsync(store);
        await Parallel.ForEachAsync(tenants.Ids, async (tenant, cancellation) => await directory.FindTenantAsync(tenant, cancellation));
        var withTenants = Heap();
        await tenants.ConnectAsync(store, services.GetRequiredService<SecretBox>());
        foreach (var tenant in tenants.Ids)
        {
            directory.Forget(tenant);
            foreach (var key in IdleTenants.ConnectionsOf(tenant))
            {
                await grains.GetGrain<IConnectionGrain>(key.ToString()).Status();
            }
        }

        var withConnections = Heap();
        await tenants.SendAsync(services.GetRequiredService<Intake>(), _orders);
        await UntilFoldedAsync(services.GetRequiredService<ISweepStore>());
        await Task.Delay(_settle, TimeProvider.System);
        var withOrders = Heap();

        var (begun, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await Task.Delay(TimeSpan.FromSeconds(_seconds), TimeProvider.System);
        var share = (Environment.CpuUsage.TotalTime - cpu) / Stopwatch.GetElapsedTime(begun);
        var connections = _store is null ? 0 : await ConnectionsAsync(_store);
        await tenants.ResumeAsync(store);
        await app.StopAsync();
        report.WriteLine($"{_tenants} tenants × 3 connections, {_orders} open orders on {(_store is null ? "SQLite" : "PostgreSQL")}; heap after full collections, MB: {empty / 1e6:0.0} empty, {withTenants / 1e6:0.0} with tenants, {withConnections / 1e6:0.0} with connections and their owners active, {withOrders / 1e6:0.0} with the orders.");
        return new()
        {
            ["tenantBytes"] = Each(withTenants - empty, _tenants),
            ["connectionBytes"] = Each(withConnections - withTenants, 3 * _tenants),
            ["orderBytes"] = Each(withOrders - withConnections, _orders),
            ["idleCoreShare"] = Math.Round(share, 4),
            ["databaseConnections"] = connections,
        };
    }

    private async Task<JsonObject> RestartAsync(IdleTenants tenants, SimulatedOdoo odoo, string folder, Dictionary<string, string> environment, TextWriter report)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        listener.Stop();
        await using var server = new ServerProcess(folder, url, environment, typeof(ServerProcess).Assembly.Location);
        using var egress = new EgressClient(new() { Allow = ["127.0.0.1"] }, TimeProvider.System);
        var called = odoo.Calls;
        var begun = Stopwatch.GetTimestamp();
        server.Start();
        var accepting = UntilAsync(async () => await AcceptsAsync(egress, url, tenants, _orders + 1), begun);
        var working = UntilAsync(() => Task.FromResult(odoo.Calls > called), begun);
        var (accepted, worked) = (await accepting, await working);
        report.WriteLine($"Restart with {_orders} queued: first 2xx after {accepted:0.00} s, first request at an Odoo after {worked:0.00} s, from the start of the process on.");
        return new() { ["firstAcceptSeconds"] = Math.Round(accepted, 2), ["firstWorkSeconds"] = Math.Round(worked, 2) };
    }

    private static async Task<bool> AcceptsAsync(EgressClient egress, Uri url, IdleTenants tenants, int number)
    {
        var outcome = await egress.SendAsync(
            new() { Method = "POST", Url = new(url, $"/v1/hooks/{tenants.Ids[0]}/shop"), Headers = tenants.Headers(number), ContentType = "application/json", Body = IdleTenants.Body(number), Timeout = TimeSpan.FromSeconds(5) },
            CancellationToken.None);
        return outcome is EgressOutcome.Answered { Status: >= 200 and < 300 };
    }

    private static async Task<double> UntilAsync(Func<Task<bool>> isSo, long begun)
    {
        using var timer = new PeriodicTimer(Poll);
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(begun) > StartMax)
            {
                throw new InvalidOperationException($"The restarted server did not accept or work within {StartMax.TotalSeconds:0} s.");
            }

            await timer.WaitForNextTickAsync();
        }

        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task UntilFoldedAsync(ISweepStore sweep)
    {
        using var timer = new PeriodicTimer(Poll * 10);
        var begun = Stopwatch.GetTimestamp();
        while ((await sweep.BacklogAsync(default)).Sum(backlog => backlog.OpenEvents) is var open and > 0)
        {
            if (Stopwatch.GetElapsedTime(begun) > FoldMax)
            {
                throw new InvalidOperationException($"{open} events are not folded after {FoldMax.TotalMinutes:0} min.");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    private static WebApplication Build(Dictionary<string, string> environment)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = ["--urls", "http://127.0.0.1:0"], ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(environment.ToDictionary(entry => entry.Key.Replace("__", ":", StringComparison.Ordinal), entry => (string?)entry.Value));
        return ServerBuilder.Build(SettingsReader.Read(builder.Configuration), builder);
    }

    private Dictionary<string, string> ServerEnvironment(string folder) => new()
    {
        ["ODOOGRAINS_ADMIN_KEY"] = "og_" + new string('k', 43),
        ["Egress__Allow"] = "127.0.0.1",
        ["Secrets__Key"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        ["Store__Kind"] = _store is null ? "sqlite" : "postgres",
        ["Store__Path"] = Path.Combine(folder, "odoograins.db"),
        ["Logging__LogLevel__Default"] = "Warning",
    };

    private static long Heap()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    // All backends on the server's database but the one that counts.
    private static async Task<long> ConnectionsAsync(string store)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(store) { Username = Environment.GetEnvironmentVariable("PGUSER") ?? "postgres", Pooling = false }.ConnectionString);
        await using var command = source.CreateCommand("select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static double Each(long bytes, int count) => Math.Round((double)bytes / count, 1);

    private static int Option(string[] args, string name, int byDefault)
        => Array.IndexOf(args, name) is >= 0 and var at ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : byDefault;
}
