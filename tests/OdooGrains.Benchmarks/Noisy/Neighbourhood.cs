using Microsoft.Extensions.DependencyInjection;
using OdooGrains.Benchmarks.Platform;
using OdooGrains.Connectors;
using OdooGrains.Domain.Scheduling;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Postgres;

namespace OdooGrains.Benchmarks.Noisy;

/// <summary>What a round measured.</summary>
/// <param name="Quiet">From the scheduled send time to the order's end, in milliseconds, ascending.</param>
/// <param name="Drain">From the noisy tenant's first send to its last order's end; null where it was silent.</param>
/// <param name="CallTime">How long a call of the outside system took in truth.</param>
internal sealed record Round(IReadOnlyList<double> Quiet, TimeSpan? Drain, TimeSpan CallTime, CpuUse Cpu, int Orders)
{
    public double Percentile(double share) => Quiet[(int)(share * (Quiet.Count - 1))];
}

/// <summary>Quiet tenants and a noisy one on one platform, whose shared queues follow the given discipline.</summary>
internal sealed class Neighbourhood : IAsyncDisposable
{
    public const int QuietTenants = 49, QuietPerSecond = 2, Slots = 16;
    private const int NoisyConnections = 32;
    private static readonly TimeSpan EndPoll = TimeSpan.FromMilliseconds(20), EndMax = TimeSpan.FromMinutes(3);
    private readonly RunningPlatform _platform;
    private readonly TimedConnector _system;
    private readonly KnownOrders _orders;
    private readonly IReadOnlyList<TenantId> _quiet;
    private readonly TenantId _noisy;
    private readonly Cpu _cpu;

    private Neighbourhood(RunningPlatform platform, TimedConnector system, string name, Cpu cpu)
    {
        (_platform, _system, _cpu) = (platform, system, cpu);
        _orders = ActivatorUtilities.CreateInstance<KnownOrders>(platform.Services);
        _quiet = [.. Enumerable.Range(1, QuietTenants).Select(number => new TenantId($"{name}-quiet-{number}"))];
        _noisy = new($"{name}-noisy");
    }

    private OrderEnds Ends => (OrderEnds)_platform.Services.GetRequiredService<IDocumentStore>();

    public static async Task<Neighbourhood> StartAsync(string name, QueueDiscipline discipline)
    {
        TimedConnector system = new(TimeProvider.System);
        var platform = await RunningPlatform.StartAsync(
            settings => settings with
            {
                Grains = settings.Grains with { OutboundCallsMax = Slots, Discipline = discipline },
                Api = discipline is QueueDiscipline.ByTenant ? settings.Api : settings.Api with { HookPlacesMin = int.MaxValue },
            },
            services => services
                .AddSingleton<IConnector>(system)
                .AddSingleton<IStore>(new PostgresStore(new() { ConnectionString = RunningPlatform.Store, Discipline = discipline }, TimeProvider.System))
                .AddSingleton<IDocumentStore>(provider => new OrderEnds(provider.GetRequiredService<IStore>().Documents, TimeProvider.System)));
        Neighbourhood neighbourhood = new(platform, system, name, await Cpu.OpenAsync());
        foreach (var tenant in neighbourhood._quiet.Append(neighbourhood._noisy))
        {
            await TimedTenants.AddAsync(platform.Client, tenant);
        }

        return neighbourhood;
    }

    /// <param name="lasts">How long the quiet tenants send.</param>
    /// <param name="noisyOrders">What the noisy tenant sends at once, from the beginning on; 0 for none.</param>
    public async Task<Round> RunAsync(TimeSpan lasts, int noisyOrders, TimeSpan callTime)
    {
        _system.CallTime = callTime;
        var host = $"127.0.0.1:{_platform.Url.Port}";
        var quiet = await Task.WhenAll(_quiet.Select(tenant => _orders.MakeAsync(tenant, host, (int)(lasts.TotalSeconds * QuietPerSecond))));
        var noisy = await _orders.MakeAsync(_noisy, host, noisyOrders);
        var (calls, cpu, begun) = (_system.Calls, _cpu.Used, TimeProvider.System.GetTimestamp());

        var sending = Task.WhenAll(quiet.Select((changes, tenant) => SendEvenlyAsync(changes, begun, tenant)));
        var bursting = SendAtOnceAsync(noisy);
        var due = await sending;
        await bursting;
        await UntilAllEndAsync(quiet.SelectMany(changes => changes).Concat(noisy));
        var used = _cpu.Used - cpu;
        return new(
            [.. due.SelectMany(one => one).Select(one => TimeProvider.System.GetElapsedTime(one.DueAt, Ends.At[one.Change.Order]).TotalMilliseconds).Order()],
            noisy.Count == 0 ? null : TimeProvider.System.GetElapsedTime(begun, noisy.Max(change => Ends.At[change.Order])),
            Mean(calls, _system.Calls),
            used,
            quiet.Sum(changes => changes.Count) + noisy.Count);
    }

    public async ValueTask DisposeAsync()
    {
        await _platform.DisposeAsync();
        await _cpu.DisposeAsync();
    }

    // An open loop: a late answer makes no later send late by itself, since the latency counts from when it was due.
    private async Task<IReadOnlyList<(Change Change, long DueAt)>> SendEvenlyAsync(IReadOnlyList<Change> changes, long begun, int tenant)
    {
        List<(Change, long)> sent = [];
        using HookConnection connection = new(_platform.Url);
        foreach (var (index, change) in changes.Index())
        {
            var after = TimeSpan.FromSeconds((index + ((double)tenant / QuietTenants)) / QuietPerSecond);
            var wait = after - TimeProvider.System.GetElapsedTime(begun);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, TimeProvider.System);
            }

            await connection.SendAsync(change.Request);
            sent.Add((change, begun + (long)(after.TotalSeconds * TimeProvider.System.TimestampFrequency)));
        }

        return sent;
    }

    private async Task SendAtOnceAsync(IReadOnlyList<Change> changes)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, NoisyConnections).Select(async _ =>
        {
            using HookConnection connection = new(_platform.Url);
            for (var index = Interlocked.Increment(ref next); index < changes.Count; index = Interlocked.Increment(ref next))
            {
                await connection.SendAsync(changes[index].Request);
            }
        }));
    }

    private async Task UntilAllEndAsync(IEnumerable<Change> changes)
    {
        var waiting = changes.Select(change => change.Order).ToHashSet();
        using PeriodicTimer timer = new(EndPoll, TimeProvider.System);
        var begun = TimeProvider.System.GetTimestamp();
        while (waiting.RemoveWhere(Ends.At.ContainsKey) >= 0 && waiting.Count > 0)
        {
            if (TimeProvider.System.GetElapsedTime(begun) > EndMax)
            {
                throw new InvalidOperationException($"{waiting.Count} accepted events had no effect after {EndMax.TotalMinutes:0} min, such as that of {waiting.First()}.");
            }

            await timer.WaitForNextTickAsync();
        }

        if (Ends.Repeated > 0)
        {
            throw new InvalidOperationException($"{Ends.Repeated} orders came to their end more than once.");
        }
    }

    private static TimeSpan Mean((long Count, TimeSpan Mean) before, (long Count, TimeSpan Mean) after)
        => ((after.Mean * after.Count) - (before.Mean * before.Count)) / Math.Max(1, after.Count - before.Count);
}
