namespace OdooGrains.Storage.Postgres;

/// <summary>The bounds of the PostgreSQL store. Its connections are <see cref="ConnectionsMax"/> at most, however many tenants there are.</summary>
public static class PostgresLimits
{
    /// <summary>Group-commit writers. Measured: two reach the ceiling of the server on two cores.</summary>
    public const int Writers = 2;

    /// <summary>Round trips of batched loads at once.</summary>
    public const int LoadersMax = 2;

    /// <summary>Other reads at once: lists, single rows.</summary>
    public const int ReadersMax = 8;

    /// <summary>Single small writes at once: tenants, keys, epochs, open work, and reading back.</summary>
    public const int SingleWritersMax = 4;

    /// <summary>Sweep and backlog queries at once.</summary>
    public const int SweepersMax = 2;

    /// <summary>All connections of a process: 18, and one more while it migrates.</summary>
    public const int ConnectionsMax = Writers + LoadersMax + ReadersMax + SingleWritersMax + SweepersMax;

    /// <summary>Loads in one round trip, at most.</summary>
    public const int LoadsMax = 256;

    /// <summary>Loads that must wait before another round trip begins beside one that is under way, so that a small load is not shared out in batches of one.</summary>
    public const int FurtherLoaderFrom = 32;

    /// <summary>Loads that wait, at most; beyond it the store is behind.</summary>
    public const int LoadsWaitingMax = 8192;

    /// <summary>The server gives a statement up after 5 s, and a lock after 1 s.</summary>
    public static readonly TimeSpan StatementTimeout = TimeSpan.FromSeconds(5);

    /// <inheritdoc cref="StatementTimeout"/>
    public static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(1);

    /// <summary>We give the server up when it has not answered for 10 s.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long reading back a commit without an answer may take before it counts as unknown: 15 s.</summary>
    public static readonly TimeSpan ReadBackTimeout = TimeSpan.FromSeconds(15);

    /// <summary>How often a write is tried again that met a deadlock, a lock timeout or a serialisation failure.</summary>
    public const int TriesMax = 3;
}
