namespace OdooGrains.Domain.Outbound;

/// <summary>
/// How many repeats a destination is sent beside first attempts, as the gRPC retry throttle (gRFC A6) has it: each first attempt earns a part of a
/// repeat, each success pays a whole one back, each repeat costs one. In a steady outage calls are at most 1 + ratio times the first attempts,
/// beside <see cref="Saved"/> once and one every <see cref="AtLeastEvery"/>; after it the successes pay for the rest.
/// </summary>
/// <param name="Tokens">Repeats that may leave.</param>
/// <param name="LastAt">When the last repeat left, by the owner's monotonic clock; null when none did.</param>
public readonly record struct RetryBudget(double Tokens, TimeSpan? LastAt = null)
{
    /// <summary>Repeats that may be saved up. 10.</summary>
    public const double Saved = 10;

    /// <summary>One repeat may leave after so long whatever was earned, or nothing would where nothing new comes in. 10 s.</summary>
    public static readonly TimeSpan AtLeastEvery = TimeSpan.FromSeconds(10);

    public static RetryBudget Full => new(Saved);

    /// <summary>How long until a repeat may leave; zero when it may now.</summary>
    public TimeSpan Wait(TimeSpan now)
    {
        var sinceLast = now - LastAt ?? AtLeastEvery;
        return Tokens >= 1 || sinceLast >= AtLeastEvery ? TimeSpan.Zero : AtLeastEvery - sinceLast;
    }

    public RetryBudget First(double ratio) => this with { Tokens = Math.Min(Saved, Tokens + ratio) };

    public RetryBudget Repeat(TimeSpan now) => new(Math.Max(0, Tokens - 1), now);

    public RetryBudget Succeeded() => this with { Tokens = Math.Min(Saved, Tokens + 1) };
}
