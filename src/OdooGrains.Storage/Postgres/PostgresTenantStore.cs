using Npgsql;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Formats;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Storage.Postgres;

/// <inheritdoc cref="ITenantStore"/>
internal sealed partial class PostgresTenantStore(PostgresSources sources) : ITenantStore
{
    private const string TenantColumns = "tenant_id, name, plan, region, status, created_at, version";

    private const string Create = $"insert into tenant ({TenantColumns}) values ($1, $2, $3, $4, $5, $6, 1) on conflict do nothing returning true";

    public Task<bool> CreateTenantAsync(Tenant tenant, CancellationToken cancellation) => WriteAsync(
        tenant.Id.Value, Create, parameters => { AddTenant(parameters, tenant); parameters.AddTime(tenant.CreatedAt); }, cancellation);

    private const string Find = $"select {TenantColumns} from tenant where tenant_id = $1";

    public Task<Tenant?> FindTenantAsync(TenantId id, CancellationToken cancellation)
        => PostgresCalls.FirstAsync(sources.Readers, id.Value, Find, parameters => parameters.AddText(id.Value), ToTenant, cancellation);

    private const string List = $"select {TenantColumns} from list_tenants($1, $2)";

    public async Task<IReadOnlyList<Tenant>> ListTenantsAsync(TenantId? after, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Readers, null, List, parameters => { parameters.AddText(after?.Value); parameters.AddInteger(limit); }, ToTenant, cancellation);

    private const string Update = """
        update tenant set name = $2, plan = $3, region = $4, status = $5, version = version + 1
        where tenant_id = $1 and version = $6 and status <> 'closed' returning true
        """;

    public Task<bool> UpdateTenantAsync(Tenant tenant, long expectedVersion, CancellationToken cancellation) => WriteAsync(
        tenant.Id.Value, Update, parameters => { AddTenant(parameters, tenant); parameters.AddNumber(expectedVersion); }, cancellation);

    private const string Unsettled = "select count(*)::int from effect where tenant_id = $1 and status in ('sent', 'in_doubt')";

    public Task<int> UnsettledAsync(TenantId tenant, CancellationToken cancellation)
        => PostgresCalls.FirstAsync(sources.Readers, tenant.Value, Unsettled, parameters => parameters.AddText(tenant.Value), row => row.GetInt32(0), cancellation);

    private const string ConnectionColumns = "tenant_id, connection_id, kind, settings, found, secrets, status, status_reason, updated_at, version";

    private const string Insert = $"""
        insert into connection ({ConnectionColumns})
        select $1, $2, $3, $4, $5, $6, $7, $8, $9, 1 + coalesce((select last_version from connection_epoch where tenant_id = $1 and connection_id = $2), 0)
        on conflict do nothing returning version
        """;

    private const string Replace = """
        update connection set kind = $3, settings = $4, found = $5, secrets = $6, status = $7, status_reason = $8, updated_at = $9, version = version + 1
        where tenant_id = $1 and connection_id = $2 and version = $10 returning version
        """;

    public Task<long?> PutConnectionAsync(StoredConnection connection, long expectedVersion, CancellationToken cancellation) => PostgresCalls.WriteAsync(
        sources.Singles,
        connection.Key.Tenant.Value,
        expectedVersion == 0 ? Insert : Replace,
        parameters =>
        {
            AddKey(parameters, connection.Key);
            parameters.AddText(connection.Kind);
            parameters.AddJson(StorageJson.Text(connection.Settings));
            parameters.AddJson(StorageJson.Text(connection.Found));
            parameters.AddJson(StorageJson.Text(connection.Secrets));
            parameters.AddText(Words<ConnectionStatus>.Of(connection.Status));
            parameters.AddText(connection.StatusReason);
            parameters.AddTime(connection.UpdatedAt);
            if (expectedVersion != 0)
            {
                parameters.AddNumber(expectedVersion);
            }
        },
        row => (long?)row.GetInt64(0),
        cancellation);

