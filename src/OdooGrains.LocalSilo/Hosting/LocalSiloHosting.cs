using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace OdooGrains.LocalSilo;

/// <summary>Puts a <see cref="LocalSilo"/> into a host.</summary>
public static class LocalSiloHosting
{
    extension(IServiceCollection services)
    {
        /// <summary>
        /// Adds the silo as <see cref="IGrainFactory"/>, <see cref="IClusterClient"/> and itself. It starts its reminders with the host and stops
        /// gracefully with it. A registered <see cref="TimeProvider"/>, <see cref="IReminderTable"/> and <see cref="IGrainStorage"/> are used.
        /// </summary>
        public IServiceCollection AddLocalSilo(Action<IServiceProvider, LocalSiloOptions> configure)
        {
            services.TryAddSingleton<IGrainStorage, InMemoryGrainStorage>();
            services.TryAddSingleton<IReminderTable, InMemoryReminderTable>();
            services.AddSingleton(provider =>
            {
                var options = new LocalSiloOptions { TimeProvider = provider.GetService<TimeProvider>() ?? TimeProvider.System };
                configure(provider, options);
                return new LocalSilo(provider, options);
            });
            services.AddSingleton<IClusterClient>(provider => provider.GetRequiredService<LocalSilo>());
            services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<LocalSilo>());
            services.AddHostedService<LocalSiloService>();
            return services;
        }

        /// <inheritdoc cref="AddLocalSilo(IServiceCollection, Action{IServiceProvider, LocalSiloOptions})"/>
        public IServiceCollection AddLocalSilo(Action<LocalSiloOptions> configure) => services.AddLocalSilo((_, options) => configure(options));
    }

    private sealed class LocalSiloService(LocalSilo silo) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => silo.StartAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => silo.StopAsync(cancellationToken);
    }
}
