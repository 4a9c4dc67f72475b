using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using OdooGrains.Api.Http;
using OdooGrains.Domain.Brownout;
using OdooGrains.Domain.Overview;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.Api.Platform;

/// <summary>The platform at a glance, from what the sweep of this process saw last: no request reads the store.</summary>
internal static class Overview
{
    public static Results<Ok<OverviewView>, Problem> Get([AsParameters] PageQuery page, IStore store, PlatformFigures figures, TimeProvider time)
    {
        var (tenants, backlog, troubles) = (figures.Tenants, figures.Backlog, figures.Troubles);
        var worst = TenantCondition.WorstFirst(Conditions(figures, time.GetUtcNow()));
        if (After(worst, page.Cursor) is not { } from)
        {
            return Problems.BadCursor();
        }

        var items = Pages.Of([.. worst.Skip(from).Take(page.Size + 1)], page.Size, one => one.Tenant.Id.Value).Select(TenantOverview.Of);
        return TypedResults.Ok(new OverviewView(
            store.Description,
            figures.SeenAt,
            tenants.CountBy(tenant => tenant.Status.ToString().ToLowerInvariant()).ToDictionary(),
            backlog.Sum(one => one.OpenEvents),
            backlog.Sum(one => one.OpenDocuments),
            backlog.Min(one => one.OldestReceivedAt),
            troubles.Sum(one => one.Held),
            troubles.Sum(one => one.Stalled),
            figures.Alerts.Sum(one => one.Count),
            figures.Brownout.ToString().ToLowerInvariant(),
            [.. figures.Brownout.Shed().Select(lane => lane.ToString().ToLowerInvariant())],
            items.Items,
            items.Next));
    }

    private static IEnumerable<TenantCondition> Conditions(PlatformFigures figures, DateTimeOffset now)
    {
        var backlog = figures.Backlog.ToDictionary(one => one.Tenant);
        var troubles = figures.Troubles.ToDictionary(one => one.Tenant);
        var alerts = figures.Alerts.ToLookup(one => one.Tenant);
        return figures.Tenants.Where(tenant => tenant.Status is not TenantStatus.Closed).Select(tenant =>
        {
            var (open, trouble) = (backlog.GetValueOrDefault(tenant.Id), troubles.GetValueOrDefault(tenant.Id));
            return new TenantCondition(
                tenant, open?.OpenEvents ?? 0, open?.OpenDocuments ?? 0, now - open?.OldestReceivedAt, trouble?.Held ?? 0, trouble?.Stalled ?? 0,
                alerts[tenant.Id].ToDictionary(one => one.Kind, one => one.Count));
        });
    }

    // The place after the tenant that the page before ended with, wherever it stands by now.
    private static int? After(IReadOnlyList<TenantCondition> worst, string? cursor)
        => cursor is null ? 0 : worst.Index().Where(one => one.Item.Tenant.Id.Value == cursor).Select(one => (int?)one.Index + 1).FirstOrDefault();
}

/// <param name="SeenAt">When the sweep looked last; null before its first round.</param>
/// <param name="Tenants">How many tenants are in each status.</param>
/// <param name="Held">Orders that wait for a person.</param>
/// <param name="Stalled">Orders past their deadline, held or not.</param>
/// <param name="OpenAlerts">Over all tenants and kinds.</param>
/// <param name="Brownout">none, reports, catalog or customers: the highest step that is shed.</param>
/// <param name="Shed">The lanes that are shed.</param>
/// <param name="Items">The tenants, the worst first. The order is that of the moment: a tenant may move between two pages.</param>
/// <param name="Next">The cursor of the next page; null on the last.</param>
public sealed record OverviewView(
    string Store,
    DateTimeOffset? SeenAt,
    IReadOnlyDictionary<string, int> Tenants,
    long OpenEvents,
    long OpenOrders,
    DateTimeOffset? OldestReceivedAt,
    long Held,
    long Stalled,
    long OpenAlerts,
    string Brownout,
    IReadOnlyList<string> Shed,
    IReadOnlyList<TenantOverview> Items,
    string? Next);

/// <param name="Bad">The worst of it in a word: auth, breaker, stalled, behind, held, or ok.</param>
/// <param name="OldestAgeSeconds">Of its open events; null where it has none.</param>
public sealed record TenantOverview(
    string Tenant, string Status, string Bad, long OpenEvents, long OpenOrders, double? OldestAgeSeconds, long Held, long Stalled, long OpenAlerts, IReadOnlyDictionary<string, long> Alerts)
{
    public static TenantOverview Of(TenantCondition one) => new(
        one.Tenant.Id.Value,
        one.Tenant.Status.ToString().ToLowerInvariant(),
        one.Bad,
        one.OpenEvents,
        one.OpenOrders,
        one.OldestAge is { } age ? Math.Max(0, Math.Round(age.TotalSeconds, 3)) : null,
        one.Held,
        one.Stalled,
        one.OpenAlerts,
        one.Alerts.ToDictionary(alert => alert.Key.ToString().ToLowerInvariant(), alert => alert.Value));
}
