namespace OdooGrains.Domain.Brownout;

/// <summary>When the ladder is climbed and when it is left; settings of the section <c>Brownout</c>.</summary>
public sealed record BrownoutLimits
{
    /// <summary>From where on reports are shed. Default: events open for 60 s, or commits of 1 s.</summary>
    public BrownoutRung Reports { get; init; } = new() { BacklogAge = TimeSpan.FromSeconds(60), CommitTime = TimeSpan.FromSeconds(1) };

    /// <summary>From where on the catalog is shed too. Default: 120 s, or 2 s.</summary>
    public BrownoutRung Catalog { get; init; } = new() { BacklogAge = TimeSpan.FromSeconds(120), CommitTime = TimeSpan.FromSeconds(2) };

    /// <summary>From where on customers are shed too. Default: 300 s, or 4 s.</summary>
    public BrownoutRung Customers { get; init; } = new() { BacklogAge = TimeSpan.FromSeconds(300), CommitTime = TimeSpan.FromSeconds(4) };

    /// <summary>How long it must have been better before one step is taken back. Default 60 s.</summary>
    public TimeSpan QuietFor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The part of the tenants, at least two where there are several, whose oldest open event must be so old: the backlog of one tenant is that
    /// tenant's affair and sheds nothing of others. Default 0.1.
    /// </summary>
    public double TenantsShare { get; init; } = 0.1;

    /// <summary>What is wrong with the limits, one sentence each; empty when they are good.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        Ascend(nameof(BrownoutRung.BacklogAge), rung => rung.BacklogAge, problems);
        Ascend(nameof(BrownoutRung.CommitTime), rung => rung.CommitTime, problems);
        if (QuietFor <= TimeSpan.Zero)
        {
            problems.Add($"Brownout__QuietFor is {QuietFor}; it must be more than nothing.");
        }

        if (TenantsShare is not (>= 0 and <= 1))
        {
            problems.Add($"Brownout__TenantsShare is {TenantsShare}; it must be from 0 to 1.");
        }

        return problems;
    }

    private void Ascend(string name, Func<BrownoutRung, TimeSpan> of, List<string> problems)
    {
        if (of(Reports) <= TimeSpan.Zero || of(Catalog) < of(Reports) || of(Customers) < of(Catalog))
        {
            problems.Add($"Brownout {name} is {of(Reports)} for Reports, {of(Catalog)} for Catalog and {of(Customers)} for Customers; it must be more than nothing and must not fall from one to the next.");
        }
    }
}

/// <summary>One step of the ladder; either figure alone is enough.</summary>
public sealed record BrownoutRung
{
    /// <summary>Age of the oldest accepted event that is not folded, as <see cref="BrownoutLoad"/> counts it.</summary>
    public TimeSpan BacklogAge { get; init; }

    /// <summary>Median time of a commit of the store.</summary>
    public TimeSpan CommitTime { get; init; }
}
