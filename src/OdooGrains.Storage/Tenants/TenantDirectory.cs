using System.Collections.Concurrent;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Secrets;

namespace OdooGrains.Storage.Tenants;

/// <summary>A connection with its tenant and its opened secrets, the newest first. Lives in memory only.</summary>
public sealed record OpenedConnection(StoredConnection Connection, Tenant Tenant, IReadOnlyDictionary<string, IReadOnlyList<string>> Secrets);

/// <summary>
/// Tenants and connections from memory, at most <see cref="AgeMax"/> old; writes of this process refresh it at once. A miss reads the store,
/// once for all that miss together; that there is nothing is remembered for <see cref="MissAgeMax"/>.
/// </summary>
public sealed class TenantDirectory(ITenantStore store, SecretBox box, TimeProvider time)
{
    /// <summary>How old an entry may be: what another process changed takes effect within this time. 30 s.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(30);

    /// <summary>How long it is remembered that there is no such tenant or connection, so that hooks of nobody do not read the store each time. 1 s.</summary>
    public static readonly TimeSpan MissAgeMax = TimeSpan.FromSeconds(1);

    /// <summary>Misses that are remembered within <see cref="MissAgeMax"/>: anybody can ask for any name. What is beyond is read each time.</summary>
    public const int MissesMax = 10_000;

    private readonly ConcurrentDictionary<ConnectionKey, Entry<OpenedConnection>> _connections = new();
    private readonly ConcurrentDictionary<TenantId, Entry<Tenant>> _tenants = new();

    private readonly Lock _gate = new();
    private long _missesSince;
    private int _misses;

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
        if (time.GetElapsedTime(entry.ReadAt, now) > (entry.IsMiss ? MissAgeMax : AgeMax))
        {
            cache.TryRemove(new(key, entry));
            entry = cache.GetOrAdd(key, _ => new(now, () => read(key)));
        }

        return entry.Value.IsCompletedSuccessfully && (entry.IsKept || !entry.IsMiss) ? new(entry.Value.Result) : new(KeepAsync(cache, key, entry, cancellation));
    }

    // What could not be read is asked for again.
    private async Task<T?> KeepAsync<TKey, T>(ConcurrentDictionary<TKey, Entry<T>> cache, TKey key, Entry<T> entry, CancellationToken cancellation)
        where TKey : notnull
        where T : class
    {
        try
        {
            return await entry.Value.WaitAsync(cancellation);
        }
        finally
        {
            entry.IsKept = entry.IsKept || (entry.IsMiss && MayRemember());
            if (entry.Value is { IsCompleted: true, IsCompletedSuccessfully: false } || (entry.IsMiss && !entry.IsKept))
            {
                cache.TryRemove(new(key, entry));
            }
        }
    }

    // Counted anew after each span; what is left of the span before is too old to be believed, and goes.
    private bool MayRemember()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (time.GetElapsedTime(_missesSince, now) > MissAgeMax)
            {
                (_missesSince, _misses) = (now, 0);
                RemoveOld(_connections, now);
                RemoveOld(_tenants, now);
            }

            return ++_misses <= MissesMax;
        }
    }

    private void RemoveOld<TKey, T>(ConcurrentDictionary<TKey, Entry<T>> cache, long now)
        where TKey : notnull
        where T : class
    {
        foreach (var pair in cache.Where(pair => pair.Value.IsMiss && time.GetElapsedTime(pair.Value.ReadAt, now) > MissAgeMax))
        {
            cache.TryRemove(pair);
        }
    }

    // It stands in the cache before its read begins, so that a write meanwhile removes it, and all who miss share the one read.
    private sealed class Entry<T>(long readAt, Func<Task<T?>> read)
    {
        private readonly Lazy<Task<T?>> _value = new(read);

        public long ReadAt { get; } = readAt;

        public Task<T?> Value => _value.Value;

        /// <summary>A miss that there is room for.</summary>
        public bool IsKept { get; set; }

        /// <summary>It was read, and there is nothing.</summary>
        public bool IsMiss => Value is { IsCompletedSuccessfully: true, Result: null };
    }
}
