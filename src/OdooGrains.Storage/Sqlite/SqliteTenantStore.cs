using Microsoft.Data.Sqlite;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Formats;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Storage.Sqlite;

/// <inheritdoc cref="ITenantStore"/>
internal sealed partial class SqliteTenantStore(SqliteWriter writer, SqliteReaders readers) : ITenantStore
{
    private const string TenantColumns = "tenant_id, name, plan, region, status, created_at, version";

    private const string Create = $"insert into tenant ({TenantColumns}) values ($1, $2, $3, $4, $5, $6, 1) on conflict do nothing";

    public Task<bool> CreateTenantAsync(Tenant tenant, CancellationToken cancellation) => writer.RunAsync(
        tenant.Id,
        session => session.Execute(Create, tenant.Id, tenant.Name, tenant.Plan, tenant.Region, Words<TenantStatus>.Of(tenant.Status), tenant.CreatedAt) == 1,
        cancellation);

    private const string Find = $"select {TenantColumns} from tenant where tenant_id = $1";

    public Task<Tenant?> FindTenantAsync(TenantId id, CancellationToken cancellation) => readers.ReadAsync(session => session.First(Find, ToTenant, id), cancellation);

    private const string List = $"select {TenantColumns} from tenant where $1 is null or tenant_id > $1 order by tenant_id limit $2";

    public async Task<IReadOnlyList<Tenant>> ListTenantsAsync(TenantId? after, int limit, CancellationToken cancellation)
        => await readers.ReadAsync(session => session.Query(List, ToTenant, after, limit), cancellation);

    private const string Update = """
        update tenant set name = $2, plan = $3, region = $4, status = $5, version = version + 1
        where tenant_id = $1 and version = $6 and status <> 'closed'
        """;

    public Task<bool> UpdateTenantAsync(Tenant tenant, long expectedVersion, CancellationToken cancellation) => writer.RunAsync(
        tenant.Id,
        session => session.Execute(Update, tenant.Id, tenant.Name, tenant.Plan, tenant.Region, Words<TenantStatus>.Of(tenant.Status), expectedVersion) == 1,
        cancellation);

    private const string Unsettled = "select count(*) from effect where tenant_id = $1 and status in ('sent', 'in_doubt')";

    public Task<int> UnsettledAsync(TenantId tenant, CancellationToken cancellation)
        => readers.ReadAsync(session => (int)session.First(Unsettled, row => row.Number(0), tenant), cancellation);

    private const string ConnectionColumns = "tenant_id, connection_id, kind, settings, found, secrets, status, status_reason, updated_at, version";

    private const string Insert = $"""
        insert into connection ({ConnectionColumns})
        select $1, $2, $3, $4, $5, $6, $7, $8, $9, 1 + coalesce((select last_version from connection_epoch where tenant_id = $1 and connection_id = $2), 0)
        where true on conflict do nothing returning version
        """;

    private const string Replace = """
        update connection set kind = $3, settings = $4, found = $5, secrets = $6, status = $7, status_reason = $8, updated_at = $9, version = version + 1
        where tenant_id = $1 and connection_id = $2 and version = $10 returning version
        """;

    public Task<long?> PutConnectionAsync(StoredConnection connection, long expectedVersion, CancellationToken cancellation)
    {
        var (tenant, id) = (connection.Key.Tenant, connection.Key.Connection);
        var (settings, found, secrets) = (StorageJson.Text(connection.Settings), StorageJson.Text(connection.Found), StorageJson.Text(connection.Secrets));
        var status = Words<ConnectionStatus>.Of(connection.Status);
        return writer.RunAsync(
            tenant,
            session => expectedVersion == 0
                ? session.First(Insert, Version, tenant, id, connection.Kind, settings, found, secrets, status, connection.StatusReason, connection.UpdatedAt)
                : session.First(Replace, Version, tenant, id, connection.Kind, settings, found, secrets, status, connection.StatusReason, connection.UpdatedAt, expectedVersion),
            cancellation);
    }

    private const string FindConnection = $"select {ConnectionColumns} from connection where tenant_id = $1 and connection_id = $2";

    public Task<StoredConnection?> FindConnectionAsync(ConnectionKey key, CancellationToken cancellation)
        => readers.ReadAsync(session => session.First(FindConnection, ToConnection, key.Tenant, key.Connection), cancellation);

    private const string ListConnections = $"select {ConnectionColumns} from connection where tenant_id = $1 order by connection_id";

    public async Task<IReadOnlyList<StoredConnection>> ListConnectionsAsync(TenantId tenant, CancellationToken cancellation)
        => await readers.ReadAsync(session => session.Query(ListConnections, ToConnection, tenant), cancellation);

    private const string MarkAuthFailed = """
        update connection set status = 'auth_failed', status_reason = $4
        where tenant_id = $1 and connection_id = $2 and version = $3 and status = 'active'
        """;

    public Task<bool> MarkAuthFailedAsync(ConnectionKey key, long version, string reason, CancellationToken cancellation)
        => writer.RunAsync(key.Tenant, session => session.Execute(MarkAuthFailed, key.Tenant, key.Connection, version, reason) == 1, cancellation);

    private const string RememberVersion = """
        insert into connection_epoch (tenant_id, connection_id, epoch, last_version)
        select tenant_id, connection_id, 1, version from connection where tenant_id = $1 and connection_id = $2
        on conflict (tenant_id, connection_id) do update set last_version = excluded.last_version
        """;

    private const string DeleteConnection = "delete from connection where tenant_id = $1 and connection_id = $2";

    private const string DeleteFeeds = "delete from feed_cursor where tenant_id = $1 and connection_id = $2";

    private const string DeleteLevels = "delete from stock_level where tenant_id = $1 and connection_id = $2";

    // What the connection states, how far its feeds were read, and what it was told of stock, goes with it.
    private const string DeletePolicy = "delete from policy where tenant_id = $1 and level = 'connection' and name = $2";

    public Task<bool> DeleteConnectionAsync(ConnectionKey key, CancellationToken cancellation) => writer.RunAsync(
        key.Tenant,
        session =>
        {
            session.Execute(DeletePolicy, key.Tenant, key.Connection);
            session.Execute(DeleteFeeds, key.Tenant, key.Connection);
            session.Execute(DeleteLevels, key.Tenant, key.Connection);
            return session.Execute(RememberVersion, key.Tenant, key.Connection) == 1 && session.Execute(DeleteConnection, key.Tenant, key.Connection) == 1;
        },
        cancellation);

    private static long? Version(SqliteDataReader row) => row.Number(0);

    private static Tenant ToTenant(SqliteDataReader row) => new()
    {
        Id = new(row.Text(0)),
        Name = row.Text(1),
        Plan = row.Text(2),
        Region = row.Text(3),
        Status = Words<TenantStatus>.Parse(row.Text(4)),
        CreatedAt = row.Time(5),
        Version = row.Number(6),
    };

    private static StoredConnection ToConnection(SqliteDataReader row) => new()
    {
        Key = new(new(row.Text(0)), new(row.Text(1))),
        Kind = row.Text(2),
        Settings = StorageJson.ToObject(row.Text(3)),
        Found = StorageJson.ToObject(row.Text(4)),
        Secrets = StorageJson.ToSecrets(row.Text(5)),
        Status = Words<ConnectionStatus>.Parse(row.Text(6)),
        StatusReason = row.TextOrNull(7),
        UpdatedAt = row.Time(8),
        Version = row.Number(9),
    };
}
