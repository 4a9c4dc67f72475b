using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OdooGrains.Api;
using OdooGrains.Api.Hooks;
using OdooGrains.Connectors;
using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Odoo;
using OdooGrains.Connectors.Shopify;
using OdooGrains.Domain.Chance;
using OdooGrains.Domain.Events;
using OdooGrains.Grains;
using OdooGrains.Grains.Dispatch;
using OdooGrains.Grains.Orders;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Simulation;

/// <summary>One life of the server process: the real intake, grains, sender, sweeper and connectors on the store that outlives it.</summary>
internal sealed class Incarnation
{
    // The sweep is a third of all turns at its usual 2 s; at 5 s a world is cheaper, and lost hints hurt for longer.
    private static readonly GrainLimits Limits = new() { SweepPeriod = TimeSpan.FromSeconds(5) };
    private readonly Life _life;
    private readonly ServiceProvider _services;

    private Incarnation(World world, Life life, TaskScheduler scheduler)
    {
        _life = life;
        // Each process has a clock that is wrong by up to 3 s: no decision that must be right may rest on it.
        var time = new MortalTime(world.Time, life, TimeSpan.FromMilliseconds(world.FaultChance.Next(-3_000, 3_000)));
        _services = Services(world, life, time, scheduler);
        var options = new LocalSiloOptions { TimeProvider = time, Dispatcher = world.Dispatcher, Faults = new SiloHarm(world) };
        options.GrainAssemblies.Add(typeof(OrderGrain).Assembly);
        Silo = new(_services, options);
        Intake = _services.GetRequiredService<Intake>();
    }

    public LocalSilo.LocalSilo Silo { get; }

    public Intake Intake { get; }

    public bool IsAlive => !_life.IsOver;

    public static async Task<Incarnation> StartAsync(World world, int number)
    {
        var scheduler = await world.Dispatcher.Start(() => Task.FromResult(TaskScheduler.Current));
        var incarnation = new Incarnation(world, new Life(number), scheduler);
        await incarnation.Silo.StartAsync();
        var sweeper = incarnation._services.GetRequiredService<Sweeper>();
        _ = Task.Factory.StartNew(() => sweeper.RunAsync(CancellationToken.None), CancellationToken.None, TaskCreationOptions.None, scheduler);
        return incarnation;
    }

    /// <summary>As SIGKILL: nothing of it runs on, no call of it takes effect any more, and no answer comes back.</summary>
    public void Die()
    {
        _life.End();
        Silo.Kill();
    }

    private ServiceProvider Services(World world, Life life, TimeProvider time, TaskScheduler scheduler)
    {
        var gate = new StoreGate(world, life);
        var store = world.Durable.Opened(gate.BeforeAsync, gate.AnswerAsync);
        var network = new Network(world, life);
        var planted = world.Composition;
        var ids = Streams.Of(world.Options.Seed, $"ids of process {life.Number}");
        var documents = planted.Documents(store.Documents, world);
        return new ServiceCollection()
            .AddSingleton<IEgress>(network)
            .AddSingleton<ILoggerFactory>(new WorldLoggerFactory(world))
            .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .AddSingleton(time)
            .AddSingleton(planted.Inbox(store.Inbox, world))
            .AddSingleton(documents)
            .AddSingleton(planted.Effects(store.Effects, documents, world))
            .AddSingleton(store.Sweep)
            .AddSingleton(store.Tenants)
            .AddSingleton(TenantModel.Secrets)
            .AddSingleton(store.Policies)
            .AddSingleton(store.Alerts)
            .AddSingleton(store.Feeds)
            .AddSingleton(store.Reconciliations)
            .AddSingleton(store.Retention)
            .AddSingleton(store.Restore)
            .AddSingleton(store.Stock)
            .AddSingleton(store.Failures)
            .AddSingleton(store.Replays)
            .AddSingleton(store.Merges)
            .AddSingleton(store.CommitTimes)
            .AddSingleton<TenantDirectory>()
            .AddSingleton<PolicyDirectory>()
            .AddSingleton(provider => new ConnectorRegistry(
            [
                planted.Connector(new ShopifyConnector(new FencedEgress(network), provider.GetRequiredService<IIssuedSecrets>(), time), world),
                planted.Connector(new CountedBatches(new OdooConnector(new FencedEgress(network), time), world), world),
            ]))
            .AddSingleton<IIdSource>(new SequentialIds(time, ids.NextBytes))
            .AddOdooGrains(Limits, new SeededChance(Streams.SeedOf(world.Options.Seed, $"jitter of process {life.Number}")), scheduler)
            .AddSingleton(new ApiOptions { PlatformKeyHash = new byte[32] })
            .AddSingleton<IGrainFactory>(_ => Silo)
            .AddSingleton<HookAdmission>()
            .AddSingleton<Intake>()
            .BuildServiceProvider();
    }
}
