namespace OdooGrains.Grains.Dispatch;

/// <summary>
/// A figure that is counted over all tenants, so that it costs more the more there is: it is counted anew only after a rest that keeps counting
/// under <see cref="ShareMax"/> of the time.
/// </summary>
/// <param name="rest">The rest at least.</param>
public sealed class CostlyCount<T>(Func<CancellationToken, Task<IReadOnlyList<T>>> count, TimeSpan rest, TimeProvider time)
{
    /// <summary>The part of the time that may be spent on counting: a fiftieth.</summary>
    public const double ShareMax = 0.02;

    private long _endedAt;
    private TimeSpan? _rest;

    /// <summary>As it was counted last; empty before the first time.</summary>
    public IReadOnlyList<T> Last { get; private set; } = [];

    /// <summary>Counts, unless the rest after the last time is not over.</summary>
    public async Task CountAsync(CancellationToken cancellation)
    {
        if (_rest is { } pause && time.GetElapsedTime(_endedAt) < pause)
        {
            return;
        }

        var begun = time.GetTimestamp();
        try
        {
            Last = await count(cancellation);
        }
        finally
        {
            // A count that failed cost as much.
            _endedAt = time.GetTimestamp();
            var needed = time.GetElapsedTime(begun, _endedAt) * ((1 - ShareMax) / ShareMax);
            _rest = needed > rest ? needed : rest;
        }
    }
}
