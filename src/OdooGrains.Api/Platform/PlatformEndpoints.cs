using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Hooks;
using OdooGrains.Api.Http;
using OdooGrains.Api.Orders;
using OdooGrains.Connectors;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Sweep;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Platform;

/// <summary>What concerns the platform as a whole, and the simple figures of a tenant.</summary>
internal static class PlatformEndpoints
{
    private const int StallsMax = 200, TenantsPage = 1_000;

    public static void MapPlatform(this RouteGroupBuilder v1)
    {
        v1.MapGet("/connectors", Connectors).For(Access.AnyKey).WithTags("connectors").WithSummary("Lists the kinds of connections, their settings, secrets and operations");
        v1.MapGet("/stalls", StallsAsync).For(Access.AnyKey).WithTags("platform").WithSummary("Lists what is past its deadline, oldest first; with a tenant's key, its own");
        v1.MapGet("/overview", OverviewAsync).WithTags("platform").WithSummary("Figures of the platform");
        v1.MapGet("/tenants/{t}/usage", UsageAsync).For(Access.Tenant).WithTags("tenants").WithSummary("Figures of a tenant");
    }

    private static Ok<Page<ConnectorView>> Connectors(ConnectorRegistry connectors)
        => TypedResults.Ok(new Page<ConnectorView>([.. connectors.Kinds.Order(StringComparer.Ordinal).Select(kind => ConnectorView.Of(connectors.Find(kind)!))], null));

    private static async Task<Ok<Page<OrderHeadView>>> StallsAsync(ISweepStore sweep, IDocumentStore documents, TimeProvider time, HttpContext context)
    {
        var now = time.GetUtcNow();
        var heads = Caller.Of(context).Tenant is { } own
            ? (await documents.ListAsync(own, new(StalledAt: now), null, StallsMax, context.RequestAborted)).Items.OrderBy(head => head.Deadline)
            : (IEnumerable<Domain.Documents.DocumentHead>)await sweep.StalledAsync(now, StallsMax, context.RequestAborted);
        return TypedResults.Ok(new Page<OrderHeadView>([.. heads.Select(head => OrderHeadView.Of(head) with { Tenant = head.Key.Tenant.Value })], null));
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

    private static async Task<Ok<OverviewView>> OverviewAsync(IStore store, IBacklogView view, TimeProvider time, HttpContext context)
    {
        var cancellation = context.RequestAborted;
        Dictionary<string, int> tenants = [];
        IReadOnlyList<Tenant> page = [];
        do
        {
            page = await store.Tenants.ListTenantsAsync(page.Count == 0 ? null : page[^1].Id, TenantsPage, cancellation);
            foreach (var status in page.Select(tenant => tenant.Status.ToString().ToLowerInvariant()))
            {
                tenants[status] = tenants.GetValueOrDefault(status) + 1;
            }
        }
        while (page.Count == TenantsPage);

        var backlog = view.Backlog;
        var stalled = await store.Sweep.StalledAsync(time.GetUtcNow(), StallsMax, cancellation);
        return TypedResults.Ok(new OverviewView(
            store.Description, tenants, backlog.Sum(one => one.OpenEvents), backlog.Sum(one => one.OpenDocuments), backlog.Min(one => one.OldestReceivedAt), stalled.Count, stalled.Count == StallsMax));
    }
}

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

/// <param name="Tenants">How many tenants are in each status.</param>
/// <param name="Stalled">Orders past their deadline; at most 200 are counted.</param>
public sealed record OverviewView(
    string Store, IReadOnlyDictionary<string, int> Tenants, long OpenEvents, long OpenOrders, DateTimeOffset? OldestReceivedAt, int Stalled, bool MoreAreStalled);
