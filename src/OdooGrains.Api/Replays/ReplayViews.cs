using OdooGrains.Api.Failures;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Orders;
using OdooGrains.Storage.Failures;

namespace OdooGrains.Api.Replays;

/// <summary>A replay, how far it has come, and what it says.</summary>
/// <param name="Status">planning, planned, applying, done or stopped.</param>
/// <param name="StopReason">Why it stops, or stopped.</param>
/// <param name="Truncated">The selection fits more orders than it takes.</param>
/// <param name="PlanHash">Names all that the plan says.</param>
/// <param name="Wave">The present wave; waves have 1, 2, 5, then 20 orders each.</param>
public sealed record ReplayView(
    Guid Id,
    string Action,
    string? Reason,
    string Status,
    string? StopReason,
    ReplaySelection Selection,
    double PerSecond,
    int Orders,
    bool Truncated,
    string PlanHash,
    int Wave,
    string By,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    ReplayPlanCounts? Plan = null,
    ReplayProgress? Progress = null)
{
    public static ReplayView Of(Replay replay) => new(
        replay.Id,
        FailureGroupView.Word(replay.Action),
        replay.Reason,
        FailureGroupView.Word(replay.Status),
        replay.StopReason,
        Of(replay.Selection),
        replay.PerSecond,
        replay.Planned,
        replay.IsTruncated,
        replay.PlanHash,
        replay.Wave,
        replay.By,
        replay.CreatedAt,
        replay.UpdatedAt);

    public static ReplayView Of(Replay replay, IReadOnlyList<ReplayCount> counts) => Of(replay) with { Plan = ReplayPlanCounts.Of(counts), Progress = ReplayProgress.Of(counts) };

    private static ReplaySelection Of(FailureSelection selection) => new(
        selection.Group,
        selection.Class is { } failure ? FailureGroupView.Word(failure) : null,
        selection.Step,
        selection.Connection?.Value,
        selection.Since?.ToString("O"),
        selection.Until?.ToString("O"),
        selection.Documents?.Select(document => new FailureId.Order(document.Channel, document.Id).ToString()).ToList(),
        selection.Documents is null ? selection.Max : null);
}

/// <summary>How many orders the plan would do what with.</summary>
/// <param name="Create">Make in the outside system what is surely not there.</param>
/// <param name="Change">Change what is there.</param>
/// <param name="LookUp">Look first whether it is there: nobody knows yet.</param>
/// <param name="End">End the order.</param>
/// <param name="Done">Nothing: what was wanted is done.</param>
/// <param name="Violate">Nothing: the cause still stands.</param>
public sealed record ReplayPlanCounts(int Create, int Change, int LookUp, int End, int Done, int Violate)
{
    public static ReplayPlanCounts Of(IReadOnlyList<ReplayCount> counts)
    {
        return new(Sum(ReplayKind.Create), Sum(ReplayKind.Change), Sum(ReplayKind.LookUp), Sum(ReplayKind.End), Sum(ReplayKind.Done), Sum(ReplayKind.Violate));

        int Sum(ReplayKind kind) => counts.Where(count => count.Kind == kind).Sum(count => count.Count);
    }
}

/// <summary>What became of how many orders.</summary>
/// <param name="Applied">Retried; what comes of it is watched.</param>
/// <param name="Failed">Failed again, or ended otherwise than planned.</param>
/// <param name="Skipped">Changed since the plan; nothing was done with them.</param>
/// <param name="Untouched">The plan does nothing with them.</param>
public sealed record ReplayProgress(int Waiting, int Applied, int Done, int Failed, int Skipped, int Untouched)
{
    public static ReplayProgress Of(IReadOnlyList<ReplayCount> counts)
    {
        return new(Sum(ReplayOutcome.Waiting), Sum(ReplayOutcome.Applied), Sum(ReplayOutcome.Done), Sum(ReplayOutcome.Failed), Sum(ReplayOutcome.Skipped), Sum(ReplayOutcome.Untouched));

        int Sum(ReplayOutcome outcome) => counts.Where(count => count.Outcome == outcome).Sum(count => count.Count);
    }
}

/// <summary>One order of a replay.</summary>
/// <param name="Id"><c>order:{channel}:{id}</c>.</param>
/// <param name="Version">The version that the plan was made for.</param>
/// <param name="Outcome">untouched, waiting, applied, done, failed or skipped.</param>
/// <param name="Note">Why, where it did not become what was planned.</param>
public sealed record ReplayDocumentView(int Number, string Id, long Version, ReplayPlanView Plan, string Outcome, string? Note, DateTimeOffset? At)
{
    public static ReplayDocumentView Of(ReplayItem item) => new(
        item.Number,
        new FailureId.Order(item.Document.Channel, item.Document.Id).ToString(),
        item.DocumentVersion,
        ReplayPlanView.Of(item.Plan),
        FailureGroupView.Word(item.Outcome),
        item.Note,
        item.At);
}

/// <param name="Kind">create, change, look_up, end, done or violate.</param>
/// <param name="Step">The step that would be taken next.</param>
/// <param name="Why">Why nothing would be done, or why it is not certain what.</param>
/// <param name="Differences">Of a change: what the ERP has, and what would be written.</param>
public sealed record ReplayPlanView(string Kind, string? Step, string? Why, IReadOnlyList<Difference> Differences)
{
    public static ReplayPlanView Of(ReplayPlan plan) => new(plan.Kind is ReplayKind.LookUp ? "look_up" : FailureGroupView.Word(plan.Kind), plan.Step, plan.Why, plan.Differences);
}
