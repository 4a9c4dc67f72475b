using OdooGrains.Connectors;
using OdooGrains.Contracts.Feeds;
using OdooGrains.Domain.Feeds;
using OdooGrains.Grains.Dispatch;
using OdooGrains.Storage.Feeds;

namespace OdooGrains.Grains.Feeds;

/// <summary>
/// Follows the sweep: a feed that nobody has begun, since whoever made its connection was cut short, is begun, and one that is late gets its reminder and
/// a hint again. So no feed stands still for want of a message or a reminder.
/// </summary>
public sealed class FeedWatch(IFeedStore store, ConnectorRegistry connectors, IGrainFactory grains, GrainLimits limits) : ISweepFollower
{
    private readonly IReadOnlyList<(string Kind, string Feed, string? Switch)> _feeds =
        [.. connectors.Kinds.Order(StringComparer.Ordinal).SelectMany(kind => connectors.Find(kind)!.AllFeeds.Select(feed => (kind, feed.Name, feed.Switch)))];

    private DateTimeOffset? _lookedAt;

    public async Task FollowAsync(SweepRound round, CancellationToken cancellation)
    {
        if (_feeds.Count == 0 || round.At - _lookedAt < limits.FeedWatchPeriod)
        {
            return;
        }

        _lookedAt = round.At;
        var late = await store.LateAsync(null, round.At, untoldOnly: false, limits.FeedsWokenMax, cancellation);
        foreach (var feed in (await store.MissingAsync(_feeds, limits.FeedsWokenMax, cancellation)).Concat(late.Select(one => one.Key)))
        {
            await WakeAsync(feed);
        }
    }

    private async Task WakeAsync(FeedKey key)
    {
        var feed = grains.GetGrain<IFeedGrain>(key.ToString());
        await feed.Ensure();
        await feed.Hint();
    }
}
