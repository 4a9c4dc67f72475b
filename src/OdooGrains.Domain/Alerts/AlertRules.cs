using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Alerts;

/// <summary>Which alerts begin and which end, from what is wrong now and what was told. The store lets only one of several who decide alike succeed.</summary>
public static class AlertRules
{
    /// <summary>A breaker that is open for so long is told. 5 min.</summary>
    public static readonly TimeSpan BreakerOpenMax = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Open alerts of one kind a tenant, at most. Where all of a tenant's orders stall there is one cause, and after so many alerts nobody learns
    /// anything from the next; the overview counts them all. 100.
    /// </summary>
    public const int OpenMax = 100;

    /// <summary>The causes that begin an alert each.</summary>
    /// <param name="causes">What is wrong and was not told, as far as anybody knows.</param>
    /// <param name="open">Open alerts of a tenant and kind.</param>
    public static IReadOnlyList<AlertCause> ToRaise(IEnumerable<AlertCause> causes, Func<TenantId, AlertKind, long> open) =>
    [
        .. causes.DistinctBy(cause => cause.Key)
            .GroupBy(cause => (cause.Key.Tenant, cause.Key.Kind))
            .SelectMany(group => group.OrderBy(cause => cause.Since).Take((int)Math.Max(0, OpenMax - open(group.Key.Tenant, group.Key.Kind)))),
    ];

    /// <summary>Whether the cause of an open alert still stands.</summary>
    /// <param name="isBreakerClosed">The connection's owner saw its breaker closed.</param>
    public static bool Stands(OpenAlert open, Func<AlertKey, bool> isBreakerClosed, DateTimeOffset now)
    {
        var subject = open.Subject;
        return open.Alert.Key.Kind switch
        {
            AlertKind.Stall => subject.Deadline < now && !subject.IsHeld,
            AlertKind.Hold => subject.Deadline < now && subject.IsHeld,
            AlertKind.Breaker => subject.IsConnection && !isBreakerClosed(open.Alert.Key),
            AlertKind.Auth => subject.IsAuthFailed,
            AlertKind.Feed => subject.Deadline < now,
            var unknown => throw new InvalidOperationException($"Alert kind {unknown} is not known."),
        };
    }
}
