using Microsoft.Extensions.DependencyInjection;
using OdooGrains.Contracts;
using OdooGrains.Domain.Chance;
using OdooGrains.Grains.Connections;
using OdooGrains.Grains.Dispatch;
using OdooGrains.Grains.Orders;
using OdooGrains.Grains.Outbound;
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
        public IServiceCollection AddOdooGrains(GrainLimits limits, IChance chance, TaskScheduler? scheduler = null) => services
            .AddSingleton(limits)
            .AddSingleton(chance)
            .AddSingleton(scheduler ?? TaskScheduler.Default)
            .AddSingleton<ConnectionDirectory>()
            .AddSingleton<CallTermsReader>()
            .AddSingleton<OrderPolicies>()
            .AddSingleton<OrderRepository>()
            .AddSingleton<RefusedCredentials>()
            .AddSingleton<OutboundSender>()
            .AddSingleton<FoldDispatcher>()
            .AddSingleton<IFoldHints>(provider => provider.GetRequiredService<FoldDispatcher>())
            .AddSingleton<BacklogCounts>()
            .AddSingleton<Sweeper>()
            .AddSingleton<IBacklogView>(provider => provider.GetRequiredService<Sweeper>());
    }
}
