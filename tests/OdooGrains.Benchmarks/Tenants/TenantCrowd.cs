using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Npgsql;
using OdooGrains.Benchmarks.Accept;
using OdooGrains.Benchmarks.Noisy;
using OdooGrains.Benchmarks.Platform;
using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Tenants;
using OdooGrains.Host.Demo;
using OdooGrains.Storage.Postgres;
using OdooGrains.Storage.Secrets;

namespace OdooGrains.Benchmarks.Tenants;

/// <summary>So many tenants in a database and a server process of their own, which stands still (SIGSTOP) while it is not measured.</summary>
internal sealed class TenantCrowd : IAsyncDisposable
{
    private const string Secret = "benchmark-webhook-secret", AdminKey = "og_kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk";

    // A tenant's order ids, so that no two tenants have a buyer or a delivery in common.
    private const long IdsEach = 1_000_000;

    // Enough that a slow answer does not hold the next webhook back.
    private const int Senders = 32;
    private static readonly ConnectionId Shop = new("shop"), Erp = new("erp");
    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(1), EndMax = TimeSpan.FromMinutes(2), EndPoll = TimeSpan.FromMilliseconds(100);
    private readonly byte[] _secretsKey = RandomNumberGenerator.GetBytes(32);
    private readonly string _folder = Directory.CreateTempSubdirectory("odoograins-tenants-").FullName;
    private readonly IReadOnlyList<TenantId> _tenants;
    private readonly IReadOnlyList<SignedWebhooks> _webhooks;
    private readonly string _store;
    private readonly NpgsqlDataSource _superuser;
    private readonly ServerProcess _server;
    private NpgsqlConnection? _backend;
    private int _sent;

    private TenantCrowd(int tenants)
    {
        var database = $"tenants_{tenants}";
        var url = FreeUrl();
        _store = new NpgsqlConnectionStringBuilder(RunningPlatform.Store) { Database = database }.ConnectionString;
        _superuser = NpgsqlDataSource.Create(Superuser(database));
        _tenants = [.. Enumerable.Range(0, tenants).Select(number => new TenantId($"tenant-{number:00000}"))];
        _webhooks = [.. _tenants.Select((tenant, index) => new SignedWebhooks(tenant.Value, $"127.0.0.1:{url.Port}", "orders/create", Secret, 100_000_000_000_000 + (index * IdsEach)))];
        _server = new(_folder, url, ServerEnvironment(), typeof(TenantCrowd).Assembly.Location);
    }

    public int Count => _tenants.Count;

    /// <summary>Tenants written by the store as the REST front writes them, and a server that is ready and stands still.</summary>
    public static async Task<TenantCrowd> StartAsync(int tenants)
    {
        await using (var postgres = NpgsqlDataSource.Create(Superuser("postgres")))
        {
            await ExecuteAsync(postgres, $"create database tenants_{tenants} owner {new NpgsqlConnectionStringBuilder(RunningPlatform.Store).Username}");
        }

        TenantCrowd crowd = new(tenants);
        await crowd.CreateTenantsAsync();
        crowd._server.Start();
        using var egress = new EgressClient(new() { Allow = ["127.0.0.1"] }, TimeProvider.System);
        PlatformClient platform = new(crowd._server.Url, AdminKey, egress, TimeProvider.System);
        await platform.WaitUntilReadyAsync(StartMax, crowd._server, CancellationToken.None);

        // What is measured is the work, not the quotas.
        await platform.CallAsync("PUT", "/v1/policy", new JsonObject { ["settings"] = new JsonObject { ["ordersPerSecond"] = 100_000, ["ordersBurst"] = 10_000_000 } });
        crowd._backend = await crowd._superuser.OpenConnectionAsync();
        await crowd.SignalAsync("STOP");
        return crowd;
    }

