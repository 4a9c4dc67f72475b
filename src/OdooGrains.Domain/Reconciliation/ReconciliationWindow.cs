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

    /// <summary>
    /// The window of an audit checkpoint, which neither overlaps the one before nor leaves a gap: all that was settled after it, and a while ago, since a
    /// commit may take so long.
    /// </summary>
    public static ReconciliationWindow OfPostings(DateTimeOffset now, DateTimeOffset? lastUntil) => new(lastUntil ?? (now - FirstLook), now - CommitMax);

    /// <summary>How long after its outcome an effect's commit may come. 1 min.</summary>
    public static readonly TimeSpan CommitMax = TimeSpan.FromMinutes(1);

    /// <summary>From when on an order of ours must be listed: what the overlap repeats, the run before has judged.</summary>
    public DateTimeOffset ListedSince => Since + Overlap;

    public bool Judges(DateTimeOffset changedAt) => changedAt <= Until;
}
