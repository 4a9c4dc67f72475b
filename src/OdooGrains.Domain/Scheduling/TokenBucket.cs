namespace OdooGrains.Domain.Scheduling;

/// <summary>How fast a <see cref="TokenBucket"/> fills and how much it holds.</summary>
public readonly record struct TokenRate
{
    public TokenRate(double perSecond, double burst)
    {
        PerSecond = perSecond is > 0 and < double.PositiveInfinity
            ? perSecond
            : throw new ArgumentOutOfRangeException(nameof(perSecond), perSecond, "A rate must be positive and finite, in tokens a second.");
        Burst = burst is >= 1 and < double.PositiveInfinity
            ? burst
            : throw new ArgumentOutOfRangeException(nameof(burst), burst, "A burst must be finite and at least 1 token.");
    }

    /// <summary>Tokens a second.</summary>
    public double PerSecond { get; }

    /// <summary>Tokens that a full bucket holds.</summary>
    public double Burst { get; }
}

/// <summary>
/// The state of a token bucket; every change gives the next state. For every window W of time, the cost taken is at most
/// <c>burst + rate × W</c>. The rate comes with each call, so that a changed one takes effect at once.
/// Times are monotonic readings since any fixed origin, such as <c>TimeProvider.GetElapsedTime(origin)</c>; never of the wall clock.
/// </summary>
/// <param name="Tokens">What was left at <paramref name="At"/>.</param>
/// <param name="At">When it was counted. It may lie ahead: nothing flows in before.</param>
public readonly record struct TokenBucket(double Tokens, TimeSpan At)
{
    // A caller who slept for the stated wait must not find a token missing by the rounding of a division. What was given too much is owed, so
    // it does not add up.
    private const double Rounding = 1e-9;

    public static TokenBucket Full(TokenRate rate, TimeSpan now) => new(rate.Burst, now);

    /// <summary>Empty at an instant, which may lie ahead: "come again in 30 s" is <c>Empty(now + 30 s)</c>.</summary>
    public static TokenBucket Empty(TimeSpan at) => new(0, at);

    /// <summary>What it holds now.</summary>
    public double Left(TokenRate rate, TimeSpan now)
        => now <= At ? Math.Min(Tokens, rate.Burst) : Math.Min(rate.Burst, Tokens + ((now - At).TotalSeconds * rate.PerSecond));

    /// <summary>Takes the cost if it is there.</summary>
    /// <returns>Wait zero: taken. Else how long until the cost is there, and nothing is taken.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The cost is not positive, or more than the burst, so that it would never be there.</exception>
    public (TokenBucket Next, TimeSpan Wait) Take(TokenRate rate, TimeSpan now, double cost = 1)
    {
        var wait = Wait(rate, now, cost);
        var left = Left(rate, now);
        return (new(wait == TimeSpan.Zero ? left - cost : left, Later(now)), wait);
    }

    /// <summary>How long until the cost is there, if nobody else takes meanwhile; zero when it is there now.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The cost is not positive, or more than the burst, so that it would never be there.</exception>
    public TimeSpan Wait(TokenRate rate, TimeSpan now, double cost = 1)
    {
        if (cost is not > 0 || cost > rate.Burst)
        {
            throw new ArgumentOutOfRangeException(nameof(cost), cost, $"A cost must be positive and at most the burst of {rate.Burst}; split it, or raise the burst.");
        }

        var missing = cost - Left(rate, now);
        return missing <= Rounding ? TimeSpan.Zero : Later(now) - now + Seconds(missing / rate.PerSecond);
    }

    /// <summary>The other side says that so little is left; it never raises what we count.</summary>
    public TokenBucket Learn(TokenRate rate, TimeSpan now, double left) => new(Math.Min(Left(rate, now), Math.Max(left, 0)), Later(now));

    /// <summary>A full bucket may be forgotten: a new one is the same.</summary>
    public bool IsFull(TokenRate rate, TimeSpan now) => Left(rate, now) >= rate.Burst;

    private TimeSpan Later(TimeSpan now) => now > At ? now : At;

    // Up to the next tick, so that whoever waits so long is not early. A century is as good as for ever, and can be added to any reading.
    private static TimeSpan Seconds(double seconds) => new((long)Math.Ceiling(Math.Min(seconds, 100 * 365.25 * 86_400) * TimeSpan.TicksPerSecond));
}
