using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Connections;
using OdooGrains.Api.Hooks;
using OdooGrains.Api.Http;
using OdooGrains.Api.Orders;
using OdooGrains.Api.Stock;
using OdooGrains.Connectors;
using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Feeds;
using OdooGrains.Storage.Stock;
using OdooGrains.Storage.Sweep;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Platform;

/// <summary>What concerns the platform as a whole, and the simple figures of a tenant.</summary>
internal static class PlatformEndpoints
{
    private const int StallsMax = 200;

    public static void MapPlatform(this RouteGroupBuilder v1)
    {
        v1.MapGet("/connectors", Connectors).For(Access.AnyKey).WithTags("connectors").WithSummary("Lists the kinds of connections, their settings, secrets and operations");
        v1.MapGet("/stalls", StallsAsync).For(Access.AnyKey).WithTags("platform").WithSummary("Lists what is past its deadline, oldest first; with a tenant's key, its own");
        v1.MapGet("/overview", Overview.Get).WithTags("platform").WithSummary("Figures of the platform, and all tenants, the worst first");
        v1.MapGet("/tenants/{t}/usage", UsageAsync).For(Access.Tenant).WithTags("tenants").WithSummary("Figures of a tenant");
    }

    private static Ok<Page<ConnectorView>> Connectors(ConnectorRegistry connectors)
        => TypedResults.Ok(new Page<ConnectorView>([.. connectors.Kinds.Order(StringComparer.Ordinal).Select(kind => ConnectorView.Of(connectors.Find(kind)!))], null));

    private static async Task<Ok<StallsView>> StallsAsync(ISweepStore sweep, IDocumentStore documents, IFeedStore feeds, IStockStore stock, TimeProvider time, HttpContext context)
    {
        var now = time.GetUtcNow();
        var heads = Caller.Of(context).Tenant is { } own
            ? (await documents.ListAsync(own, new(StalledAt: now), null, StallsMax, context.RequestAborted)).Items.OrderBy(head => head.Deadline)
            : (IEnumerable<Domain.Documents.DocumentHead>)await sweep.StalledAsync(now, StallsMax, context.RequestAborted);
        var late = await feeds.LateAsync(Caller.Of(context).Tenant, now, untoldOnly: false, StallsMax, context.RequestAborted);
        var levels = await stock.LateAsync(Caller.Of(context).Tenant, now - StockLimits.LateAfter, StallsMax, context.RequestAborted);
        return TypedResults.Ok(new StallsView([.. heads.Select(head => OrderHeadView.Of(head) with { Tenant = head.Key.Tenant.Value })], [.. late.Select(LateFeedView.Of)], [.. levels.Select(LateLevelView.Of)], null));
    }

    private static async Task<Ok<UsageView>> UsageAsync(Scope scope, IBacklogView view, ITenantStore store, IEffectStore effects, HookAdmission admission, HttpContext context)
    {
        var cancellation = context.RequestAborted;
        var backlog = view.Backlog.FirstOrDefault(one => one.Tenant == scope.Id);
        var connections = await store.ListConnectionsAsync(scope.Id, cancellation);
        var waiting = 0;
        foreach (var connection in connections)
        {
            waiting += (await effects.DepthAsync(connection.Key, cancellation)).Sum(lane => lane.Count);
        }

        return TypedResults.Ok(new UsageView(connections.Count, backlog?.OpenEvents ?? 0, backlog?.OpenDocuments ?? 0, waiting, backlog?.OldestReceivedAt, AdmissionView.Of(admission, scope.Id)));
    }
}

/// <summary>What is past its deadline, the longest past first.</summary>
/// <param name="Items">Orders.</param>
/// <param name="Feeds">Feeds of which no page was read for three of their periods.</param>
/// <param name="Levels">Stock levels that a channel was not told for five minutes.</param>
/// <param name="Next">Always null: there is one page.</param>
public sealed record StallsView(IReadOnlyList<OrderHeadView> Items, IReadOnlyList<LateFeedView> Feeds, IReadOnlyList<LateLevelView> Levels, string? Next);

/// <summary>A tenant's simple figures; of open events and orders, as the sweep of this process saw them last.</summary>
/// <param name="OpenEvents">Accepted and not folded yet.</param>
/// <param name="OpenOrders">Not finished.</param>
/// <param name="EffectsWaiting">Planned, sent or in doubt.</param>
public sealed record UsageView(int Connections, long OpenEvents, long OpenOrders, int EffectsWaiting, DateTimeOffset? OldestReceivedAt, AdmissionView Admission);

/// <summary>Verified events that this process has admitted and refused since it started.</summary>
/// <param name="Orders">Orders, payments and refunds.</param>
public sealed record AdmissionView(AdmissionFigures Orders, AdmissionFigures Other)
{
    public static AdmissionView Of(HookAdmission admission, TenantId tenant) => new(admission.Figures(tenant, AdmissionClass.Orders), admission.Figures(tenant, AdmissionClass.Other));
}
