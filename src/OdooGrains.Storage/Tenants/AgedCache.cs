using System.Collections.Concurrent;

namespace OdooGrains.Storage.Tenants;

/// <summary>
/// Values that were read at most <paramref name="ageMax"/> ago. A miss reads once for all that miss together; what is not there, and what could
/// not be read, is asked for again.
/// </summary>
internal sealed class AgedCache<TKey, T>(TimeSpan ageMax, TimeProvider time)
    where TKey : notnull
    where T : class
{
    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();

    public ValueTask<T?> FindAsync(TKey key, Func<TKey, Task<T?>> read, CancellationToken cancellation)
    {
        var now = time.GetTimestamp();
        var entry = _entries.GetOrAdd(key, _ => new(now, () => read(key)));
        if (time.GetElapsedTime(entry.ReadAt, now) > ageMax)
        {
            _entries.TryRemove(new(key, entry));
            entry = _entries.GetOrAdd(key, _ => new(now, () => read(key)));
        }

        return entry.Value.IsCompletedSuccessfully && entry.Value.Result is { } value ? new(value) : new(KeepAsync(key, entry, cancellation));
    }

    /// <summary>It was written: the next look reads, also where a read is under way.</summary>
    public void Forget(TKey key) => _entries.TryRemove(key, out _);

    public void Forget(Func<TKey, bool> isWritten)
    {
        foreach (var key in _entries.Keys.Where(isWritten))
        {
            Forget(key);
        }
    }

    private async Task<T?> KeepAsync(TKey key, Entry entry, CancellationToken cancellation)
    {
        try
        {
            return await entry.Value.WaitAsync(cancellation);
        }
        finally
        {
            if (entry.Value is not { IsCompleted: false } and not { IsCompletedSuccessfully: true, Result: not null })
            {
                _entries.TryRemove(new(key, entry));
            }
        }
    }

    // It stands in the cache before its read begins, so that a write meanwhile removes it, and all who miss share the one read.
    private sealed class Entry(long readAt, Func<Task<T?>> read)
    {
        private readonly Lazy<Task<T?>> _value = new(read);

        public long ReadAt { get; } = readAt;

        public Task<T?> Value => _value.Value;
    }
}
