namespace OdooGrains.Domain.Outbound;

/// <summary>
/// A leaky bucket that counts a call from the decision to make it until it is over, and only then lets it leak away. Whenever between the two
/// the vendor counts it, the vendor sees at most burst + rate × W in every window W: calls of the window that are over by its last decision were
/// all poured in after its begin, so at most rate × W of them has leaked, and the rest and those under way fill no more than the burst.
/// </summary>
/// <param name="At">When <paramref name="Debt"/> was true, by the owner's monotonic clock.</param>
/// <param name="Debt">What calls that are over used and has not leaked away yet.</param>
/// <param name="UnderWay">What calls under way may use.</param>
/// <param name="Share">The part of burst and rate that is used, 0 to 1: learned from refusals, forgotten slowly.</param>
/// <param name="HeardAt">When the vendor last said something of it; null for a limit that its connector or policy states.</param>
/// <param name="ResetsAt">When all leaks away at once, as the vendor said, and nothing before; null where it leaks steadily.</param>
internal readonly record struct CallBucket(
    CallLimit Limit, TimeSpan At, double Debt, double UnderWay = 0, double Share = 1, TimeSpan? HeardAt = null, TimeSpan? ResetsAt = null)
{
    // Doubles lose a little in each addition; a wait of less than this many tokens is none.
    private const double Grain = 1e-9;

    public bool IsHeard => HeardAt is not null;

    public double Burst => Limit.Burst * Share;

    public double PerSecond => Limit.PerSecond * Share;

    public CallBucket Until(TimeSpan now)
    {
        var passed = Math.Max(0, (now - At).TotalSeconds);
        var leaked = ResetsAt is not { } reset ? passed * PerSecond : now < reset ? 0 : Debt;
        return this with
        {
            At = now > At ? now : At,
            Debt = Math.Max(0, Debt - leaked),
            ResetsAt = now < ResetsAt ? ResetsAt : null,
            Share = Math.Min(1, Share + (passed * CallBudget.SharePerSecond)),
        };
    }

    public double Left => Math.Max(0, Burst - Debt - UnderWay);

    /// <summary>How long until so much is left; nothing where it is now. Where only the end of calls under way can tell, a whole burst's time.</summary>
    public TimeSpan Wait(double cost)
    {
        // What is dearer than the whole bucket may leave when the bucket is empty, or it never could.
        var excess = Debt + UnderWay + Math.Min(cost, Burst) - Burst;
        return excess <= Grain ? TimeSpan.Zero
            : ResetsAt is { } reset ? reset - At
            : PerSecond <= 0 ? TimeSpan.MaxValue
            : TimeSpan.FromSeconds(Math.Min(excess / PerSecond, TimeSpan.FromDays(1).TotalSeconds));
    }

    public CallBucket Take(double cost) => this with { UnderWay = UnderWay + cost };

    public CallBucket Over(double cost, double spent) => this with { UnderWay = Math.Max(0, UnderWay - cost), Debt = Debt + spent };

    /// <summary>The vendor's word is true of when it answered; calls that are under way may come on top of it.</summary>
    public CallBucket Learn(BudgetReading reading, TimeSpan now)
        => this with { Limit = reading.Limit, Debt = Math.Max(0, reading.Limit.Burst - reading.Remaining), HeardAt = now, ResetsAt = now + reading.ResetsIn };

    /// <summary>The vendor has said nothing of it for long: its plan may be another by now.</summary>
    public bool IsForgotten(TimeSpan now) => HeardAt + CallBudget.HeardFor <= now && (ResetsAt is null || ResetsAt <= now);

    public CallBucket Refused() => this with { Share = Math.Max(CallBudget.ShareMin, Share / 2), Debt = Math.Max(Debt, Burst - UnderWay) };
}
