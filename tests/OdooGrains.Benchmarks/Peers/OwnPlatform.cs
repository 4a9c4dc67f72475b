using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OdooGrains.Benchmarks.Accept;
using OdooGrains.Benchmarks.Noisy;
using OdooGrains.Benchmarks.Peers.Job;
using OdooGrains.Benchmarks.Platform;
using OdooGrains.Connectors;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Postgres;

namespace OdooGrains.Benchmarks.Peers;

/// <summary>
/// This platform as a contender: the host's composition on PostgreSQL, signed webhooks of 2 KB over HTTP, an outside system that does what it is asked.
/// One step is a webhook that changes an order which the ERP has (accepted, folded, marked as sent, done: four durable writes); a saga is a new order:
/// customer, order, confirmation. It never stops working, so accept alone sends a topic that is stored and not folded.
/// </summary>
internal sealed class OwnPlatform : IContender<OwnOrder>, IAsyncDisposable
{
    private readonly RunningPlatform _platform;
    private readonly TimedConnector _system;
    private readonly KnownOrders _known;
    private readonly IReadOnlyList<TenantId> _tenants;
    private readonly NpgsqlDataSource _superuser;

    // A tenant's orders are put into the store 500 at once; its writer takes 8,192.
    private const int TenantsMadeAtOnce = 8;

    // As many as there are requests under way: each is used by one at a time.
    private readonly ConcurrentBag<HookConnection> _connections = [];
    private long _block = 500_000_000_000_000;

    private OwnPlatform(RunningPlatform platform, TimedConnector system, IReadOnlyList<TenantId> tenants)
    {
        (_platform, _system, _tenants) = (platform, system, tenants);
        _known = ActivatorUtilities.CreateInstance<KnownOrders>(platform.Services);

        // Row-level security hides the rows of all tenants from anybody else.
        _superuser = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(RunningPlatform.Store) { Username = Environment.GetEnvironmentVariable("PGUSER") ?? "postgres" }.ConnectionString);
    }

    public int Repeated => Ends.Repeated;

    private OrderEnds Ends => (OrderEnds)_platform.Services.GetRequiredService<IDocumentStore>();

    private string Host => $"127.0.0.1:{_platform.Url.Port}";

    /// <param name="name">What its tenants' names begin with; new ones for each platform on the same store.</param>
    /// <param name="slots">Calls of outside systems at once.</param>
    public static async Task<OwnPlatform> StartAsync(string name, int tenants, int slots)
    {
        TimedConnector system = new(TimeProvider.System);
        var platform = await RunningPlatform.StartAsync(
            settings => settings with { Grains = settings.Grains with { OutboundCallsMax = slots } },
            services => services
                .AddSingleton<IConnector>(system)
                .AddSingleton<IStore>(new PostgresStore(new() { ConnectionString = RunningPlatform.Store }, TimeProvider.System))
                .AddSingleton<IDocumentStore>(provider => new OrderEnds(provider.GetRequiredService<IStore>().Documents, TimeProvider.System)));
        List<TenantId> ids = [.. Enumerable.Range(0, tenants).Select(number => new TenantId($"{name}-{number}"))];
        foreach (var id in ids)
        {
            await TimedTenants.AddAsync(platform.Client, id);
        }

        return new(platform, system, ids);
    }

    public async Task<IReadOnlyList<OwnOrder>> MakeAsync(Work work, int count, Func<int, int> tenantOf)
    {
        ConcurrentDictionary<int, Queue<OwnOrder>> byTenant = [];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count).GroupBy(tenantOf),
            new ParallelOptions { MaxDegreeOfParallelism = TenantsMadeAtOnce },
            async (own, _) => byTenant[own.Key] = new(await MakeAsync(work, _tenants[own.Key], own.Count())));
        return [.. Enumerable.Range(0, count).Select(index => byTenant[tenantOf(index)].Dequeue())];
    }

    public Task BeginWorkAsync(int slots, TimeSpan callTime)
    {
        _system.CallTime = callTime;
        return Task.CompletedTask;
    }

    public Task EndWorkAsync() => Task.CompletedTask;

    public async Task AcceptAsync(OwnOrder order)
    {
        if (!_connections.TryTake(out var connection))
        {
            connection = new(_platform.Url);
        }

        await connection.SendAsync(order.Request);
        _connections.Add(connection);
    }

    /// <summary>A webhook tells of one order.</summary>
    public Func<IReadOnlyList<OwnOrder>, Task>? AcceptMany => null;

    /// <summary>All rows of the inbox: only what is added to them counts.</summary>
    public async Task<long> RemainingAsync()
    {
        await using var command = _superuser.CreateCommand("select count(*) from inbox");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public long? EndOf(OwnOrder order) => Ends.At.TryGetValue(order.Key, out var at) ? at : order.IsWorked ? null : Stopwatch.GetTimestamp();

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }

        await _superuser.DisposeAsync();
        await _platform.DisposeAsync();
    }

    private async Task<IEnumerable<OwnOrder>> MakeAsync(Work work, TenantId tenant, int count)
    {
        if (work is Work.OneStep)
        {
            return (await _known.MakeAsync(tenant, Host, count)).Select(change => new OwnOrder(change.Order, change.Request, true));
        }

        var topic = work is Work.Accept ? "products/update" : "orders/create";
        var first = Interlocked.Add(ref _block, 1_000_000);
        SignedWebhooks webhooks = new(tenant.Value, Host, topic, TimedTenants.Secret, first);
        return Enumerable.Range(1, count).Select(number =>
            new OwnOrder(new(tenant, TimedTenants.Shop, $"{first + number}"), webhooks.Whole(number).Request, work is Work.Saga));
    }
}
