using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Formats;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.TestKit.Memory;

internal sealed partial class MemoryTenantStore
{
    public Task AddKeyAsync(StoredKey key, CancellationToken cancellation) => store.WriteAsync(
        "Tenants.AddKey",
        key.Tenant,
        tables =>
        {
            tables.Keys.Add(key with
            {
                Hash = key.Hash.ToArray(),
                CreatedAt = StoredTime.Cut(key.CreatedAt),
                ExpiresAt = StoredTime.Cut(key.ExpiresAt),
                LastUsedAt = StoredTime.Cut(key.LastUsedAt),
                RevokedAt = StoredTime.Cut(key.RevokedAt),
            });
            return true;
        },
        cancellation);

    public Task<StoredKey?> FindKeyAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellation)
        => store.ReadAsync("Tenants.FindKey", null, tables => tables.Keys.FirstOrDefault(key => key.Hash.Span.SequenceEqual(hash.Span)), cancellation);

    public Task<IReadOnlyList<StoredKey>> ListKeysAsync(TenantId? tenant, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<StoredKey>>(
        "Tenants.ListKeys", tenant, tables => [.. tables.Keys.Where(key => key.Tenant == tenant).OrderBy(key => key.CreatedAt).ThenBy(key => key.Id)], cancellation);

    public Task<bool> RevokeKeyAsync(TenantId? tenant, Guid id, DateTimeOffset now, CancellationToken cancellation) => store.WriteAsync(
        "Tenants.RevokeKey",
        tenant,
        tables => Change(tables, tenant, id, key => key.RevokedAt is null ? key with { RevokedAt = StoredTime.Cut(now) } : null),
        cancellation);

    public Task TouchKeysAsync(IReadOnlyCollection<(TenantId Tenant, Guid Id, DateTimeOffset At)> uses, CancellationToken cancellation) => store.WriteAsync(
        "Tenants.TouchKeys",
        null,
        tables => uses.Count(use => Change(
            tables, use.Tenant, use.Id, key => key.LastUsedAt is null || key.LastUsedAt < use.At ? key with { LastUsedAt = StoredTime.Cut(use.At) } : null)),
        cancellation);

    private static bool Change(MemoryTables tables, TenantId? tenant, Guid id, Func<StoredKey, StoredKey?> change)
    {
        var index = tables.Keys.FindIndex(key => key.Tenant == tenant && key.Id == id);
        if (index < 0 || change(tables.Keys[index]) is not { } changed)
        {
            return false;
        }

        tables.Keys[index] = changed;
        return true;
    }
}
