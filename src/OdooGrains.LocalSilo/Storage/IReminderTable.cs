namespace OdooGrains.LocalSilo;

/// <summary>Where reminders are kept, so that they survive a restart.</summary>
public interface IReminderTable
{
    /// <summary>All reminders, read once when the silo starts. The order does not matter.</summary>
    Task<IReadOnlyList<ReminderRow>> ReadAllAsync(CancellationToken cancellationToken = default);

    /// <summary>Writes the reminder over what is stored under its grain and name; the row's ETag is not looked at.</summary>
    /// <returns>The new version.</returns>
    Task<string> UpsertAsync(ReminderRow row, CancellationToken cancellationToken = default);

    /// <summary>Removes the reminder where its stored version is <paramref name="etag"/>.</summary>
    /// <returns>False where it is not there or has another version.</returns>
    Task<bool> RemoveAsync(GrainId grain, string name, string etag, CancellationToken cancellationToken = default);
}

/// <summary>One reminder as stored.</summary>
public sealed record ReminderRow
{
    public required GrainId Grain { get; init; }

    public required string Name { get; init; }

    /// <summary>The first tick; later ones follow every <see cref="Period"/>.</summary>
    public required DateTimeOffset StartAt { get; init; }

    public required TimeSpan Period { get; init; }

    /// <summary>The version, given by the table.</summary>
    public string ETag { get; init; } = "";
}

/// <summary>Reminders that end with the table object: for tests, where two silos may share one, and for the first run.</summary>
public sealed class InMemoryReminderTable : IReminderTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(GrainId Grain, string Name), ReminderRow> _rows = [];
    private long _versions;

    public Task<IReadOnlyList<ReminderRow>> ReadAllAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<ReminderRow>>([.. _rows.Values]);
        }
    }

    public Task<string> UpsertAsync(ReminderRow row, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            var stored = row with { ETag = $"{++_versions}" };
            _rows[(row.Grain, row.Name)] = stored;
            return Task.FromResult(stored.ETag);
        }
    }

    public Task<bool> RemoveAsync(GrainId grain, string name, string etag, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            var found = _rows.TryGetValue((grain, name), out var row) && row.ETag == etag;
            if (found) _rows.Remove((grain, name));
            return Task.FromResult(found);
        }
    }
}
