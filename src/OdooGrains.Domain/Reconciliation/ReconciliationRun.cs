using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Reconciliation;

/// <summary>How far a run has come.</summary>
public enum RunStatus
{
    Running,
    Done,
    /// <summary>It could not be ended in time; the next one looks at its window, too.</summary>
    Failed,
}

/// <summary>One comparison of a subject at one connection, and what came of it.</summary>
public sealed record ReconciliationRun
{
    public required Guid Id { get; init; }
    public required ReconciliationSubject Subject { get; init; }
    public required ConnectionKey Connection { get; init; }

    /// <summary>The feed that is read; empty for postings.</summary>
    public required string Feed { get; init; }

    public required ReconciliationWindow Window { get; init; }
    public RunStatus Status { get; init; } = RunStatus.Running;
    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Things of the other side that were compared; of postings, effects.</summary>
    public long Compared { get; init; }

    /// <summary>Of them, those that agree.</summary>
    public long Matched { get; init; }

    /// <summary>Differences that were found.</summary>
    public long Drifts { get; init; }

    /// <summary>Of them, those that were repaired.</summary>
    public long Repaired { get; init; }

    /// <summary>Of them, those that are left to a person.</summary>
    public long LeftToPerson { get; init; }

    /// <summary>Amounts by operation and currency, of postings; empty otherwise.</summary>
    public IReadOnlyDictionary<string, decimal> Sums { get; init; } = new Dictionary<string, decimal>();

    /// <summary>Why it failed.</summary>
    public Failure? Failure { get; init; }

    /// <summary>Ends it with what was found.</summary>
    /// <param name="until">How far it came; the next run goes on from there.</param>
    public ReconciliationRun Ended(IReadOnlyCollection<SettledDrift> drifts, long compared, long matched, DateTimeOffset until, DateTimeOffset now) => this with
    {
        Status = RunStatus.Done,
        EndedAt = now,
        Window = Window with { Until = until },
        Compared = compared,
        Matched = matched,
        Drifts = drifts.Count,
        Repaired = drifts.Count(drift => drift.Settlement is DriftSettlement.Repaired),
        LeftToPerson = drifts.Count(drift => drift.Settlement is not DriftSettlement.Repaired),
    };

    /// <summary>Ends an audit checkpoint.</summary>
    public ReconciliationRun Posted(long count, IReadOnlyDictionary<string, decimal> sums, DateTimeOffset now)
        => this with { Status = RunStatus.Done, EndedAt = now, Compared = count, Matched = count, Sums = sums };

    public ReconciliationRun Failed(Failure failure, DateTimeOffset now) => this with { Status = RunStatus.Failed, EndedAt = now, Failure = failure };
}

/// <summary>What became of a difference.</summary>
public enum DriftSettlement
{
    /// <summary>The other side's word was taken in; the saga does the rest.</summary>
    Repaired,
    /// <summary>It could be repaired, and policy wants it reported only.</summary>
    Reported,
    /// <summary>Only a person can say what is right.</summary>
    Person,
}

/// <summary>A difference with what became of it.</summary>
/// <param name="Owner">Who must act; null where it was repaired.</param>
public sealed record SettledDrift(Drift Drift, DriftSettlement Settlement, string? Owner);
