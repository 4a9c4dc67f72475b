namespace OdooGrains.Domain.Effects;

/// <summary>
/// When a failed attempt is made again: exponential backoff with full jitter
/// (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
/// </summary>
public sealed record RetryPolicy
{
    public static RetryPolicy Default { get; } = new();

    /// <summary>The first delay's upper bound. Default 1 s.</summary>
    public TimeSpan DelayMin
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "DelayMin must be positive.");
    } = TimeSpan.FromSeconds(1);

    /// <summary>The upper bound of any delay. Default 15 min.</summary>
    public TimeSpan DelayMax
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "DelayMax must be positive.");
    } = TimeSpan.FromMinutes(15);

    /// <summary>A poison effect is dead after so many attempts. Default 8.</summary>
    public int AttemptsMax
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "AttemptsMax must be at least 1.");
    } = 8;

    /// <summary>A target that asks for a longer wait than this is asked again anyway. Default 24 h, the longest period of a vendor's quota.</summary>
    public TimeSpan RetryAfterMax
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "RetryAfterMax must be positive.");
    } = TimeSpan.FromHours(24);

    /// <summary>The delay after the given failure, counted from 1; <paramref name="draw"/> is the chance, 0 to 1. Never under a tenth of the bound, so that no retry is immediate.</summary>
    public TimeSpan DelayAfter(int failures, double draw)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        var doublings = Math.Min(failures - 1, 30);
        var bound = Math.Min(DelayMin.TotalMilliseconds * Math.Pow(2, doublings), DelayMax.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(Math.Max(bound * draw, bound / 10));
    }
}
