using OdooGrains.Domain.Money;

namespace OdooGrains.Domain.Failures;

/// <summary>Sorts failures into groups, the largest first.</summary>
public static class FailureGroups
{
    /// <summary>Failures that are looked at for one answer, at most; beyond it the answer says that it is truncated. 10,000.</summary>
    public const int DocumentsMax = 10_000;

    public static IReadOnlyList<FailureGroup> Of(IEnumerable<FailedDocument> failed) =>
    [
        .. failed.GroupBy(one => one.Group, StringComparer.Ordinal)
            .Select(group => Of(group.Key, [.. group]))
            .OrderByDescending(group => group.Count)
            .ThenBy(group => group.Id, StringComparer.Ordinal),
    ];

    private static FailureGroup Of(string id, IReadOnlyList<FailedDocument> failed) => new()
    {
        Id = id,
        Flow = failed[0].Flow,
        Step = failed[0].Step,
        Class = failed[0].Class,
        Message = FailureMessage.Normalise(failed[0].Reason),
        Example = failed[0].Reason,
        Count = failed.Count,
        FirstSeen = failed.Min(one => one.Since),
        LastSeen = failed.Max(one => one.Since),
        Owners = [.. failed.Select(one => one.Owner).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        Tenants = [.. failed.CountBy(one => one.Key.Tenant).OrderByDescending(tenant => tenant.Value).ThenBy(tenant => tenant.Key.Value, StringComparer.Ordinal)],
        Money = Sums.ByCurrency(failed.Select(one => (one.Currency, one.Total))),
    };
}
