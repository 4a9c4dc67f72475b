using Microsoft.Data.Sqlite;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Storage.Sqlite;

internal sealed partial class SqliteTenantStore
{
    private const string KeyColumns = "tenant_id, key_id, name, hash, created_at, expires_at, last_used_at, revoked_at";

    private const string AddKey = $"insert into api_key ({KeyColumns}) values ($1, $2, $3, $4, $5, $6, $7, $8)";

    public Task AddKeyAsync(StoredKey key, CancellationToken cancellation) => writer.RunAsync(
        key.Tenant ?? SqliteStore.PlatformTurn,
        session => session.Execute(
            AddKey, PlatformRows.TenantOf(key.Tenant), key.Id, key.Name, key.Hash, key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.RevokedAt),
        cancellation);

    private const string FindKey = $"select {KeyColumns} from api_key where hash = $1";

    public Task<StoredKey?> FindKeyAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellation)
        => readers.ReadAsync(session => session.First(FindKey, ToKey, hash), cancellation);

    private const string ListKeys = $"select {KeyColumns} from api_key where tenant_id = $1 order by created_at, key_id";

    public async Task<IReadOnlyList<StoredKey>> ListKeysAsync(TenantId? tenant, CancellationToken cancellation)
        => await readers.ReadAsync(session => session.Query(ListKeys, ToKey, PlatformRows.TenantOf(tenant)), cancellation);

    private const string RevokeKey = "update api_key set revoked_at = $3 where tenant_id = $1 and key_id = $2 and revoked_at is null";

    public Task<bool> RevokeKeyAsync(TenantId? tenant, Guid id, DateTimeOffset now, CancellationToken cancellation) => writer.RunAsync(
        tenant ?? SqliteStore.PlatformTurn, session => session.Execute(RevokeKey, PlatformRows.TenantOf(tenant), id, now) == 1, cancellation);

    private const string TouchKey = "update api_key set last_used_at = $3 where tenant_id = $1 and key_id = $2 and (last_used_at is null or last_used_at < $3)";

    public Task TouchKeysAsync(IReadOnlyCollection<(TenantId Tenant, Guid Id, DateTimeOffset At)> uses, CancellationToken cancellation) => writer.RunAsync(
        SqliteStore.PlatformTurn,
        session => uses.Sum(use => session.Execute(TouchKey, use.Tenant, use.Id, use.At)),
        cancellation);

    private static StoredKey ToKey(SqliteDataReader row) => new()
    {
        Tenant = PlatformRows.ToTenant(row.Text(0)),
        Id = row.Id(1),
        Name = row.Text(2),
        Hash = row.Bytes(3),
        CreatedAt = row.Time(4),
        ExpiresAt = row.TimeOrNull(5),
        LastUsedAt = row.TimeOrNull(6),
        RevokedAt = row.TimeOrNull(7),
    };
}
