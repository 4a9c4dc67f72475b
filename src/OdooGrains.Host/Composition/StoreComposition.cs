using OdooGrains.Host.Settings;
using OdooGrains.Storage;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Postgres;
using OdooGrains.Storage.Sqlite;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Host.Composition;

/// <summary>Chooses the store, and offers its concerns one by one.</summary>
internal static class StoreComposition
{
    public static IServiceCollection AddStore(this IServiceCollection services, StoreSettings settings) => services
        .AddSingleton(provider => Create(settings, provider))
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Inbox)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Documents)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Effects)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Sweep)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Tenants)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Policies)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Alerts)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Feeds)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Reconciliations)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Retention)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Restore)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Stock)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Failures)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Replays)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().Merges)
        .AddSingleton(provider => provider.GetRequiredService<IStore>().CommitTimes)
        .AddSingleton<TenantDirectory>()
        .AddSingleton<PolicyDirectory>();

    public static IStore Create(StoreSettings settings, IServiceProvider provider)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        return settings.IsPostgres
            ? new PostgresStore(new() { ConnectionString = settings.ConnectionString!, OwnerConnectionString = settings.OwnerConnectionString, AllowUnsafe = settings.AllowUnsafe }, time)
            : new SqliteStore(new() { Path = settings.Path }, time);
    }
}
