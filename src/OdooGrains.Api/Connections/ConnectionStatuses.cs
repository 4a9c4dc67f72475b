using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Stock;
using OdooGrains.Connectors;
using OdooGrains.Domain.Brownout;
using OdooGrains.Domain.Effects;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Feeds;
using OdooGrains.Storage.Stock;
using OdooGrains.Storage.Sweep;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Connections;

/// <summary>What waits at a connection and why: the depth from the store, the rest from its owner where that answers in time.</summary>
internal static class ConnectionStatuses
{
    public static async Task<Results<Ok<ConnectionStatusView>, Problem>> GetAsync(
        Scope scope, string c, ITenantStore store, IEffectStore effects, IFeedStore feeds, IStockStore stock, GrainCalls grains, ConnectorRegistry connectors, PlatformFigures figures, ApiOptions options, TimeProvider time, HttpContext context)
    {
        if (ConnectionEndpoints.Key(scope, c) is not { } key || await store.FindConnectionAsync(key, context.RequestAborted) is not { } connection)
        {
            return Problems.NoConnection(c);
        }

        var depth = effects.DepthAsync(key, context.RequestAborted);
        var report = await grains.StatusAsync(key);
        var lanes = connectors.Find(connection.Kind)?.Manifest.Operations.Select(operation => operation.Lane).Distinct() ?? [];
        var now = time.GetUtcNow();
        return TypedResults.Ok(new ConnectionStatusView(
            ConnectionView.StatusText(connection.Status),
            report?.Blocked ?? connection.Blocked,
            Lanes(await depth, now),
            [.. lanes.Where(lane => figures.Brownout.Sheds(lane)).Select(lane => Word(lane.ToString()))],
            report?.ClearsAt,
            report?.LimitedBy,
            report?.InFlight,
            report?.Concurrency,
            report?.ConcurrencyMax,
            report is null ? null : new BreakerView(report.Breaker, report.BreakerOpenSince),
            report is null ? null : [.. report.Budget.Select(LimitView.Of)],
            await FeedEndpoints.ViewsAsync(connection, feeds, connectors, time, context.RequestAborted),
            connectors.Find(connection.Kind)?.Turn(StockFeeds.Levels) is { } levels && levels.IsOn(connection.Settings) ? StockDepthView.Of(await stock.DepthAsync(key, context.RequestAborted), now) : null,
            FailureView.Of(report?.LastFailure),
            report?.LastFailureAt,
            report?.LastSuccessAt,
            report is not null,
            HookUrls.Of(context.Request, options, key, connectors.Find(connection.Kind))));
    }

    private static IReadOnlyList<LaneView> Lanes(IEnumerable<OperationDepth> depth, DateTimeOffset now) =>
    [
        .. depth.GroupBy(one => (one.Lane, one.Status))
            .Select(lane => new LaneView(Word(lane.Key.Lane.ToString()), StatusWord(lane.Key.Status), lane.Sum(one => one.Count), Math.Max(0, (now - lane.Min(one => one.OldestPlannedAt)).TotalSeconds))),
    ];

    private static string StatusWord(EffectStatus status) => status is EffectStatus.InDoubt ? "in_doubt" : Word(status.ToString());

    private static string Word(string name) => name.ToLowerInvariant();
}
