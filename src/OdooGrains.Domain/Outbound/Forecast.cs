using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Outbound;

/// <summary>Work of one operation that is still to be done, planned or to be planned.</summary>
public sealed record OperationBacklog(string Operation, long Effects, CallCost Cost, int BatchMax);

/// <summary>When the backlog of a connection clears, and what limits it.</summary>
/// <param name="ClearsIn">Null where nothing says how long it takes: nothing was called yet, or nothing may be.</param>
/// <param name="Limit">One sentence.</param>
public sealed record Forecast(TimeSpan? ClearsIn, string Limit)
{
    /// <param name="system">What people call the outside system, such as Odoo.</param>
    /// <param name="blocked">Why nothing is sent, in a sentence; null while it is.</param>
    /// <param name="now">By the clock of the pacing.</param>
    public static Forecast Of(IReadOnlyList<OperationBacklog> backlog, Pacing pacing, OutboundPolicy policy, string system, string? blocked, TimeSpan now)
    {
        var work = backlog.Where(one => one.Effects > 0).ToList();
        if (blocked is not null)
        {
            return new(null, blocked);
        }

        if (work.Count == 0)
        {
            return new(TimeSpan.Zero, "Nothing waits.");
        }

        var times = work.Select(one => EffectTime(one, pacing, policy)).ToList();
        if (times.Max() is not { } slowest)
        {
            return new(null, $"No call was answered yet, so nobody knows how fast {system} is.");
        }

        // An operation that was not called yet takes as long as the slowest that was.
        var concurrency = pacing.Concurrency.Now(policy.ConcurrencyMax);
        var bySystem = work.Zip(times, (one, time) => one.Effects * (time ?? slowest)).Aggregate((one, other) => one + other);
        var (byBudget, limit) = ByBudget(work, pacing, policy, now);
        return byBudget > bySystem
            ? new(byBudget, $"The limit '{limit}' of {system} is what counts: more silos will not help.")
            : concurrency >= policy.ConcurrencyMax
                ? new(bySystem, $"The {concurrency} calls at once that policy allows are what counts; {system} might take more.")
                : new(bySystem, $"{system} is the limit: it takes {concurrency} calls at once well. More silos will not help.");
    }

    private static (TimeSpan Time, string? Limit) ByBudget(List<OperationBacklog> work, Pacing pacing, OutboundPolicy policy, TimeSpan now)
    {
        var (time, name) = (TimeSpan.Zero, (string?)null);
        foreach (var (limit, left, share) in pacing.Budget.Left(now))
        {
            var units = work.Where(one => limit.Counts(one.Operation)).Sum(one => Calls(one, pacing, policy) * one.Cost.In(limit.Unit));
            var needed = TimeSpan.FromSeconds(Math.Max(0, units - left) / (limit.PerSecond * share));
            (time, name) = needed > time ? (needed, limit.Name) : (time, name);
        }

        return (time, name);
    }

    private static double Calls(OperationBacklog one, Pacing pacing, OutboundPolicy policy) => one.Effects / Count(one, pacing, policy);

    private static TimeSpan? EffectTime(OperationBacklog one, Pacing pacing, OutboundPolicy policy)
        => Count(one, pacing, policy) is var count && pacing.Shares.Call(one.Operation, count) is { } share ? share / count : null;

    // Batches soon grow to what fits, but never beyond what waits.
    private static double Count(OperationBacklog one, Pacing pacing, OutboundPolicy policy)
        => Math.Min(one.Effects, pacing.Speeds.Fitting(one.Operation, policy.BatchAim, Math.Min(one.BatchMax, policy.BatchMax)) ?? 1);
}
