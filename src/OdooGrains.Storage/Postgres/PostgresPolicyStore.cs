using Npgsql;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Formats;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Storage.Postgres;

/// <inheritdoc cref="IPolicyStore"/>
internal sealed class PostgresPolicyStore(PostgresSources sources) : IPolicyStore
{
    private const string Find = "select settings, updated_at, version from policy where tenant_id = $1 and level = $2 and name = $3";

    public Task<StoredPolicy?> FindAsync(PolicyScope scope, CancellationToken cancellation) => PostgresCalls.FirstAsync(
        sources.Readers,
        PlatformRows.TenantOf(scope.Tenant),
        Find,
        parameters => AddScope(parameters, scope),
        row => new StoredPolicy { Scope = scope, Settings = StorageJson.ToObject(row.Text(0)), UpdatedAt = row.Time(1), Version = row.GetInt64(2) },
        cancellation);

    private const string List = "select level, name, settings, updated_at, version from policy where tenant_id = $1 order by level, name";

    public async Task<IReadOnlyList<StoredPolicy>> ListAsync(TenantId? tenant, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Readers,
        PlatformRows.TenantOf(tenant),
        List,
        parameters => parameters.AddText(PlatformRows.TenantOf(tenant)),
        row => new StoredPolicy
        {
            Scope = PolicyScope.Of(Words<PolicyLevel>.Parse(row.Text(0)), tenant, row.Text(1)),
            Settings = StorageJson.ToObject(row.Text(2)),
            UpdatedAt = row.Time(3),
            Version = row.GetInt64(4),
        },
        cancellation);

    private const string Insert = """
        insert into policy (tenant_id, level, name, settings, updated_at, version) values ($1, $2, $3, $4, $5, 1) on conflict do nothing returning true
        """;

    private const string Replace = """
        update policy set settings = $4, updated_at = $5, version = version + 1
        where tenant_id = $1 and level = $2 and name = $3 and version = $6 returning true
        """;

    public Task<bool> PutAsync(StoredPolicy policy, long expectedVersion, CancellationToken cancellation) => PostgresCalls.WriteAsync(
        sources.Singles,
        PlatformRows.TenantOf(policy.Scope.Tenant),
        expectedVersion == 0 ? Insert : Replace,
        parameters =>
        {
            AddScope(parameters, policy.Scope);
            parameters.AddJson(StorageJson.Text(policy.Settings));
            parameters.AddTime(policy.UpdatedAt);
            if (expectedVersion != 0)
            {
                parameters.AddNumber(expectedVersion);
            }
        },
        row => row.GetBoolean(0),
        cancellation);

    private static void AddScope(NpgsqlParameterCollection parameters, PolicyScope scope)
    {
        parameters.AddText(PlatformRows.TenantOf(scope.Tenant));
        parameters.AddText(Words<PolicyLevel>.Of(scope.Level));
        parameters.AddText(scope.Name);
    }
}
