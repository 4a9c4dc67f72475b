using System.Security.Cryptography;
using OdooGrains.Api;
using OdooGrains.Connectors;
using OdooGrains.Domain.Chance;
using OdooGrains.Domain.Events;
using OdooGrains.Grains;
using OdooGrains.Host.Settings;
using OdooGrains.Host.Telemetry;
using OdooGrains.Storage.Secrets;

namespace OdooGrains.Host.Composition;

/// <summary>Puts the rooms together into one server. No logic here.</summary>
public static class ServerBuilder
{
    /// <param name="replace">Registrations that win over the usual ones; for tests that compose another server.</param>
    public static WebApplication Build(ServerSettings settings, WebApplicationBuilder builder, Action<IServiceCollection>? replace = null)
    {
        var (adminKeyHash, _) = FirstStart.AdminKey(settings);
        builder.Services
            .AddSingleton(settings)
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IIdSource>(provider => new SequentialIds(provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(new SecretBox(FirstStart.SecretsKey(settings)))
            .AddStore(settings.Store)
            .AddSingleton(settings.Egress)
            .AddConnectors()
            .AddOdooGrains(settings.Grains, new SeededChance(RandomNumberGenerator.GetInt32(int.MaxValue)), brownout: settings.Brownout, alerts: settings.Alerts)
            .AddSingleton<IReadiness, Readiness>()
            .AddRestFront(settings.Api with { PlatformKeyHash = adminKeyHash })
            .AddTelemetry(builder.Configuration);

        // Services start in this order and stop in the reverse one: the store is migrated first, the sweep stops before the silo.
        builder.Services.AddHostedService<StoreService>();
        builder.AddSilo();
        builder.Services.AddHostedService<SweepService>();
        builder.Services.AddHostedService<BacklogGauges>();
        builder.Logging.AddPlatformLogging();
        // A request goes on where its bytes were read, two thread hops fewer. Unsafe only for a server that blocks there; reading is spread over the pool's threads anyway.
        builder.WebHost.UseSockets(options => options.UnsafePreferInlineScheduling = true);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));

        replace?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapRestFront();
        app.MapPrometheus();
        return app;
    }
}
