using OdooGrains.Domain.Feeds;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Feeds;
using OdooGrains.Storage.Formats;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.TestKit.Memory;

/// <inheritdoc cref="IFeedStore"/>
internal sealed class MemoryFeedStore(MemoryStore store) : IFeedStore
{
    public Task EnsureAsync(FeedProgress begin, CancellationToken cancellation) => store.WriteAsync(
        "Feeds.Ensure",
        begin.Key.Connection.Tenant,
        tables => tables.Connections.ContainsKey(begin.Key.Connection.ToString()) && tables.Feeds.TryAdd(begin.Key.ToString(), Stored(begin, 1)),
        cancellation);

    public Task<FeedProgress?> FindAsync(FeedKey key, CancellationToken cancellation)
        => store.ReadAsync("Feeds.Find", key.Connection.Tenant, tables => tables.Feeds.GetValueOrDefault(key.ToString()), cancellation);

    public Task<bool> PutAsync(FeedProgress progress, CancellationToken cancellation) => store.WriteAsync(
        "Feeds.Put",
        progress.Key.Connection.Tenant,
        tables =>
        {
            var agrees = tables.Feeds.TryGetValue(progress.Key.ToString(), out var present) && present.Version == progress.Version;
            if (agrees)
            {
                tables.Feeds[progress.Key.ToString()] = Stored(progress, progress.Version + 1);
            }

            return agrees;
        },
        cancellation);

    public Task<IReadOnlyList<FeedProgress>> ListAsync(ConnectionKey connection, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<FeedProgress>>(
        "Feeds.List", connection.Tenant, tables => [.. tables.Feeds.Values.Where(feed => feed.Key.Connection == connection)], cancellation);

    public Task<IReadOnlyList<LateFeed>> LateAsync(TenantId? tenant, DateTimeOffset now, bool untoldOnly, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<LateFeed>>(
        "Feeds.Late",
        tenant,
        tables => [.. tables.Feeds.Values
            .Where(feed => feed.LateAt < now && (tenant is null || feed.Key.Connection.Tenant == tenant))
            .Where(feed => tables.Connections.GetValueOrDefault(feed.Key.Connection.ToString()) is { Status: ConnectionStatus.Active }
                && tables.Tenants.GetValueOrDefault(feed.Key.Connection.Tenant.Value) is { Status: TenantStatus.Active })
            .OrderBy(feed => feed.LateAt).ThenBy(feed => feed.Key.ToString(), StringComparer.Ordinal)
            .Select(feed => new LateFeed(feed.Key, feed.LateAt, feed.ReadAt))
            .Where(late => !untoldOnly || !tables.IsOpen(late.Cause.Key))
            .Take(limit)],
        cancellation);

    public Task<IReadOnlyList<FeedKey>> MissingAsync(IReadOnlyList<(string Kind, string Feed, string? Switch)> feeds, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<FeedKey>>(
        "Feeds.Missing",
        null,
        tables => [.. tables.Connections.Values
            .SelectMany(connection => feeds.Where(feed => feed.Kind == connection.Kind && (feed.Switch is null || connection.Settings[feed.Switch]?.GetValueKind() is System.Text.Json.JsonValueKind.True)).Select(feed => new FeedKey(connection.Key, feed.Feed)))
            .Where(key => !tables.Feeds.ContainsKey(key.ToString()))
            .OrderBy(key => key.ToString(), StringComparer.Ordinal)
            .Take(limit)],
        cancellation);

    public Task RemoveAsync(FeedKey key, CancellationToken cancellation)
        => store.WriteAsync("Feeds.Remove", key.Connection.Tenant, tables => tables.Feeds.Remove(key.ToString()), cancellation);

    private static FeedProgress Stored(FeedProgress feed, long version) => feed with
    {
        Since = StoredTime.Cut(feed.Since),
        ReadAt = StoredTime.Cut(feed.ReadAt),
        LateAt = StoredTime.Cut(feed.LateAt),
        LastFailureAt = StoredTime.Cut(feed.LastFailureAt),
        Version = version,
    };
}
