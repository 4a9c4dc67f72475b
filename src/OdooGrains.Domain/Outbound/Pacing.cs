using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Outbound;

/// <summary>
/// How fast a connection may go, learned call by call: budget, concurrency, batch sizes, repeats and the lanes' turns. Decided by its owner alone;
/// times are its own monotonic clock.
/// </summary>
public sealed record Pacing
{
    public required CallBudget Budget { get; init; }
    public ConcurrencyLimit Concurrency { get; init; } = new();
    public BatchSizes Batches { get; init; } = new();
    public RetryBudget Retries { get; init; } = RetryBudget.Full;
    public LaneTurns Turns { get; init; }
    /// <summary>How long a call takes.</summary>
    public Speeds Speeds { get; init; } = new();

    /// <summary>
    /// How much of the outside system's time a call takes: its own time by the calls that were under way, for calls that wait for each other there
    /// take longer each and no longer together.
    /// </summary>
    public Speeds Shares { get; init; } = new();

    public Pacing Started(PacedCall call, OutboundPolicy policy, TimeSpan now) => this with
    {
        Budget = Budget.Take(call.Operation, call.Cost, now),
        Retries = call.IsRepeat ? Retries.Repeat(now) : Retries.First(policy.RetryRatio),
    };

    public Pacing Over(PacedCall call, EndedCall ended, OutboundPolicy policy, TimeSpan now)
    {
        var spent = ended.Requests is { } requests ? call.Cost.Spent(requests) : call.Cost;
        var budget = Budget.Over(call.Operation, call.Cost, spent, now);
        var over = this with { Budget = ended.Readings.Aggregate(budget, (told, reading) => told.Learn(reading, now)) };
        return ended.End switch
        {
            CallEnd.Answered => over.Answered(call, ended.Took, policy, now),
            CallEnd.RefusedTogether => over with { Batches = Batches.Failed(call.Operation, call.Count) },
            CallEnd.Overloaded => over with { Batches = Batches.Failed(call.Operation, call.Count), Concurrency = Concurrency.Overloaded(now, ended.Took) },
            CallEnd.Throttled => over with { Budget = over.Budget.Refused(call.Operation, now), Concurrency = Concurrency.Overloaded(now, ended.Took) },
            CallEnd.NotCalled => over,
            _ => throw new InvalidOperationException($"End {ended.End} of a call is not known."),
        };
    }

    private Pacing Answered(PacedCall call, TimeSpan took, OutboundPolicy policy, TimeSpan now)
    {
        var speeds = Speeds.Saw(call.Operation, call.Count, took);
        var overhead = speeds.Overhead(call.Operation);
        return this with
        {
            Concurrency = Concurrency.Succeeded(call.Operation, call.Count, overhead, took, call.InFlight, policy.ConcurrencyStart, policy.ConcurrencyMax, now),
            Batches = Batches.Succeeded(call.Operation, call.Count, Concurrency.Own(call.Operation, call.Count, overhead, took), policy.BatchAim, policy.BatchMax),
            Retries = Retries.Succeeded(),
            Speeds = speeds,
            Shares = Shares.Saw(call.Operation, call.Count, took / Math.Max(1, call.InFlight)),
        };
    }

    /// <summary>The limits of a connection: its vendor's, and what policy says beside them.</summary>
    public static IReadOnlyList<CallLimit> Limits(IEnumerable<CallLimit> vendor, OutboundPolicy policy)
    {
        List<CallLimit> limits = [.. vendor];
        if (policy.CallsPerSecond is { } perSecond)
        {
            limits.Add(new("policy", perSecond, policy.CallsBurst ?? Math.Max(1, perSecond)));
        }

        if (policy.CallsPerDay is { } perDay)
        {
            limits.Add(CallLimit.ADay(perDay) with { Name = "policyDay" });
        }

        return limits;
    }
}
