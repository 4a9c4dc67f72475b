using Npgsql;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Storage.Postgres;

internal sealed partial class PostgresTenantStore
{
    private const string KeyColumns = "tenant_id, key_id, name, hash, created_at, expires_at, last_used_at, revoked_at";

    private const string AddKeySql = $"insert into api_key ({KeyColumns}) values ($1, $2, $3, $4, $5, $6, $7, $8) returning true";

    public Task AddKeyAsync(StoredKey key, CancellationToken cancellation) => WriteAsync(
        PlatformRows.TenantOf(key.Tenant),
        AddKeySql,
        parameters =>
        {
            parameters.AddText(PlatformRows.TenantOf(key.Tenant));
            parameters.AddId(key.Id);
            parameters.AddText(key.Name);
            parameters.AddBytes(key.Hash);
            parameters.AddTime(key.CreatedAt);
            parameters.AddTime(key.ExpiresAt);
            parameters.AddTime(key.LastUsedAt);
            parameters.AddTime(key.RevokedAt);
        },
        cancellation);

    private const string FindKey = $"select {KeyColumns} from find_api_key($1)";

    public Task<StoredKey?> FindKeyAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellation)
        => PostgresCalls.FirstAsync(sources.Readers, null, FindKey, parameters => parameters.AddBytes(hash), ToKey, cancellation);

    private const string ListKeys = $"select {KeyColumns} from api_key where tenant_id = $1 order by created_at, key_id";

    public async Task<IReadOnlyList<StoredKey>> ListKeysAsync(TenantId? tenant, CancellationToken cancellation)
    {
        var rows = PlatformRows.TenantOf(tenant);
        return await PostgresCalls.QueryAsync(sources.Readers, rows, ListKeys, parameters => parameters.AddText(rows), ToKey, cancellation);
    }

    private const string RevokeKey = "update api_key set revoked_at = $3 where tenant_id = $1 and key_id = $2 and revoked_at is null returning true";

    public Task<bool> RevokeKeyAsync(TenantId? tenant, Guid id, DateTimeOffset now, CancellationToken cancellation)
    {
        var rows = PlatformRows.TenantOf(tenant);
        return WriteAsync(rows, RevokeKey, parameters => { parameters.AddText(rows); parameters.AddId(id); parameters.AddTime(now); }, cancellation);
    }

    private const string TouchKeys = """
        update api_key k set last_used_at = u.at
        from (select * from unnest($1::text[], $2::uuid[], $3::timestamptz[]) as u (tenant_id, key_id, at) order by tenant_id, key_id) u
        where k.tenant_id = u.tenant_id and k.key_id = u.key_id and (k.last_used_at is null or k.last_used_at < u.at) returning true
        """;

    public Task TouchKeysAsync(IReadOnlyCollection<(TenantId Tenant, Guid Id, DateTimeOffset At)> uses, CancellationToken cancellation) => WriteAsync(
        string.Join(',', uses.Select(use => use.Tenant.Value).Distinct()),
        TouchKeys,
        parameters =>
        {
            parameters.AddTexts(uses.Select(use => use.Tenant.Value));
            parameters.AddIds(uses.Select(use => use.Id));
            parameters.AddTimes(uses.Select(use => (DateTimeOffset?)use.At));
        },
        cancellation);

    private static StoredKey ToKey(NpgsqlDataReader row) => new()
    {
        Tenant = PlatformRows.ToTenant(row.Text(0)),
        Id = row.GetGuid(1),
        Name = row.Text(2),
        Hash = row.Bytes(3),
        CreatedAt = row.Time(4),
        ExpiresAt = row.TimeOrNull(5),
        LastUsedAt = row.TimeOrNull(6),
        RevokedAt = row.TimeOrNull(7),
    };
}
