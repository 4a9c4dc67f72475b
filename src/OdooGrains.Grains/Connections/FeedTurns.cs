using OdooGrains.Connectors;
using OdooGrains.Contracts.Connections;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Grains.Connections;

/// <summary>
/// Pages of feeds that a connection's owner shall read. Of one feed one page is under way, and within a lane a page and a call of effects take turns, so
/// that neither a long list nor a backlog keeps the other waiting for more than one call.
/// </summary>
public sealed class FeedTurns
{
    private readonly Dictionary<FeedRead, Waiting> _waiting = [];
    private readonly Dictionary<FeedRead, Waiting?> _underWay = [];

    // Lanes whose last call was a page: effects come first now.
    private readonly HashSet<Lane> _read = [];

    public int Count => _waiting.Count;

    /// <summary>It shall be read then, or sooner where it waits already; once more where a page of it is under way.</summary>
    public void Want(FeedRead read, FeedManifest feed, DateTimeOffset dueAt)
    {
        var wanted = new Waiting(feed, dueAt);
        if (_underWay.ContainsKey(read))
        {
            _underWay[read] = wanted;
        }
        else if (!_waiting.TryGetValue(read, out var present) || dueAt < present.DueAt)
        {
            _waiting[read] = wanted;
        }
    }

    /// <summary>The page of a lane that is due for longest; null where none is due or allowed.</summary>
    public (FeedRead Read, FeedManifest Feed)? First(Lane lane, DateTimeOffset now, Func<FeedManifest, bool> isAllowed)
    {
        var due = _waiting.Where(one => one.Value.Feed.Lane == lane && one.Value.DueAt <= now && isAllowed(one.Value.Feed)).ToList();
        return due.Count == 0 ? null : due.OrderBy(one => one.Value.DueAt).ThenBy(one => one.Key.ToString(), StringComparer.Ordinal).Select(one => (one.Key, one.Value.Feed)).First();
    }

    /// <summary>Whether effects of the lane come before its pages now, where both wait.</summary>
    public bool EffectsFirst(Lane lane) => _read.Contains(lane);

    public void EffectsLeft(Lane lane) => _read.Remove(lane);

    public void Start(FeedRead read)
    {
        _waiting.Remove(read, out var started);
        _read.Add(started!.Feed.Lane);
        _underWay.Add(read, null);
    }

    /// <summary>The page is stored, or there was none.</summary>
    /// <param name="again">When the next one should be read; null when that is not before somebody asks.</param>
    public void Finish(FeedRead read, FeedManifest feed, DateTimeOffset? again)
    {
        _underWay.Remove(read, out var wanted);
        if ((again ?? wanted?.DueAt) is { } dueAt)
        {
            Want(read, feed, dueAt);
        }
    }

    /// <summary>When the next page that is not due yet will be; null when none waits for its time.</summary>
    public DateTimeOffset? NextDue(DateTimeOffset now) => _waiting.Values.Select(one => (DateTimeOffset?)one.DueAt).Where(due => due > now).Min();

    private sealed record Waiting(FeedManifest Feed, DateTimeOffset DueAt);
}
