namespace OdooGrains.Domain.Brownout;

/// <summary>How much too much there is to do.</summary>
/// <param name="BacklogAge">So old, at least, is the oldest open event of each of enough tenants.</param>
/// <param name="CommitTime">Median time of a commit of the store; zero where nothing was committed of late.</param>
public readonly record struct BrownoutLoad(TimeSpan BacklogAge, TimeSpan CommitTime)
{
    /// <param name="oldest">The age of each tenant's oldest open event, of those that have one.</param>
    /// <param name="tenants">All tenants, with open events or without.</param>
    /// <param name="commitTime">Median time of a commit.</param>
    /// <param name="limits">Which part of the tenants is enough.</param>
    public static BrownoutLoad Of(IEnumerable<TimeSpan> oldest, int tenants, TimeSpan commitTime, BrownoutLimits limits)
    {
        var enough = Math.Max(Math.Min(2, tenants), (int)Math.Ceiling(tenants * limits.TenantsShare));
        return new(oldest.OrderDescending().Skip(Math.Max(1, enough) - 1).FirstOrDefault(), commitTime);
    }

    /// <summary>The step that this load asks for.</summary>
    public BrownoutStep Asks(BrownoutLimits limits) => this switch
    {
        _ when Reaches(limits.Customers) => BrownoutStep.Customers,
        _ when Reaches(limits.Catalog) => BrownoutStep.Catalog,
        _ when Reaches(limits.Reports) => BrownoutStep.Reports,
        _ => BrownoutStep.None,
    };

    private bool Reaches(BrownoutRung rung) => BacklogAge >= rung.BacklogAge || CommitTime >= rung.CommitTime;
}
