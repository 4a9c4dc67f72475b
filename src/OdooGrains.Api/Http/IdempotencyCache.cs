namespace OdooGrains.Api.Http;

/// <summary>
/// Answers to requests with an <c>Idempotency-Key</c>. In memory: it holds in one process, for <see cref="ApiOptions.IdempotencyFor"/> and until
/// a restart. A key that outlives that is met by what the store refuses by itself (a tenant's id is given once).
/// </summary>
public sealed class IdempotencyCache(ApiOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Queue<Entry> _byAge = new();

    /// <summary>Begins a request, or tells what an earlier one with the same key came to.</summary>
    public Known? Begin(string key, string fingerprint)
    {
        lock (_gate)
        {
            MakeRoom();
            if (_entries.TryGetValue(key, out var entry))
            {
                return new(entry.Fingerprint == fingerprint, entry.Answer);
            }

            entry = new(key, fingerprint, time.GetUtcNow() + options.IdempotencyFor);
            _entries.Add(key, entry);
            _byAge.Enqueue(entry);
            return null;
        }
    }

    /// <summary>Keeps the answer; null where there is none worth keeping, so that the request may be made again.</summary>
    public void End(string key, object? answer)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry))
            {
                return;
            }

            if (answer is null)
            {
                _entries.Remove(key);
            }
            else
            {
                entry.Answer = answer;
            }
        }
    }

    private void MakeRoom()
    {
        var now = time.GetUtcNow();
        while (_byAge.TryPeek(out var oldest) && (oldest.Until <= now || _byAge.Count >= options.IdempotencyMax))
        {
            _byAge.Dequeue();
            if (_entries.TryGetValue(oldest.Key, out var present) && ReferenceEquals(present, oldest))
            {
                _entries.Remove(oldest.Key);
            }
        }
    }

    /// <param name="SameBody">The earlier request had the same body.</param>
    /// <param name="Answer">Null while it is in flight.</param>
    public sealed record Known(bool SameBody, object? Answer);

    private sealed record Entry(string Key, string Fingerprint, DateTimeOffset Until)
    {
        public object? Answer { get; set; }
    }
}
