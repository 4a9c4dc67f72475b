namespace OdooGrains.Domain.Brownout;

/// <summary>
/// Where the platform stands on the ladder. It goes up at once, as far as the load asks; it comes down one step at a time, each after a quiet
/// time in which the load asked for less, so that it does not swing.
/// </summary>
/// <param name="BetterSince">Since when the load asks for less than <paramref name="Step"/>; null while it does not.</param>
public readonly record struct BrownoutLadder(BrownoutStep Step, DateTimeOffset? BetterSince = null)
{
    /// <summary>How soon a sender that was shed should come again, and a lane that is shed is looked at again. 30 s.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    public BrownoutLadder Next(BrownoutLoad load, BrownoutLimits limits, DateTimeOffset now)
    {
        var asked = load.Asks(limits);
        return this switch
        {
            _ when asked >= Step => new(asked),
            { BetterSince: null } => this with { BetterSince = now },
            { BetterSince: { } since } when now - since >= limits.QuietFor => new(Step - 1, Step - 1 > asked ? now : null),
            _ => this,
        };
    }
}
