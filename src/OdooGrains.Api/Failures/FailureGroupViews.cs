using OdooGrains.Domain.Failures;

namespace OdooGrains.Api.Failures;

/// <param name="Next">The cursor of the next page; null on the last.</param>
/// <param name="Truncated">More orders are held than were looked at (10,000), so counts are too low and groups may be missing.</param>
public sealed record FailureGroupsPage(IReadOnlyList<FailureGroupView> Items, string? Next, bool Truncated);

/// <summary>Held orders of one cause.</summary>
/// <param name="Id">Names the group in a replay, in <c>/failures/groups/{id}/retry</c> and <c>/discard</c>; the same in every tenant.</param>
/// <param name="Flow">orders, fulfilment or money.</param>
/// <param name="Step">The step of the failed call, or <c>document</c> where the order itself is at fault.</param>
/// <param name="Message">What their messages have in common.</param>
/// <param name="Example">The message of one of them.</param>
/// <param name="FirstSeen">When the oldest of these holds began.</param>
/// <param name="Money">Their totals by currency.</param>
/// <param name="Tenants">Set only for the platform: how many of them each tenant has, the worst first.</param>
public sealed record FailureGroupView(
    string Id,
    string Flow,
    string Step,
    string Class,
    string Message,
    string Example,
    int Count,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    IReadOnlyList<string> Owners,
    IReadOnlyDictionary<string, decimal> Money,
    IReadOnlyList<TenantCount>? Tenants)
{
    public static FailureGroupView Of(FailureGroup group, bool withTenants) => new(
        group.Id,
        Word(group.Flow),
        group.Step,
        Word(group.Class),
        group.Message,
        group.Example,
        group.Count,
        group.FirstSeen,
        group.LastSeen,
        group.Owners,
        group.Money,
        withTenants ? [.. group.Tenants.Select(tenant => new TenantCount(tenant.Key.Value, tenant.Value))] : null);

    internal static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}

public sealed record TenantCount(string Tenant, int Count);
