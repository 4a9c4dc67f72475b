using System.Text;

namespace OdooGrains.Domain.Feeds;

/// <summary>
/// When what comes round regularly is due. Each key has a place of its own within the period, so that ten thousand tenants do not tick together; the
/// place is counted from a fixed instant, so that whoever asks again gets the same ticks and moves none.
/// </summary>
public static class FeedSchedule
{
    /// <summary>How long until the next tick of a key; more than nothing, and at most the period.</summary>
    public static TimeSpan Until(string key, DateTimeOffset now, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        var place = (long)(Hash(key) % (ulong)period.Ticks);
        var since = (now.UtcTicks - place) % period.Ticks;
        return TimeSpan.FromTicks(period.Ticks - (since < 0 ? since + period.Ticks : since));
    }

    // FNV-1a, 64 bits (RFC 9923), mixed once more: string.GetHashCode differs from process to process, and short keys differ in low bits only.
    private static ulong Hash(string key)
    {
        var hash = Encoding.UTF8.GetBytes(key).Aggregate(14_695_981_039_346_656_037UL, (sum, next) => unchecked((sum ^ next) * 1_099_511_628_211UL));
        return unchecked((hash ^ (hash >> 32)) * 0x9E37_79B9_7F4A_7C15UL) >> 1;
    }
}