    private const string FindConnection = $"select {ConnectionColumns} from connection where tenant_id = $1 and connection_id = $2";

    public Task<StoredConnection?> FindConnectionAsync(ConnectionKey key, CancellationToken cancellation) => PostgresCalls.FirstAsync(
        sources.Readers, key.Tenant.Value, FindConnection, parameters => AddKey(parameters, key), ToConnection, cancellation);

    private const string ListConnections = $"select {ConnectionColumns} from connection where tenant_id = $1 order by connection_id";

    public async Task<IReadOnlyList<StoredConnection>> ListConnectionsAsync(TenantId tenant, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Readers, tenant.Value, ListConnections, parameters => parameters.AddText(tenant.Value), ToConnection, cancellation);

    private const string MarkAuthFailed = """
        update connection set status = 'auth_failed', status_reason = $4
        where tenant_id = $1 and connection_id = $2 and version = $3 and status = 'active' returning true
        """;

    public Task<bool> MarkAuthFailedAsync(ConnectionKey key, long version, string reason, CancellationToken cancellation) => WriteAsync(
        key.Tenant.Value, MarkAuthFailed, parameters => { AddKey(parameters, key); parameters.AddNumber(version); parameters.AddText(reason); }, cancellation);

    // What the connection states, and how far its feeds were read, goes with it; its version is remembered.
    private const string DeleteConnection = """
        with stated as (delete from policy where tenant_id = $1 and level = 'connection' and name = $2),
        fed as (delete from feed_cursor where tenant_id = $1 and connection_id = $2),
        stocked as (delete from stock_level where tenant_id = $1 and connection_id = $2),
        gone as (delete from connection where tenant_id = $1 and connection_id = $2 returning tenant_id, connection_id, version)
        insert into connection_epoch (tenant_id, connection_id, epoch, last_version) select tenant_id, connection_id, 1, version from gone
        on conflict (tenant_id, connection_id) do update set last_version = excluded.last_version
        returning true
        """;

    public Task<bool> DeleteConnectionAsync(ConnectionKey key, CancellationToken cancellation)
        => WriteAsync(key.Tenant.Value, DeleteConnection, parameters => AddKey(parameters, key), cancellation);

    private Task<bool> WriteAsync(string tenants, string sql, Action<NpgsqlParameterCollection> bind, CancellationToken cancellation)
        => PostgresCalls.WriteAsync(sources.Singles, tenants, sql, bind, row => row.GetBoolean(0), cancellation);

    private static void AddTenant(NpgsqlParameterCollection parameters, Tenant tenant)
    {
        parameters.AddText(tenant.Id.Value);
        parameters.AddText(tenant.Name);
        parameters.AddText(tenant.Plan);
        parameters.AddText(tenant.Region);
        parameters.AddText(Words<TenantStatus>.Of(tenant.Status));
    }

    private static void AddKey(NpgsqlParameterCollection parameters, ConnectionKey key)
    {
        parameters.AddText(key.Tenant.Value);
        parameters.AddText(key.Connection.Value);
    }

    private static Tenant ToTenant(NpgsqlDataReader row) => new()
    {
        Id = new(row.Text(0)),
        Name = row.Text(1),
        Plan = row.Text(2),
        Region = row.Text(3),
        Status = Words<TenantStatus>.Parse(row.Text(4)),
        CreatedAt = row.Time(5),
        Version = row.GetInt64(6),
    };

    private static StoredConnection ToConnection(NpgsqlDataReader row) => new()
    {
        Key = new(new(row.Text(0)), new(row.Text(1))),
        Kind = row.Text(2),
        Settings = StorageJson.ToObject(row.Text(3)),
        Found = StorageJson.ToObject(row.Text(4)),
        Secrets = StorageJson.ToSecrets(row.Text(5)),
        Status = Words<ConnectionStatus>.Parse(row.Text(6)),
        StatusReason = row.TextOrNull(7),
        UpdatedAt = row.Time(8),
        Version = row.GetInt64(9),
    };
}
