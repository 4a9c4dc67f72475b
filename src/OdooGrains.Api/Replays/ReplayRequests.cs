using OdooGrains.Api.Failures;
using OdooGrains.Api.Http;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Api.Replays;

/// <summary>What to do with many failures at once.</summary>
/// <param name="Selection">Which failures.</param>
/// <param name="Action">retry (default) or discard.</param>
/// <param name="Reason">Why they are discarded; required then, 1 to 500 characters.</param>
/// <param name="Plan">true: only say what it would do, and wait for <c>/apply</c>. Default false: apply as soon as it is planned.</param>
/// <param name="PerSecond">Orders a second, 0.1 to 50; default 10.</param>
public sealed record StartReplay(ReplaySelection Selection, string? Action = null, string? Reason = null, bool? Plan = null, double? PerSecond = null);

/// <summary>Which failures: those named by <c>ids</c>, or all that every other given member fits.</summary>
/// <param name="Group">The id of a group of failures.</param>
/// <param name="Class">transient, throttled, auth, business, schema or poison.</param>
/// <param name="Step">The step of the failed call, or <c>document</c>.</param>
/// <param name="Connection">The channel or the ERP connection.</param>
/// <param name="Since">Holds that began at this instant or later; RFC 3339.</param>
/// <param name="Until">Holds that began before this instant.</param>
/// <param name="Ids">Orders as <c>order:{channel}:{id}</c>, at most 1,000; alone, without any other member.</param>
/// <param name="Max">Orders at most, 1 to 10,000; default 10,000.</param>
public sealed record ReplaySelection(
    string? Group = null, string? Class = null, string? Step = null, string? Connection = null, string? Since = null, string? Until = null, IReadOnlyList<string>? Ids = null, int? Max = null);

/// <summary>How fast a group is retried.</summary>
/// <param name="PerSecond">Orders a second, 0.1 to 50; default 10.</param>
public sealed record RetryGroup(double? PerSecond = null);

/// <summary>Why a group is ended; kept with each of its orders.</summary>
/// <param name="PerSecond">Orders a second, 0.1 to 50; default 10.</param>
public sealed record DiscardGroup(string Reason, double? PerSecond = null);

/// <summary>Why a replay begins no further wave.</summary>
public sealed record StopReplay(string Reason);

/// <summary>Judges what a caller asks of a replay, all of it at once.</summary>
internal static class ReplayRequests
{
    public const int ReasonMax = 500;

    // Only the form of an id is judged.
    private static readonly TenantId AnyTenant = new("--");

    private static readonly IReadOnlyList<string> Steps = [FailureSteps.Document, .. OrderSteps.All];

    public static Checks Check(StartReplay asked)
    {
        var checks = Check(asked.Selection).That(asked.Action is null or "retry" or "discard", "/action", "This must be retry or discard.");
        CheckRate(checks, asked.PerSecond);
        return asked.Action == "discard"
            ? checks.Text(asked.Reason, "/reason", ReasonMax)
            : checks.That(asked.Reason is null, "/reason", "A retry has no reason; leave it out, or say \"action\": \"discard\".");
    }

    public static Checks CheckRate(Checks checks, double? perSecond) => checks.That(
        perSecond is null or (>= ReplayLimits.PerSecondMin and <= ReplayLimits.PerSecondMax), "/perSecond", FormattableString.Invariant($"This must be {ReplayLimits.PerSecondMin} to {ReplayLimits.PerSecondMax} orders a second."));

    /// <summary>The selection of a request that passed its checks.</summary>
    public static FailureSelection Selection(TenantId tenant, ReplaySelection asked)
    {
        Instants.TryRead(asked.Since, out var since);
        Instants.TryRead(asked.Until, out var until);
        return new()
        {
            Group = asked.Group,
            Class = asked.Class is { } word ? Enum.Parse<FailureClass>(word, ignoreCase: true) : null,
            Step = asked.Step,
            Connection = asked.Connection is { } connection ? new ConnectionId(connection) : null,
            Since = since,
            Until = until,
            Documents = asked.Ids is null ? null : [.. asked.Ids.Select(id => Document(tenant, id)!.Value).Distinct()],
            Max = asked.Max ?? ReplayLimits.DocumentsMax,
        };
    }

    private static Checks Check(ReplaySelection asked)
    {
        var isSinceRead = Instants.TryRead(asked.Since, out var since);
        var isUntilRead = Instants.TryRead(asked.Until, out var until);
        var isQuery = (asked.Group ?? asked.Class ?? asked.Step ?? asked.Connection ?? asked.Since ?? asked.Until) is not null;
        var badIds = asked.Ids?.Where(id => Document(AnyTenant, id) is null).ToList() ?? [];
        return new Checks()
            .That(isQuery || asked.Ids is not null, "/selection", "This must name what to do it with: ids, a group, or at least one of class, step, connection, since and until.")
            .That(asked.Ids is null || (!isQuery && asked.Max is null), "/selection/ids", "Ids stand alone; leave the other members out.")
            .That(asked.Ids is null or { Count: >= 1 and <= ReplayLimits.NamedMax }, "/selection/ids", $"This must have 1 to {ReplayLimits.NamedMax} ids, not {asked.Ids?.Count}.")
            .That(badIds.Count == 0, "/selection/ids", $"'{badIds.FirstOrDefault()}' is no id of an order; ids read order:{{channel}}:{{id}}.")
            .That(asked.Group is null || FailureGroup.IsId(asked.Group), "/selection/group", "This must be the id of a group, as /failures/groups shows it: 24 of 0-9 and a-f.")
            .That(asked.Class is null || (Enum.TryParse<FailureClass>(asked.Class, ignoreCase: true, out _) && asked.Class.All(char.IsAsciiLetterLower)), "/selection/class", $"This must be one of {string.Join(", ", FailureList.Classes.Skip(1))}.")
            .That(asked.Step is null || Steps.Contains(asked.Step), "/selection/step", $"This must be one of {string.Join(", ", Steps)}.")
            .That(asked.Connection is null || ConnectionId.IsValid(asked.Connection), "/selection/connection", "A connection's id has 1 to 40 characters of a-z, 0-9 and '-'.")
            .That(isSinceRead, "/selection/since", Instants.Remedy)
            .That(isUntilRead, "/selection/until", Instants.Remedy)
            .That(!(since >= until), "/selection/until", "This must be after since.")
            .That(asked.Max is null or (>= 1 and <= ReplayLimits.DocumentsMax), "/selection/max", $"This must be 1 to {ReplayLimits.DocumentsMax}.");
    }

    private static DocumentKey? Document(TenantId tenant, string? id) => id is not null && FailureId.Parse(id) is FailureId.Order order ? new(tenant, order.Channel, order.Id) : null;
}
