using OdooGrains.Domain.Failures;

namespace OdooGrains.Api.Failures;

/// <summary>What an incident has touched, and what of it may be done again.</summary>
/// <param name="Since">From when on orders were looked at, by their channel's last change; held ones from before are looked at, too.</param>
/// <param name="Orders">Touched orders.</param>
/// <param name="Statuses">How many of them have which status.</param>
/// <param name="Safe">Everything that is open is surely not done: safe to replay.</param>
/// <param name="InDoubt">A call may have been done: it is looked up before anything is repeated.</param>
/// <param name="Done">Nothing is open there: a replay does nothing.</param>
/// <param name="CustomersTold">Orders of which the channel was told a delivery.</param>
/// <param name="Truncated">More orders changed in that time than were looked at (10,000), so the numbers are too low.</param>
public sealed record BlastRadiusView(
    string? Connection,
    string? Mapping,
    DateTimeOffset Since,
    DateTimeOffset Until,
    int Orders,
    IReadOnlyDictionary<string, int> Statuses,
    BlastPart Safe,
    BlastPart InDoubt,
    BlastPart Done,
    int CustomersTold,
    IReadOnlyList<TenantCount>? Tenants,
    bool Truncated);
