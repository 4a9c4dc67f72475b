using System.Collections.Concurrent;

namespace OdooGrains.Storage.Tenants;

/// <summary>
/// Values that were read at most <paramref name="ageMax"/> ago. A miss reads once for all that miss together; what could not be read is asked for
/// again.
/// </summary>
/// <param name="missAgeMax">How long it is remembered that there is nothing.</param>
/// <param name="missesMax">How many misses within that time are remembered.</param>
internal sealed class AgedCache<TKey, T>(TimeSpan ageMax, TimeSpan missAgeMax, int missesMax, TimeProvider time)
    where TKey : notnull
    where T : class
{
    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();
    private readonly Lock _gate = new();
    private long _missesSince;
    private int _misses;

    public ValueTask<T?> FindAsync(TKey key, Func<TKey, Task<T?>> read, CancellationToken cancellation)
    {
        var now = time.GetTimestamp();
        var entry = _entries.GetOrAdd(key, _ => new(now, () => read(key)));
        if (time.GetElapsedTime(entry.ReadAt, now) > (entry.IsMiss ? missAgeMax : ageMax))
        {
            _entries.TryRemove(new(key, entry));
            entry = _entries.GetOrAdd(key, _ => new(now, () => read(key)));
        }

        return entry.Value.IsCompletedSuccessfully && (entry.IsKept || !entry.IsMiss) ? new(entry.Value.Result) : new(KeepAsync(key, entry, cancellation));
    }

    /// <summary>It was written: the next look reads, also where a read is under way.</summary>
    public void Forget(TKey key) => _entries.TryRemove(key, out _);

    /// <summary>The next look reads, unless the last read began less than that ago.</summary>
    public void Forget(TKey key, TimeSpan olderThan)
    {
        if (_entries.TryGetValue(key, out var entry) && time.GetElapsedTime(entry.ReadAt) > olderThan)
        {
            _entries.TryRemove(new(key, entry));
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
            entry.IsKept = entry.IsKept || (entry.IsMiss && MayRemember());
            if (entry.Value is { IsCompleted: true, IsCompletedSuccessfully: false } || (entry.IsMiss && !entry.IsKept))
            {
                _entries.TryRemove(new(key, entry));
            }
        }
    }

    // Counted anew after each span; what is left of the span before is too old to be believed, and goes.
    private bool MayRemember()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (time.GetElapsedTime(_missesSince, now) > missAgeMax)
            {
                (_missesSince, _misses) = (now, 0);
                foreach (var pair in _entries.Where(pair => pair.Value.IsMiss && time.GetElapsedTime(pair.Value.ReadAt, now) > missAgeMax))
                {
                    _entries.TryRemove(pair);
                }
            }

            return ++_misses <= missesMax;
        }
    }

    // It stands in the cache before its read begins, so that a write meanwhile removes it, and all who miss share the one read.
    private sealed class Entry(long readAt, Func<Task<T?>> read)
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
