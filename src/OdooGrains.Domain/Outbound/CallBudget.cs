using System.Collections.Immutable;

namespace OdooGrains.Domain.Outbound;

/// <summary>
/// The one budget of a connection for all its flows: all limits of its vendor at once, those that its connector or policy states and those that
/// the vendor's answers tell of. Times are the owner's own monotonic clock. docs/isolation.md has the bound and why it holds.
/// </summary>
public sealed record CallBudget
{
    /// <summary>The smallest part of a vendor's limit that refusals can teach. 5 %.</summary>
    public const double ShareMin = 0.05;

    /// <summary>How fast a learned share is forgotten: from half to whole in ten minutes.</summary>
    public const double SharePerSecond = 0.5 / 600;

    /// <summary>How long a limit that the vendor told of is kept after its last word. 10 min, or until it resets.</summary>
    public static readonly TimeSpan HeardFor = TimeSpan.FromMinutes(10);

    /// <summary>Limits that a vendor may tell of; further ones are not kept. 8.</summary>
    public const int HeardMax = 8;

    private ImmutableArray<CallBucket> Buckets { get; init; }

    /// <summary>What all calls under way may use: a limit that is told of meanwhile may not have counted them yet.</summary>
    private CallCost UnderWay { get; init; }

    /// <summary>
    /// The budget of a new owner: nothing to spend, since the owner before may have spent it, and calls that it marked may still leave within
    /// <paramref name="lag"/>.
    /// </summary>
    public static CallBudget Spent(IEnumerable<CallLimit> limits, TimeSpan now, TimeSpan lag)
        => new() { Buckets = [.. limits.Select(limit => new CallBucket(limit, now, limit.Burst + (limit.PerSecond * lag.TotalSeconds)))] };

    /// <summary>The stated limits have changed (a plan, a policy): what is spent stays spent. What was told of long ago is forgotten.</summary>
    public CallBudget With(IReadOnlyCollection<CallLimit> limits, TimeSpan now)
    {
        var stated = Buckets.Where(bucket => !bucket.IsHeard);
        if (limits.SequenceEqual(stated.Select(bucket => bucket.Limit)) && !Buckets.Any(bucket => bucket.IsForgotten(now)))
        {
            return this;
        }

        var known = stated.ToDictionary(bucket => bucket.Limit.Name);
        return this with
        {
            Buckets =
            [
                .. limits.Select(limit => known.TryGetValue(limit.Name, out var bucket) ? bucket.Until(now) with { Limit = limit } : new(limit, now, limit.Burst)),
                .. Buckets.Where(bucket => bucket.IsHeard && !bucket.IsForgotten(now)),
            ],
        };
    }

    /// <summary>How long until the call may leave; zero when it may now.</summary>
    public TimeSpan Wait(string operation, CallCost cost, TimeSpan now) => Wait(operation, cost, now, _ => true);

    /// <summary>
    /// The same by the limits of some operations alone. What waits for one of those keeps no other operation waiting; what waits for a limit of all
    /// must, or cheap calls would for ever take what a dear one saves for.
    /// </summary>
    public TimeSpan OwnWait(string operation, CallCost cost, TimeSpan now) => Wait(operation, cost, now, limit => limit.Operations is not null);

    private TimeSpan Wait(string operation, CallCost cost, TimeSpan now, Func<CallLimit, bool> matters)
    {
        var longest = TimeSpan.Zero;
        foreach (var bucket in Buckets)
        {
            if (matters(bucket.Limit) && bucket.Limit.Counts(operation) && bucket.Until(now).Wait(cost.In(bucket.Limit.Unit)) is var wait && wait > longest)
            {
                longest = wait;
            }
        }

        return longest;
    }

    /// <summary>The call is decided: its cost is spent, at most, until it is over.</summary>
    public CallBudget Take(string operation, CallCost cost, TimeSpan now)
        => Changed(operation, now, bucket => bucket.Take(cost.In(bucket.Limit.Unit))) with { UnderWay = UnderWay + cost };

    /// <summary>The call is over: what it spent leaks away from now on, and what it might have cost beside is given back.</summary>
    public CallBudget Over(string operation, CallCost cost, CallCost spent, TimeSpan now)
        => Changed(operation, now, bucket => bucket.Over(cost.In(bucket.Limit.Unit), spent.In(bucket.Limit.Unit))) with { UnderWay = UnderWay - cost };

    /// <summary>The vendor said how much of a limit is left: it counts beside the stated ones from now on, for all operations.</summary>
    public CallBudget Learn(BudgetReading reading, TimeSpan now)
    {
        for (var index = 0; index < Buckets.Length; index++)
        {
            if (Buckets[index] is { IsHeard: true } known && known.Limit.Name == reading.Limit.Name)
            {
                return this with { Buckets = Buckets.SetItem(index, known.Until(now).Learn(reading, now)) };
            }
        }

        return Buckets.Count(bucket => bucket.IsHeard) >= HeardMax
            ? this
            : this with { Buckets = Buckets.Add(new CallBucket(reading.Limit, now, Debt: 0, UnderWay.In(reading.Limit.Unit)).Learn(reading, now)) };
    }

    /// <summary>The vendor refused a call for its rate: half of what we thought, from an empty bucket on.</summary>
    public CallBudget Refused(string operation, TimeSpan now) => Changed(operation, now, bucket => bucket.Refused());

    /// <summary>Each limit with what is left now; those that the vendor told of come last.</summary>
    public IReadOnlyList<BudgetLeft> Left(TimeSpan now)
        => [.. Buckets.Select(bucket => bucket.Until(now)).Select(bucket => new BudgetLeft(bucket.Limit, bucket.Left, bucket.Share))];

    private CallBudget Changed(string operation, TimeSpan now, Func<CallBucket, CallBucket> change)
        => Buckets.IsEmpty ? this : this with { Buckets = [.. Buckets.Select(bucket => bucket.Limit.Counts(operation) ? change(bucket.Until(now)) : bucket)] };
}

/// <summary>A limit as it stands.</summary>
/// <param name="Left">Units that may be spent now.</param>
/// <param name="Share">The part of the limit that is used, after what refusals taught.</param>
public sealed record BudgetLeft(CallLimit Limit, double Left, double Share);
