using System.Security.Cryptography;
using OdooGrains.Domain.Tenants;
using OdooGrains.LocalSilo;
using OdooGrains.Storage.Postgres;
using OdooGrains.Storage.Sqlite;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Storage.Silo;

/// <summary>The embedded silo's grain state and reminders, kept in the same store as everything else.</summary>
public static class SiloTables
{
    public static IGrainStorage GrainStorageOf(IStore store) => store switch
    {
        SqliteStore sqlite => new SqliteGrainStorage(sqlite),
        PostgresStore postgres => new PostgresGrainStorage(postgres),
        _ => throw Unknown(store),
    };

    public static IReminderTable RemindersOf(IStore store) => store switch
    {
        SqliteStore sqlite => new SqliteReminderTable(sqlite),
        PostgresStore postgres => new PostgresReminderTable(postgres),
        _ => throw Unknown(store),
    };

    /// <summary>Whose row it is: the first part of the grain's key where that is a tenant id, else the platform's.</summary>
    internal static string TenantOf(string grainKey)
    {
        var first = grainKey.Split('/', 2)[0];
        return TenantId.IsValid(first) ? first : PlatformRows.TenantId;
    }

    /// <summary>Whose turn a write takes in the fair queue.</summary>
    internal static TenantId TurnOf(string grainKey) => PlatformRows.ToTenant(TenantOf(grainKey)) ?? SqliteStore.PlatformTurn;

    /// <summary>A version that never comes again, not even after a clear.</summary>
    internal static string NewETag() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    private static ArgumentException Unknown(IStore store) => new($"A {store.GetType().Name} keeps no grain state; use the in-memory tables of the silo with it.", nameof(store));
}
