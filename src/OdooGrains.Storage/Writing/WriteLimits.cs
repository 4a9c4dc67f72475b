namespace OdooGrains.Storage.Writing;

/// <summary>The bounds of the group-commit writers.</summary>
public static class WriteLimits
{
    /// <summary>Transactions that wait for a writer, at most; beyond it the store is behind and says so.</summary>
    public const int WritesWaitingMax = 8192;

    /// <summary>Of these, transactions of one tenant, at most: eight tenants at their bound leave nobody else outside.</summary>
    public const int TenantWritesWaitingMax = WritesWaitingMax / 8;

    /// <summary>Transactions in one commit, at most. Measured: 100 rows of 2 KB a commit reach the ceiling of PostgreSQL on two cores already.</summary>
    public const int BatchWritesMax = 256;

    /// <summary>Writes that must wait before another writer begins beside one that is under way.</summary>
    public const int FurtherWriterFrom = 32;

    /// <summary>Bytes of bodies and states in one commit, about, so that a batch of large ones stays short. The first of a batch may be larger.</summary>
    public const int BatchBytesMax = 4 * 1024 * 1024;
}
