using Npgsql;
using OdooGrains.LocalSilo;
using OdooGrains.Storage.Postgres;

namespace OdooGrains.Storage.Silo;

/// <inheritdoc cref="IGrainStorage"/>
internal sealed class PostgresGrainStorage(PostgresStore store) : IGrainStorage
{
    private const string Read = "select state, etag from grain_state where tenant_id = $1 and grain_type = $2 and grain_key = $3 and state_name = $4";

    public Task<StoredGrainState?> ReadAsync(GrainStateKey key, CancellationToken cancellationToken = default) => PostgresCalls.FirstAsync(
        store.Sources.Readers, Tenant(key), Read, parameters => AddKey(parameters, key), row => new StoredGrainState(row.GetString(0), row.GetString(1)), cancellationToken);

    private const string Insert = """
        insert into grain_state (tenant_id, grain_type, grain_key, state_name, state, etag) values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning etag
        """;

    private const string Update = """
        update grain_state set state = $5, etag = $6
        where tenant_id = $1 and grain_type = $2 and grain_key = $3 and state_name = $4 and etag = $7 returning etag
        """;

    public Task<string?> WriteAsync(GrainStateKey key, string json, string? etag, CancellationToken cancellationToken = default) => PostgresCalls.WriteAsync(
        store.Sources.Singles,
        Tenant(key),
        etag is null ? Insert : Update,
        parameters =>
        {
            AddKey(parameters, key);
            parameters.AddText(json);
            parameters.AddText(SiloTables.NewETag());
            if (etag is not null)
            {
                parameters.AddText(etag);
            }
        },
        row => row.GetString(0),
        cancellationToken);

    private const string Delete = """
        delete from grain_state where tenant_id = $1 and grain_type = $2 and grain_key = $3 and state_name = $4 and etag = $5 returning true
        """;

    public async Task<bool> ClearAsync(GrainStateKey key, string? etag, CancellationToken cancellationToken = default) => etag is null
        ? await ReadAsync(key, cancellationToken) is null
        : await PostgresCalls.WriteAsync(
            store.Sources.Singles, Tenant(key), Delete, parameters => { AddKey(parameters, key); parameters.AddText(etag); }, row => row.GetBoolean(0), cancellationToken);

    private static string Tenant(GrainStateKey key) => SiloTables.TenantOf(key.GrainKey);

    private static void AddKey(NpgsqlParameterCollection parameters, GrainStateKey key)
    {
        parameters.AddText(Tenant(key));
        parameters.AddText(key.GrainType);
        parameters.AddText(key.GrainKey);
        parameters.AddText(key.StateName);
    }
}
