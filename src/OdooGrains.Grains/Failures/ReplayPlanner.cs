using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Orders;
using OdooGrains.Grains.Orders;
using OdooGrains.Storage.Failures;

namespace OdooGrains.Grains.Failures;

/// <summary>Makes the plan of a replay, a page at a time; each page is committed with how far the search has come.</summary>
public sealed class ReplayPlanner(IReplayStore replays, IFailureStore failures, OrderRepository orders, OrderPolicies policies, TimeProvider time)
{
    /// <summary>Plans the next page.</summary>
    public Task StepAsync(Replay replay) => replay.Selection.Documents is { } named ? NamedAsync(replay, named) : SearchAsync(replay);

    /// <summary>The hash of the plan as it is stored now.</summary>
    public async Task<string> HashAsync(Replay replay)
    {
        var (hash, after) = ("", 0);
        while (await replays.ItemsAsync(replay.Tenant, replay.Id, null, after, ReplayLimits.PlanPage, default) is { Count: > 0 } page)
        {
            (hash, after) = (ReplayHash.Next(hash, page), page[^1].Number);
        }

        return hash;
    }

    private async Task NamedAsync(Replay replay, IReadOnlyList<DocumentKey> named)
    {
        var keys = named.Skip(replay.Planned).Take(ReplayLimits.PlanPage).ToList();
        await CommitAsync(replay, keys, isLast: replay.Planned + keys.Count == named.Count);
    }

    private async Task SearchAsync(Replay replay)
    {
        var found = await failures.HeldAsync(replay.Tenant, replay.SearchedTo, ReplayLimits.PlanPage, default);
        var fitting = found.Where(replay.Selection.Fits).Select(failed => failed.Key).ToList();
        var room = replay.Selection.Max - replay.Planned;
        var searched = replay with { SearchedTo = found.Count > 0 ? found[^1].Key : replay.SearchedTo, IsTruncated = fitting.Count > room };
        await CommitAsync(searched, [.. fitting.Take(room)], isLast: found.Count < ReplayLimits.PlanPage || searched.IsTruncated);
    }

    private async Task CommitAsync(Replay replay, IReadOnlyList<DocumentKey> keys, bool isLast)
    {
        var page = await Task.WhenAll(keys.Select((key, index) => PlanAsync(replay, key, replay.Planned + index + 1)));
        await replays.UpdateAsync(ReplaySteps.Planned(replay, page, isLast, time.GetUtcNow()), page, default);
    }

    private async Task<ReplayItem> PlanAsync(Replay replay, DocumentKey key, int number)
    {
        var state = await orders.LoadAsync(key);
        var plan = state is null ? ReplayPlan.Missing : await PlanAsync(replay, state);
        return new(number, key, state?.Version ?? 0, plan, plan.IsApplied ? ReplayOutcome.Waiting : ReplayOutcome.Untouched);
    }

    private async Task<ReplayPlan> PlanAsync(Replay replay, OrderState state)
    {
        OrderEvent command = replay.Reason is { } reason ? new OrderEvent.Discarded(reason, replay.Id) : new OrderEvent.Retried(replay.Id);
        var answer = await policies.ForAsync(new(state.Key.Tenant, state.Key.Channel), state.Erp);
        return ReplayPlan.Of(state, command, answer.Policy ?? OrderPolicies.WithoutErp(state.Erp ?? state.Key.Channel), time.GetUtcNow());
    }
}
