namespace OdooGrains.Domain.Retention;

/// <summary>How long done work is kept, and how fast it goes. Open work never goes. How long documents are kept is policy.</summary>
public static class RetentionLimits
{
    /// <summary>A done event, with its raw body and its dedupe key. 30 days: no vendor sends one again so late.</summary>
    public static readonly TimeSpan EventsKept = TimeSpan.FromDays(30);

    /// <summary>Rows of one batch, which is one transaction. 200.</summary>
    public const int BatchRows = 200;

    /// <summary>Rows that one process removes in a round at most. 1,000.</summary>
    public const int RoundRows = 1_000;

    /// <summary>Tenants that a round looks at, at most. 20.</summary>
    public const int RoundTenants = 20;

    /// <summary>How often there is a round. 10 s: with <see cref="RoundRows"/>, 100 rows a second at most.</summary>
    public static readonly TimeSpan RoundEvery = TimeSpan.FromSeconds(10);

    /// <summary>How often all tenants are gone through. 1 h.</summary>
    public static readonly TimeSpan PassEvery = TimeSpan.FromHours(1);
}
