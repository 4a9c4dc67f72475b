namespace OdooGrains.Domain.Outbound;

/// <summary>
/// A leaky bucket that counts a call from the decision to make it until it is over, and only then lets it leak away. Whenever between the two
/// the vendor counts it, the vendor sees at most burst + rate × W in every window W: calls of the window that are over by its last decision were
/// all poured in after its begin, so at most rate × W of them has leaked, and the rest and those under way fill no more than the burst.
/// </summary>
/// <param name="At">When <paramref name="Debt"/> was true, by the owner's monotonic clock.</param>
/// <param name="Debt">What calls that are over used and has not leaked away yet.</param>
/// <param name="UnderWay">What calls under way may use.</param>
/// <param name="Share">The part of burst and rate that is used, 0 to 1: learned from the vendor, forgotten slowly.</param>
internal readonly record struct CallBucket(CallLimit Limit, TimeSpan At, double Debt, double UnderWay = 0, double Share = 1)
{
    // Doubles lose a little in each addition; a wait of less than this many tokens is none.
    private const double Grain = 1e-9;

    public double Burst => Limit.Burst * Share;

    public double PerSecond => Limit.PerSecond * Share;

    public CallBucket Until(TimeSpan now)
    {
        var passed = Math.Max(0, (now - At).TotalSeconds);
        return this with
        {
            At = now > At ? now : At,
            Debt = Math.Max(0, Debt - (passed * PerSecond)),
            Share = Math.Min(1, Share + (passed * CallBudget.SharePerSecond)),
        };
    }

    public double Left => Math.Max(0, Burst - Debt - UnderWay);

    /// <summary>How long until so much is left; nothing where it is now. Where only the end of calls under way can tell, a whole burst's time.</summary>
    public TimeSpan Wait(double cost)
    {
        // What is dearer than the whole bucket may leave when the bucket is empty, or it never could.
        var excess = Debt + UnderWay + Math.Min(cost, Burst) - Burst;
        return excess <= Grain ? TimeSpan.Zero : PerSecond <= 0 ? TimeSpan.MaxValue : TimeSpan.FromSeconds(Math.Min(excess / PerSecond, TimeSpan.FromDays(1).TotalSeconds));
    }

    public CallBucket Take(double cost) => this with { UnderWay = UnderWay + cost };

    public CallBucket GiveBack(double cost) => this with { UnderWay = Math.Max(0, UnderWay - cost) };

    public CallBucket Over(double cost) => this with { UnderWay = Math.Max(0, UnderWay - cost), Debt = Debt + cost };

    /// <summary>The vendor has less for us than we thought: somebody else uses it too, or its plan is smaller.</summary>
    public CallBucket Learn(BudgetReading reading)
    {
        var smaller = Math.Min(reading.Limit / Limit.Burst ?? 1, reading.PerSecond / Limit.PerSecond ?? 1);
        var learned = this with { Share = Math.Clamp(Math.Min(Share, smaller), CallBudget.ShareMin, 1) };
        return learned with { Debt = Math.Max(learned.Debt, learned.Burst - learned.UnderWay - reading.Remaining) };
    }

    public CallBucket Refused() => this with { Share = Math.Max(CallBudget.ShareMin, Share / 2), Debt = Math.Max(Debt, Burst - UnderWay) };
}
