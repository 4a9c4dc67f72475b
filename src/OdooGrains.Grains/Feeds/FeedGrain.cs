using OdooGrains.Connectors;
using OdooGrains.Contracts.Connections;
using OdooGrains.Contracts.Feeds;
using OdooGrains.Domain.Feeds;
using OdooGrains.Grains.Connections;
using OdooGrains.Storage.Feeds;

namespace OdooGrains.Grains.Feeds;

/// <summary>Asks the connection's owner to read the feed, each period and when something hints at a change.</summary>
public sealed class FeedGrain(ConnectionDirectory connections, ConnectorRegistry connectors, IFeedStore feeds, TimeProvider time) : Grain, IFeedGrain, IRemindable
{
    private const string Tick = "read";
    private IGrainTimer? _again;

    public async Task Ensure()
    {
        var key = Key;
        connections.Forget(key.Connection.Tenant);
        if (await FindAsync(key) is not { } feed)
        {
            await EndAsync();
            return;
        }

        await feeds.EnsureAsync(FeedProgress.Begin(key, time.GetUtcNow(), feed.Every, feed.IsWhole), default);

        // The same ticks for whoever asks, so that asking again moves none.
        await this.RegisterOrUpdateReminder(Tick, FeedSchedule.Until(key.ToString(), time.GetUtcNow(), feed.Every), feed.Every);
    }

    public async Task Hint()
    {
        var lag = (await FindAsync(Key))?.HintLag ?? TimeSpan.Zero;
        await ReadAsync(isLast: lag == TimeSpan.Zero);
        if (lag > TimeSpan.Zero)
        {
            // Once more for all hints of that time; where it is lost the period does it.
            _again ??= this.RegisterGrainTimer(_ => ReadAsync(isLast: true), new GrainTimerCreationOptions { DueTime = lag, Period = Timeout.InfiniteTimeSpan, Interleave = true });
        }
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => ReadAsync(isLast: _again is null);

    private FeedKey Key => FeedKey.Parse(this.GetPrimaryKeyString());

    /// <param name="isLast">Nothing more is to be done soon.</param>
    private async Task ReadAsync(bool isLast)
    {
        var key = Key;
        if (await FindAsync(key) is null)
        {
            await EndAsync();
            return;
        }

        await GrainFactory.GetGrain<IConnectionGrain>(key.Connection.ToString()).Read(new(key.Name));
        if (isLast)
        {
            DeactivateOnIdle();
        }
    }

    private async Task<FeedManifest?> FindAsync(FeedKey key)
        => await connections.FindAsync(key.Connection) is { } connection && connectors.Feed(connection.Kind, key.Name) is { } feed && feed.IsOn(connection.Settings) ? feed : null;

    private async Task EndAsync()
    {
        if (await this.GetReminder(Tick) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }

        await feeds.RemoveAsync(Key, default);

        DeactivateOnIdle();
    }
}
