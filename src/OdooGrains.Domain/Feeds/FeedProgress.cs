using OdooGrains.Domain.Effects;

namespace OdooGrains.Domain.Feeds;

/// <summary>How far a feed was read, and whether it goes on. Stored after the events of a page are, so a page may be read twice and never skipped.</summary>
public sealed record FeedProgress
{
    /// <summary>A feed of which no page was read for so many of its periods is late. 3.</summary>
    public const int LateAfterPeriods = 3;

    /// <summary>How far a new feed looks back: the outside system's clock, or its list, may be behind. 10 min.</summary>
    public static readonly TimeSpan BeginOverlap = TimeSpan.FromMinutes(10);

    public required FeedKey Key { get; init; }

    /// <summary>Where the next page begins, as the page before said it; null where it begins <see cref="Since"/>.</summary>
    public string? Cursor { get; init; }

    /// <summary>Where a feed without a cursor begins.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When a page was read last; null before the first.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>Past this instant, without another page, the feed is late.</summary>
    public required DateTimeOffset LateAt { get; init; }

    /// <summary>Failures in a row.</summary>
    public int Failures { get; init; }

    public Failure? LastFailure { get; init; }
    public DateTimeOffset? LastFailureAt { get; init; }

    /// <summary>Row version, from 1; 0 before it is stored.</summary>
    public long Version { get; init; }

    /// <summary>A feed that nobody has read yet.</summary>
    /// <param name="isWhole">It begins with all that there is.</param>
    public static FeedProgress Begin(FeedKey key, DateTimeOffset now, TimeSpan every, bool isWhole = false)
        => new() { Key = key, Since = isWhole ? DateTimeOffset.UnixEpoch : now - BeginOverlap, LateAt = now + (every * LateAfterPeriods) };

    /// <summary>A page was read and its events are stored.</summary>
    public FeedProgress Read(string cursor, DateTimeOffset now, TimeSpan every)
        => this with { Cursor = cursor, ReadAt = now, LateAt = now + (every * LateAfterPeriods), Failures = 0, LastFailure = null, LastFailureAt = null };

    public FeedProgress Failed(Failure failure, DateTimeOffset now) => this with { Failures = Failures + 1, LastFailure = failure, LastFailureAt = now };

    /// <summary>Begins anew: everything since then is listed again, and what is known is a duplicate.</summary>
    public FeedProgress Rewound(DateTimeOffset since) => this with { Cursor = null, Since = since };
}
