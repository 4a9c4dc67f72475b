namespace OdooGrains.Domain.Reconciliation;

/// <summary>
/// Which changes a run judges: those since the last run, with an overlap, up to a while ago. What changed just now may still be on its way here, and is
/// judged by the next run; so each change is judged once it had time to come by itself, and none is left out.
/// </summary>
public sealed record ReconciliationWindow(DateTimeOffset Since, DateTimeOffset Until)
{
    /// <summary>How long a webhook may be on its way, and its order be folded. 10 min.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    /// <summary>How far a run looks back before the end of the last one: lists and clocks of channels are not exact. 15 min.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(15);

    /// <summary>How far the first run looks back. 1 day.</summary>
    public static readonly TimeSpan FirstLook = TimeSpan.FromDays(1);

    /// <param name="now">When the run begins.</param>
    /// <param name="lastUntil">Where the last run that was ended had come to; null for the first.</param>
    public static ReconciliationWindow Next(DateTimeOffset now, DateTimeOffset? lastUntil) => new((lastUntil - Overlap) ?? (now - FirstLook), now - Grace);

    public bool Judges(DateTimeOffset changedAt) => changedAt <= Until;
}
