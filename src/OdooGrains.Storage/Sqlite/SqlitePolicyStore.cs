using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Formats;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Storage.Sqlite;

/// <inheritdoc cref="IPolicyStore"/>
internal sealed class SqlitePolicyStore(SqliteWriter writer, SqliteReaders readers) : IPolicyStore
{
    private const string Find = "select settings, updated_at, version from policy where tenant_id = $1 and level = $2 and name = $3";

    public Task<StoredPolicy?> FindAsync(PolicyScope scope, CancellationToken cancellation) => readers.ReadAsync(
        session => session.First(
            Find,
            row => new StoredPolicy { Scope = scope, Settings = StorageJson.ToObject(row.Text(0)), UpdatedAt = row.Time(1), Version = row.Number(2) },
            PlatformRows.TenantOf(scope.Tenant),
            Words<PolicyLevel>.Of(scope.Level),
            scope.Name),
        cancellation);

    private const string List = "select level, name, settings, updated_at, version from policy where tenant_id = $1 order by level, name";

    public async Task<IReadOnlyList<StoredPolicy>> ListAsync(TenantId? tenant, CancellationToken cancellation) => await readers.ReadAsync(
        session => session.Query(
            List,
            row => new StoredPolicy
            {
                Scope = PolicyScope.Of(Words<PolicyLevel>.Parse(row.Text(0)), tenant, row.Text(1)),
                Settings = StorageJson.ToObject(row.Text(2)),
                UpdatedAt = row.Time(3),
                Version = row.Number(4),
            },
            PlatformRows.TenantOf(tenant)),
        cancellation);

    private const string Insert = "insert into policy (tenant_id, level, name, settings, updated_at, version) values ($1, $2, $3, $4, $5, 1) on conflict do nothing";

    private const string Replace = """
        update policy set settings = $4, updated_at = $5, version = version + 1 where tenant_id = $1 and level = $2 and name = $3 and version = $6
        """;

    public Task<bool> PutAsync(StoredPolicy policy, long expectedVersion, CancellationToken cancellation)
    {
        var (tenant, level, name) = (PlatformRows.TenantOf(policy.Scope.Tenant), Words<PolicyLevel>.Of(policy.Scope.Level), policy.Scope.Name);
        var settings = StorageJson.Text(policy.Settings);
        return writer.RunAsync(
            policy.Scope.Tenant ?? SqliteStore.PlatformTurn,
            session => 1 == (expectedVersion == 0
                ? session.Execute(Insert, tenant, level, name, settings, policy.UpdatedAt)
                : session.Execute(Replace, tenant, level, name, settings, policy.UpdatedAt, expectedVersion)),
            cancellation);
    }
}
