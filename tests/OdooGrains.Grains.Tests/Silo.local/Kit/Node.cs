using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OdooGrains.Connectors;
using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Stripe;
using OdooGrains.Contracts;
using OdooGrains.Domain.Chance;
using OdooGrains.Domain.Events;
using OdooGrains.Grains.Alerts;
using OdooGrains.Grains.Connections;
using OdooGrains.Grains.Dispatch;
using OdooGrains.Grains.Outbound;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Secrets;
using OdooGrains.Storage.Stock;
using OdooGrains.Storage.Sweep;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Grains.Tests.Kit;

/// <summary>One process: the real grains, dispatcher, sender and sweep, on the store, ERP and reminders that outlive it.</summary>
internal sealed class Node
{
    private readonly MortalScheduler _scheduler;
    private readonly ServiceProvider _services;

    public Node(World world, TaskScheduler turns)
    {
        _scheduler = new(turns);
        _services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(world.Log).SetMinimumLevel(LogLevel.Trace))
            .AddSingleton<TimeProvider>(world.Time)
            .AddSingleton(world.Store.Inbox)
            .AddSingleton<IDocumentStore>(new WatchedDocuments(world))
            .AddSingleton(world.Store.Effects)
            .AddSingleton(world.Store.Sweep)
            .AddSingleton(world.Store.Tenants)
            .AddSingleton(new SecretBox(new byte[32]))
            .AddSingleton<IEgress>(world.Receiver)
            .AddSingleton<IIdSource>(new SequentialIds(world.Time, new Random(world.Seed).NextBytes))
            .AddSingleton(world.Store.Policies)
            .AddSingleton(world.Store.Alerts)
            .AddSingleton(world.Store.Feeds)
            .AddSingleton(world.Store.Reconciliations)
            .AddSingleton(world.Store.Retention)
            .AddSingleton(world.Store.Restore)
            .AddSingleton<IStockStore>(new WatchedStock(world))
            .AddSingleton(world.Store.Failures)
            .AddSingleton(world.Store.Replays)
            .AddSingleton(world.Store.Merges)
            .AddSingleton(world.Store.CommitTimes)
            .AddSingleton<TenantDirectory>()
            .AddSingleton<PolicyDirectory>()
            .AddSingleton<IReminderTable>(world.Reminders)
            .AddSingleton(new ConnectorRegistry([world.Shop, world.Listed, world.Erp, new StripeConnector(world.Receiver), .. world.Vendors()]))
            .AddOdooGrains(world.Limits, new SeededChance(world.Seed), _scheduler, alerts: world.Alerts)
            .AddSingleton<IGrainFactory>(_ => Silo!)
            .BuildServiceProvider();
        var options = new LocalSiloOptions
        {
            TimeProvider = world.Time,
            Dispatcher = world.Dispatcher,
            Faults = world.Faults,
            Strict = world.IsStrict,
            WireContexts = { ContractsJson.Default },
            GrainAssemblies = { typeof(GrainsModule).Assembly },
        };
        Silo = new(_services, options);
    }

    public LocalSilo.LocalSilo Silo { get; }

    public ConnectorRegistry Connectors => _services.GetRequiredService<ConnectorRegistry>();

    public ConnectionDirectory Connections => _services.GetRequiredService<ConnectionDirectory>();

    public FoldDispatcher Folds => _services.GetRequiredService<FoldDispatcher>();

    public OutboundSender Sender => _services.GetRequiredService<OutboundSender>();

    public Sweeper Sweeper => _services.GetRequiredService<Sweeper>();

    public PlatformFigures Figures => _services.GetRequiredService<PlatformFigures>();

    public AlertWatch AlertWatch => _services.GetRequiredService<AlertWatch>();

    public AlertSender AlertSender => _services.GetRequiredService<AlertSender>();

    public TenantDirectory Directory => _services.GetRequiredService<TenantDirectory>();

    public void StartSweep()
        => _ = Task.Factory.StartNew(() => Sweeper.RunAsync(CancellationToken.None), CancellationToken.None, TaskCreationOptions.None, _scheduler);

    /// <summary>As SIGKILL: nothing of it runs on.</summary>
    public void Kill()
    {
        _scheduler.Kill();
        Silo.Kill();
    }
}
