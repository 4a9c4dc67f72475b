using OdooGrains.Connectors;

namespace OdooGrains.Grains.Feeds;

/// <summary>What pages are read for: the feed itself, or a reconciliation.</summary>
public interface IFeedUse
{
    /// <summary>Where the next page begins; null where there is nothing to read (any more).</summary>
    Task<FeedStart?> BeginAsync(FeedCall call);

    /// <summary>Takes the page, or why there is none. Gives when the next page should be read; null when that is not before somebody asks.</summary>
    Task<DateTimeOffset?> TakeAsync(FeedCall call, FeedStart start, FeedPage page);
}

/// <param name="Cursor">As the page before gave it; null for the first.</param>
/// <param name="Since">Where the first begins.</param>
/// <param name="Version">Of what is stored of it, so that of two who read the same page one moves it on.</param>
public sealed record FeedStart(string? Cursor, DateTimeOffset Since, long Version);
