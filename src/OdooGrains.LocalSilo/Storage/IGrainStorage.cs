namespace OdooGrains.LocalSilo;

/// <summary>Where grain state is kept: one JSON value for each key, with a version.</summary>
public interface IGrainStorage
{
    /// <summary>The stored value, or null where there is none.</summary>
    Task<StoredGrainState?> ReadAsync(GrainStateKey key, CancellationToken cancellationToken = default);

    /// <summary>Writes where the stored version is <paramref name="etag"/> (null: where nothing is stored).</summary>
    /// <returns>The new version, or null where another version is stored and nothing was written.</returns>
    Task<string?> WriteAsync(GrainStateKey key, string json, string? etag, CancellationToken cancellationToken = default);

    /// <summary>Removes where the stored version is <paramref name="etag"/> (null: where nothing is stored, which changes nothing).</summary>
    /// <returns>False where another version is stored and nothing was removed.</returns>
    Task<bool> ClearAsync(GrainStateKey key, string? etag, CancellationToken cancellationToken = default);
}

/// <summary>Names one state of one grain.</summary>
public readonly record struct GrainStateKey(string GrainType, string GrainKey, string StateName)
{
    public override string ToString() => $"{GrainType}/{GrainKey}/{StateName}";
}

/// <summary>A value as it was stored, with its version, which is never empty.</summary>
public sealed record StoredGrainState(string Json, string ETag);

/// <summary>Grain state that ends with the process, for tests and for state that may be lost.</summary>
public sealed class InMemoryGrainStorage : IGrainStorage
{
    private readonly Lock _gate = new();
    private readonly Dictionary<GrainStateKey, StoredGrainState> _rows = [];
    private long _versions;

    public Task<StoredGrainState?> ReadAsync(GrainStateKey key, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return Task.FromResult(_rows.GetValueOrDefault(key));
        }
    }

    public Task<string?> WriteAsync(GrainStateKey key, string json, string? etag, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_rows.GetValueOrDefault(key)?.ETag != etag) return Task.FromResult<string?>(null);

            var row = new StoredGrainState(json, $"{++_versions}");
            _rows[key] = row;
            return Task.FromResult<string?>(row.ETag);
        }
    }

    public Task<bool> ClearAsync(GrainStateKey key, string? etag, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_rows.GetValueOrDefault(key)?.ETag != etag) return Task.FromResult(false);

            _rows.Remove(key);
            return Task.FromResult(true);
        }
    }
}
