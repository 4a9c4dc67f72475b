using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using OdooGrains.Api.Auth;
using OdooGrains.Connectors;
using OdooGrains.Domain.Feeds;
using OdooGrains.Storage;
using OdooGrains.Storage.Feeds;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Connections;

/// <summary>The feeds of a connection: how far they were read, and reading one now or from earlier on.</summary>
internal static class FeedEndpoints
{
    private const int TriesMax = 5;

    public static async Task<IReadOnlyList<FeedView>> ViewsAsync(StoredConnection connection, IFeedStore feeds, ConnectorRegistry connectors, TimeProvider time, CancellationToken cancellation)
    {
        if ((connectors.Find(connection.Kind)?.AllFeeds ?? []).Where(feed => feed.IsOn(connection.Settings)).ToList() is not { Count: > 0 } manifests)
        {
            return [];
        }

        var known = (await feeds.ListAsync(connection.Key, cancellation)).ToDictionary(progress => progress.Key.Name, StringComparer.Ordinal);
        return [.. manifests.Select(feed => FeedView.Of(feed, known.GetValueOrDefault(feed.Name), time.GetUtcNow()))];
    }

    /// <param name="since">From when on it is listed again, as an RFC 3339 instant; null goes on where it is.</param>
    public static async Task<Results<Accepted, Problem>> ReadAsync(
        Scope scope, string c, string f, string? since, ITenantStore store, IFeedStore feeds, ConnectorRegistry connectors, GrainCalls grains, TimeProvider time, HttpContext context)
    {
        var cancellation = context.RequestAborted;
        if (ConnectionEndpoints.Key(scope, c) is not { } connection || await store.FindConnectionAsync(connection, cancellation) is not { } stored)
        {
            return Problems.NoConnection(c);
        }

        if (connectors.Feed(stored.Kind, f) is not { } feed)
        {
            return Problems.NotFound($"Connection '{c}' has no feed '{f}'; its status lists those that it has.");
        }

        var key = new FeedKey(connection, f);
        if (since is not null)
        {
            if (!DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var from) || from > time.GetUtcNow())
            {
                return Problems.BadRequest("bad_since", $"since is '{since}'; give an instant of the past, such as 2026-11-20T12:00:00Z.");
            }

            await feeds.EnsureAsync(FeedProgress.Begin(key, time.GetUtcNow(), feed.Every), cancellation);
            await RewindAsync(feeds, key, from, cancellation);
        }

        await grains.ReadFeedAsync(key);
        return TypedResults.Accepted($"/v1/tenants/{scope.Id}/connections/{c}/status");
    }

    private static async Task RewindAsync(IFeedStore feeds, FeedKey key, DateTimeOffset since, CancellationToken cancellation)
    {
        for (var attempt = 1; attempt <= TriesMax; attempt++)
        {
            if (await feeds.FindAsync(key, cancellation) is not { } progress || await feeds.PutAsync(progress.Rewound(since), cancellation))
            {
                return;
            }
        }

        throw new StoreUnavailableException($"Feed {key} moved on under {TriesMax} writes in a row.");
    }
}

/// <summary>A feed as it stands. What nobody knows before the first page is null.</summary>
/// <param name="ReadAt">When a page was read last.</param>
/// <param name="LateAt">Past this instant, without another page, it is late.</param>
/// <param name="Failures">In a row.</param>
public sealed record FeedView(
    string Name, string Description, double EverySeconds, DateTimeOffset? ReadAt, DateTimeOffset? LateAt, bool IsLate, int Failures, FailureView? LastFailure, DateTimeOffset? LastFailureAt)
{
    public static FeedView Of(FeedManifest feed, FeedProgress? progress, DateTimeOffset now) => new(
        feed.Name,
        feed.Description,
        feed.Every.TotalSeconds,
        progress?.ReadAt,
        progress?.LateAt,
        progress?.LateAt < now,
        progress?.Failures ?? 0,
        FailureView.Of(progress?.LastFailure),
        progress?.LastFailureAt);
}

/// <summary>A feed that was not read in time.</summary>
public sealed record LateFeedView(string Tenant, string Connection, string Feed, DateTimeOffset LateAt, DateTimeOffset? ReadAt)
{
    public static LateFeedView Of(LateFeed late) => new(late.Key.Connection.Tenant.Value, late.Key.Connection.Connection.Value, late.Key.Name, late.LateAt, late.ReadAt);
}
