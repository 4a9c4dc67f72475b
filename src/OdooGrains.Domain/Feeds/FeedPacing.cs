using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Feeds;

/// <summary>
/// How fast pages follow each other. Nobody sends a feed's events again, so they are never refused; instead the next page waits until the tenant's
/// quota would have admitted those of the last one.
/// </summary>
public static class FeedPacing
{
    /// <summary>How long a feed rests while its tenant's backlog is full. 30 s.</summary>
    public static readonly TimeSpan BacklogRest = TimeSpan.FromSeconds(30);

    /// <param name="accepted">Events of the last page that were new.</param>
    /// <param name="backlog">Events of the quota's class that are accepted and not folded.</param>
    public static TimeSpan Rest(int accepted, long backlog, Quota quota)
    {
        var rate = TimeSpan.FromSeconds(accepted / quota.PerSecond);
        return backlog >= quota.BacklogMax && rate < BacklogRest ? BacklogRest : rate;
    }
}
