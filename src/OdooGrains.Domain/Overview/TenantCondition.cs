using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Overview;

/// <summary>How a tenant is, in figures.</summary>
/// <param name="OldestAge">Of its open events; null where it has none.</param>
/// <param name="Held">Orders that wait for a person.</param>
/// <param name="Stalled">Orders past their deadline, held or not.</param>
/// <param name="Alerts">Open alerts by kind.</param>
public sealed record TenantCondition(
    Tenant Tenant, long OpenEvents, long OpenOrders, TimeSpan? OldestAge, long Held, long Stalled, IReadOnlyDictionary<AlertKind, long> Alerts)
{
    /// <summary>Events that wait for so long say that the platform is behind. 1 min.</summary>
    public static readonly TimeSpan BehindAfter = TimeSpan.FromMinutes(1);

    /// <summary>The worst of it in a word: auth, breaker, stalled, behind, held, or ok.</summary>
    public string Bad => this switch
    {
        _ when Alerts.GetValueOrDefault(AlertKind.Auth) > 0 => "auth",
        _ when Alerts.GetValueOrDefault(AlertKind.Breaker) > 0 => "breaker",
        { Stalled: > 0 } => "stalled",
        { OldestAge: { } age } when age > BehindAfter => "behind",
        { Held: > 0 } => "held",
        _ => "ok",
    };

    public long OpenAlerts => Alerts.Values.Sum();

    /// <summary>The worst first: by what is bad, then by how much of it; alike ones by id.</summary>
    public static IReadOnlyList<TenantCondition> WorstFirst(IEnumerable<TenantCondition> all) =>
    [
        .. all.OrderBy(one => Array.IndexOf(Order, one.Bad))
            .ThenByDescending(one => one.Stalled)
            .ThenByDescending(one => one.OpenAlerts)
            .ThenByDescending(one => one.Held)
            .ThenByDescending(one => one.OldestAge ?? TimeSpan.Zero)
            .ThenByDescending(one => one.OpenEvents)
            .ThenBy(one => one.Tenant.Id.Value, StringComparer.Ordinal),
    ];

    private static readonly string[] Order = ["auth", "breaker", "stalled", "behind", "held", "ok"];
}
