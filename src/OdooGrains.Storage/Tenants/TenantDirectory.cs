using System.Collections.Concurrent;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Secrets;

namespace OdooGrains.Storage.Tenants;

/// <summary>A connection with its tenant and its opened secrets, the newest first. Lives in memory only.</summary>
public sealed record OpenedConnection(StoredConnection Connection, Tenant Tenant, IReadOnlyDictionary<string, IReadOnlyList<string>> Secrets);

/// <summary>
/// Tenants and connections from memory, at most <see cref="AgeMax"/> old; writes of this process refresh it at once. A miss reads the store,
/// once for all that miss together.
/// </summary>
public sealed class TenantDirectory(ITenantStore store, SecretBox box, TimeProvider time)
{
    /// <summary>How old an entry may be: what another process changed takes effect within this time. 30 s.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<ConnectionKey, Entry<OpenedConnection>> _connections = new();
    private readonly ConcurrentDictionary<TenantId, Entry<Tenant>> _tenants = new();

    /// <summary>Null when the tenant or the connection does not exist.</summary>
    public ValueTask<OpenedConnection?> FindAsync(ConnectionKey key, CancellationToken cancellation)
        => FindAsync(_connections, key, ReadAsync, cancellation);

    public ValueTask<Tenant?> FindTenantAsync(TenantId id, CancellationToken cancellation)
        => FindAsync(_tenants, id, tenant => store.FindTenantAsync(tenant, CancellationToken.None), cancellation);

    /// <summary>The tenant or one of its connections was written.</summary>
    public void Forget(TenantId tenant)
    {
        _tenants.TryRemove(tenant, out _);
        foreach (var key in _connections.Keys.Where(key => key.Tenant == tenant))
        {
            _connections.TryRemove(key, out _);
        }
    }

    private async Task<OpenedConnection?> ReadAsync(ConnectionKey key)
    {
        var tenant = await store.FindTenantAsync(key.Tenant, CancellationToken.None);
        var connection = await store.FindConnectionAsync(key, CancellationToken.None);
        return tenant is null || connection is null ? null : new(connection, tenant, Open(connection));
    }

    private Dictionary<string, IReadOnlyList<string>> Open(StoredConnection connection)
    {
        var now = time.GetUtcNow();
        return connection.Secrets
            .Where(secret => secret.RetiresAt is null || secret.RetiresAt > now)
            .GroupBy(secret => secret.Name, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                IReadOnlyList<string> (group) => [.. group.OrderByDescending(secret => secret.CreatedAt).Select(secret => box.Open(connection.Key, secret.Name, secret.Box.Span))],
                StringComparer.Ordinal);
    }

    private ValueTask<T?> FindAsync<TKey, T>(ConcurrentDictionary<TKey, Entry<T>> cache, TKey key, Func<TKey, Task<T?>> read, CancellationToken cancellation)
        where TKey : notnull
        where T : class
    {
        var now = time.GetTimestamp();
        var entry = cache.GetOrAdd(key, _ => new(now, () => read(key)));
        if (time.GetElapsedTime(entry.ReadAt, now) > AgeMax)
        {
            cache.TryRemove(new(key, entry));
            entry = cache.GetOrAdd(key, _ => new(now, () => read(key)));
        }

        return entry.Value.IsCompletedSuccessfully && entry.Value.Result is { } value ? new(value) : new(KeepAsync(cache, key, entry, cancellation));
    }

    // What could not be read, and what is not there, is asked for again.
    private static async Task<T?> KeepAsync<TKey, T>(ConcurrentDictionary<TKey, Entry<T>> cache, TKey key, Entry<T> entry, CancellationToken cancellation)
        where TKey : notnull
        where T : class
    {
        try
        {
            return await entry.Value.WaitAsync(cancellation);
        }
        finally
        {
            if (entry.Value is not { IsCompleted: false } and not { IsCompletedSuccessfully: true, Result: not null })
            {
                cache.TryRemove(new(key, entry));
            }
        }
    }

    // It stands in the cache before its read begins, so that a write meanwhile removes it, and all who miss share the one read.
    private sealed class Entry<T>(long readAt, Func<Task<T?>> read)
    {
        private readonly Lazy<Task<T?>> _value = new(read);

        public long ReadAt { get; } = readAt;

        public Task<T?> Value => _value.Value;
    }
}
