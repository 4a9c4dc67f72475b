namespace OdooGrains.Domain.Reconciliation;

/// <summary>How often reconciliations are looked after, and how much one run may find.</summary>
public static class ReconciliationLimits
{
    /// <summary>A run that has not ended after so long has failed; the next one looks at its window, too. 2 h.</summary>
    public static readonly TimeSpan RunMax = TimeSpan.FromHours(2);

    /// <summary>How often a run that goes on is looked after: whoever read its pages may be gone. 5 min.</summary>
    public static readonly TimeSpan CheckEvery = TimeSpan.FromMinutes(5);

    /// <summary>How long after its time a schedule's turn may begin, each tenant's at a place of its own: ten thousand tenants have the same default. 5 min.</summary>
    public static readonly TimeSpan Spread = TimeSpan.FromMinutes(5);

    /// <summary>The longest that a reminder is set ahead. 1 day.</summary>
    public static readonly TimeSpan AheadMax = TimeSpan.FromDays(1);

    /// <summary>The shortest that a reminder is set ahead: of a turn that was missed. 1 s.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>How far back a subject that was never compared looks for a turn that it has missed. 1 h.</summary>
    public static readonly TimeSpan FirstTurn = TimeSpan.FromHours(1);

    /// <summary>Differences that are kept with what repairs them; with so many they are settled before the list is read on. 1,000.</summary>
    public const int FoundMax = 1_000;

    /// <summary>Documents that one run goes through; with so many it ends where it is, and the next goes on from there. 100,000.</summary>
    public const int ListedMax = 100_000;

    /// <summary>How often reminders are looked after that nobody has set, or that went with another schedule. 1 h.</summary>
    public static readonly TimeSpan WatchEvery = TimeSpan.FromHours(1);

    /// <summary>How often there is a round of that. 10 s.</summary>
    public static readonly TimeSpan WatchRoundEvery = TimeSpan.FromSeconds(10);

    /// <summary>Tenants of such a round. 20.</summary>
    public const int WatchRoundTenants = 20;

    /// <summary>Effects of one page of a checkpoint. 500.</summary>
    public const int CheckpointPage = 500;

    /// <summary>How long a report is kept. 400 days.</summary>
    public static readonly TimeSpan ReportsKept = TimeSpan.FromDays(400);
}