    /// <summary>Lets the server go on, sends so many orders, an even share of each tenant one after the other, and waits until each is confirmed.</summary>
    public async Task<CrowdRound> RunAsync(int orders, int perSecond)
    {
        // Signed before, so that the load takes no more of the machine than it must.
        var requests = Enumerable.Range(_sent, orders).Select(number => _webhooks[number % Count].Whole(1 + (number / Count)).Request).ToList();
        await SignalAsync("CONT");
        var (cpu, transactions, begun) = (CpuTimes.Read(_server.Id, _backend!.ProcessID), await NumberAsync(Transactions), Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => SendAsync(requests, sender, perSecond, begun)));
        _sent += orders;
        await UntilConfirmedAsync();
        var used = CpuTimes.Read(_server.Id, _backend.ProcessID) - cpu;
        CrowdRound round = new(orders, used.Server, used.Postgres, await NumberAsync(Transactions) - transactions, Stopwatch.GetElapsedTime(begun));
        await SignalAsync("STOP");
        return round;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _superuser.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task CreateTenantsAsync()
    {
        SecretBox box = new(_secretsKey);
        await using PostgresStore store = new(new() { ConnectionString = _store }, TimeProvider.System);
        await store.MigrateAsync(CancellationToken.None);
        await Parallel.ForEachAsync(_tenants, async (tenant, cancellation) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            ConnectionKey shop = new(tenant, Shop);
            await store.Tenants.CreateTenantAsync(new() { Id = tenant, Name = tenant.Value, CreatedAt = now }, cancellation);
            await store.Tenants.PutConnectionAsync(new() { Key = new(tenant, Erp), Kind = TimedConnector.Kind, Settings = [], UpdatedAt = now }, 0, cancellation);
            await store.Tenants.PutConnectionAsync(
                new()
                {
                    Key = shop,
                    Kind = "shopify",
                    Settings = new() { ["shop"] = $"{tenant}.myshopify.com", ["erp"] = Erp.Value },
                    Secrets = [new("webhookSecret", box.Seal(shop, "webhookSecret", Secret), now, null)],
                    UpdatedAt = now,
                },
                0,
                cancellation);
        });
        await ExecuteAsync(_superuser, "analyze");
    }

    // An open loop: each is sent when it is due.
    private async Task SendAsync(List<byte[]> requests, int sender, int perSecond, long begun)
    {
        using HookConnection connection = new(_server.Url);
        for (var index = sender; index < requests.Count; index += Senders)
        {
            var wait = TimeSpan.FromSeconds((double)index / perSecond) - Stopwatch.GetElapsedTime(begun);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, TimeProvider.System);
            }

            await connection.SendAsync(requests[index]);
        }
    }

    private const string Open = "select (select count(*) from inbox where status = 'open') + (select count(*) from document where next_action_at is not null)";

    private const string Confirmed = "select count(*) from document where status = 'confirmed'";

    private const string Transactions = "select xact_commit from pg_stat_database where datname = current_database()";

    private async Task UntilConfirmedAsync()
    {
        using PeriodicTimer timer = new(EndPoll, TimeProvider.System);
        var begun = Stopwatch.GetTimestamp();
        while (await NumberAsync(Open) > 0)
        {
            if (Stopwatch.GetElapsedTime(begun) > EndMax)
            {
                throw new InvalidOperationException($"{await NumberAsync(Open)} orders of {Count} tenants have not come to their end after {EndMax.TotalMinutes:0} min.");
            }

            await timer.WaitForNextTickAsync();
        }

        if (await NumberAsync(Confirmed) is var confirmed && confirmed != _sent)
        {
            throw new InvalidOperationException($"{_sent} orders of {Count} tenants were accepted and {confirmed} are confirmed.");
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _server.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0)
        {
            throw new InvalidOperationException($"SIG{signal} could not be sent to the server; it is said to run as process {_server.Id}.");
        }
    }

    private Dictionary<string, string> ServerEnvironment() => new()
    {
        ["ODOOGRAINS_ADMIN_KEY"] = AdminKey,
        ["Secrets__Key"] = Convert.ToBase64String(_secretsKey),
        ["Store__Kind"] = "postgres",
        ["ConnectionStrings__Store"] = _store,
        ["Logging__LogLevel__Default"] = "Warning",

        // As the host's own runtime settings are; this program's differ.
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
    };

    private static string Superuser(string database)
        => new NpgsqlConnectionStringBuilder(RunningPlatform.Store) { Username = Environment.GetEnvironmentVariable("PGUSER") ?? "postgres", Database = database, Pooling = false }.ConnectionString;

    // On the connection that tells PostgreSQL's processes apart: none is opened for it while a round is measured.
    private async Task<long> NumberAsync(string sql)
    {
        await using NpgsqlCommand command = new(sql, _backend);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static Uri FreeUrl()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}

/// <summary>Processor time of a round, that of the load left out.</summary>
/// <param name="Transactions">By PostgreSQL's own count.</param>
internal readonly record struct CrowdRound(int Orders, TimeSpan Server, TimeSpan Postgres, long Transactions, TimeSpan Took)
{
    public double MillisecondsEach => (Server + Postgres).TotalMilliseconds / Orders;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{MillisecondsEach:0.000} ms (server {Server.TotalMilliseconds / Orders:0.000}, PostgreSQL {Postgres.TotalMilliseconds / Orders:0.000}; {(double)Transactions / Orders:0.0} transactions; {Took.TotalSeconds:0.0} s)");
}
