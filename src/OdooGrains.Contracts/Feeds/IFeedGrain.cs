namespace OdooGrains.Contracts.Feeds;

/// <summary>
/// Sees to it that a feed is read: a reminder wakes it each period, a hint at once. It reads nothing itself: that is the connection's owner's, whose
/// budget it takes. Key <c>tenant/connection/feed</c>.
/// </summary>
[Alias("og.feed")]
public interface IFeedGrain : IGrainWithStringKey
{
    /// <summary>Makes sure that the feed is read each period from now on; ends it where the connection is gone or has no such feed. Harmless when repeated.</summary>
    [Alias("Ensure")]
    Task Ensure();

    /// <summary>Something has changed there: it is read without waiting for the period.</summary>
    [Alias("Hint"), OneWay]
    Task Hint();
}
