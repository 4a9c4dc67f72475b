using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Feeds;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Feeds;

/// <summary>How far feeds were read. A feed's row goes with its connection.</summary>
public interface IFeedStore
{
    /// <summary>Stores a feed that is not known yet; one that is stays as it is. Nothing happens where the connection is gone.</summary>
    Task EnsureAsync(FeedProgress begin, CancellationToken cancellation);

    Task<FeedProgress?> FindAsync(FeedKey key, CancellationToken cancellation);

    /// <summary>Replaces the row where it still has the version that <paramref name="progress"/> came with; false where it has another, or is gone.</summary>
    Task<bool> PutAsync(FeedProgress progress, CancellationToken cancellation);

    /// <summary>The feeds of a connection, by name.</summary>
    Task<IReadOnlyList<FeedProgress>> ListAsync(ConnectionKey connection, CancellationToken cancellation);

    /// <summary>Late feeds of active connections of active tenants, the latest first.</summary>
    /// <param name="tenant">Of this tenant; null for all.</param>
    /// <param name="untoldOnly">Only those of which no alert is open.</param>
    Task<IReadOnlyList<LateFeed>> LateAsync(TenantId? tenant, DateTimeOffset now, bool untoldOnly, int limit, CancellationToken cancellation);

    /// <summary>Feeds of connections of these kinds that have no row, of all tenants, at most <paramref name="limit"/>.</summary>
    /// <param name="feeds">With the setting of the connection that switches a feed on; null: it is always on.</param>
    Task<IReadOnlyList<FeedKey>> MissingAsync(IReadOnlyList<(string Kind, string Feed, string? Switch)> feeds, int limit, CancellationToken cancellation);

    /// <summary>Forgets a feed that was switched off.</summary>
    Task RemoveAsync(FeedKey key, CancellationToken cancellation);
}

/// <param name="LateAt">When it should have been read at the latest.</param>
/// <param name="ReadAt">When a page was read last; null where none ever was.</param>
public sealed record LateFeed(FeedKey Key, DateTimeOffset LateAt, DateTimeOffset? ReadAt)
{
    public AlertCause Cause => new(new(Key.Connection.Tenant, AlertKind.Feed, Key.Connection.Connection, Key.Name), LateAt);
}
