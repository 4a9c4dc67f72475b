using OdooGrains.LocalSilo;
using OdooGrains.Storage.Sqlite;

namespace OdooGrains.Storage.Silo;

/// <inheritdoc cref="IGrainStorage"/>
internal sealed class SqliteGrainStorage(SqliteStore store) : IGrainStorage
{
    private const string Read = "select state, etag from grain_state where tenant_id = $1 and grain_type = $2 and grain_key = $3 and state_name = $4";

    public Task<StoredGrainState?> ReadAsync(GrainStateKey key, CancellationToken cancellationToken = default) => store.Readers.ReadAsync(
        session => session.First(Read, row => new StoredGrainState(row.GetString(0), row.GetString(1)), Tenant(key), key.GrainType, key.GrainKey, key.StateName), cancellationToken);

    private const string Insert = """
        insert into grain_state (tenant_id, grain_type, grain_key, state_name, state, etag) values ($1, $2, $3, $4, $5, $6) on conflict do nothing
        """;

    private const string Update = """
        update grain_state set state = $5, etag = $6 where tenant_id = $1 and grain_type = $2 and grain_key = $3 and state_name = $4 and etag = $7
        """;

    public Task<string?> WriteAsync(GrainStateKey key, string json, string? etag, CancellationToken cancellationToken = default)
    {
        var next = SiloTables.NewETag();
        return store.Writer.RunAsync(
            SiloTables.TurnOf(key.GrainKey),
            session => 1 == (etag is null
                ? session.Execute(Insert, Tenant(key), key.GrainType, key.GrainKey, key.StateName, json, next)
                : session.Execute(Update, Tenant(key), key.GrainType, key.GrainKey, key.StateName, json, next, etag))
                ? next
                : null,
            cancellationToken);
    }

    private const string Delete = "delete from grain_state where tenant_id = $1 and grain_type = $2 and grain_key = $3 and state_name = $4 and etag = $5";

    public async Task<bool> ClearAsync(GrainStateKey key, string? etag, CancellationToken cancellationToken = default) => etag is null
        ? await ReadAsync(key, cancellationToken) is null
        : await store.Writer.RunAsync(
            SiloTables.TurnOf(key.GrainKey), session => session.Execute(Delete, Tenant(key), key.GrainType, key.GrainKey, key.StateName, etag) == 1, cancellationToken);

    private static string Tenant(GrainStateKey key) => SiloTables.TenantOf(key.GrainKey);
}
