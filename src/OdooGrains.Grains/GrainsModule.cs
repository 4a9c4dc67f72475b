using Microsoft.Extensions.DependencyInjection;
using OdooGrains.Connectors;
using OdooGrains.Contracts;
using OdooGrains.Domain.Brownout;
using OdooGrains.Domain.Chance;
using OdooGrains.Grains.Alerts;
using OdooGrains.Grains.Connections;
using OdooGrains.Grains.Dispatch;
using OdooGrains.Grains.Failures;
using OdooGrains.Grains.Feeds;
using OdooGrains.Grains.Inventory;
using OdooGrains.Grains.Orders;
using OdooGrains.Grains.Outbound;
using OdooGrains.Grains.Platform;
using OdooGrains.Grains.Reconciliation;
using OdooGrains.Grains.Retention;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.Grains;

/// <summary>Registers what grains need beside the store, the connectors and the silo.</summary>
public static class GrainsModule
{
    extension(IServiceCollection services)
    {
        /// <param name="limits">The limits of this process.</param>
        /// <param name="chance">Chance for the jitter of retries.</param>
        /// <param name="scheduler">Where folds and calls run; null for the thread pool.</param>
        /// <param name="brownout">When lanes are shed; null for the defaults.</param>
        /// <param name="alerts">Where the platform is told of alerts; null for nowhere.</param>
        public IServiceCollection AddOdooGrains(
            GrainLimits limits, IChance chance, TaskScheduler? scheduler = null, BrownoutLimits? brownout = null, AlertOptions? alerts = null) => services
            .AddSingleton(limits)
            .AddSingleton(brownout ?? new())
            .AddSingleton(alerts ?? new())
            .AddSingleton(chance)
            .AddSingleton(scheduler ?? TaskScheduler.Default)
            .AddSingleton<ConnectionDirectory>()
            .AddSingleton<IIssuedSecrets, IssuedSecrets>()
            .AddSingleton<CallTermsReader>()
            .AddSingleton<LastRestore>()
            .AddSingleton<OrderPolicies>()
            .AddSingleton<OrderRepository>()
            .AddSingleton<ReplayPlanner>()
            .AddSingleton<ReplayApplier>()
            .AddSingleton<UnclaimedEvents>()
            .AddSingleton<RefusedCredentials>()
            .AddSingleton<FeedIntake>()
            .AddSingleton<PageComparison>()
            .AddSingleton<RunSettlement>()
            .AddSingleton<ReconciliationReads>()
            .AddSingleton<PostingCheckpoints>()
            .AddSingleton<FeedPages>()
            .AddSingleton<StockDirectory>()
            .AddSingleton<StockReader>()
            .AddSingleton<StockTeller>()
            .AddSingleton<StockCalls>()
            .AddSingleton<OutboundSender>()
            .AddSingleton<FoldDispatcher>()
            .AddSingleton<IFoldHints>(provider => provider.GetRequiredService<FoldDispatcher>())
            .AddSingleton<BacklogCounts>()
            .AddSingleton<PlatformFigures>()
            .AddSingleton<BreakerReports>()
            .AddSingleton<AlertSender>()
            .AddSingleton<AlertWatch>()

            // In this order: the others decide by the figures.
            .AddSingleton<ISweepFollower, FigureWatch>()
            .AddSingleton<ISweepFollower, BrownoutWatch>()
            .AddSingleton<ISweepFollower>(provider => provider.GetRequiredService<AlertWatch>())
            .AddSingleton<ISweepFollower, FeedWatch>()
            .AddSingleton<ISweepFollower, ReconciliationWatch>()
            .AddSingleton<ISweepFollower, Purge>()
            .AddSingleton<ISweepFollower, StockWatch>()
            .AddSingleton<Sweeper>()
            .AddSingleton<IBacklogView>(provider => provider.GetRequiredService<Sweeper>());
    }
}
