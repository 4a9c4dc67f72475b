using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Restore;

/// <summary>What a store needs of its own when it was restored from a backup.</summary>
public interface IRestoreStore
{
    /// <summary>The last restore; null where there was none.</summary>
    Task<RestorePoint?> LastAsync(CancellationToken cancellation);

    /// <summary>Writes it down, over what stands of the same instant.</summary>
    Task PutAsync(RestorePoint point, CancellationToken cancellation);

    /// <summary>Raises all epochs of a tenant's connections by so much. How many there are.</summary>
    Task<int> RaiseEpochsAsync(TenantId tenant, long by, CancellationToken cancellation);

    /// <summary>Who else works on this store, in a sentence; null where nobody is seen. To be asked before anything else.</summary>
    Task<string?> UserAsync(CancellationToken cancellation);
}

/// <summary>A restore from a backup.</summary>
/// <param name="RestoredAt">What was placed until then may have been worked on by what was lost.</param>
/// <param name="BackupAt">The end of what the backup knows.</param>
/// <param name="IsDone">All of <see cref="AfterRestore"/> is done; until then no server may start.</param>
public sealed record RestorePoint(DateTimeOffset RestoredAt, DateTimeOffset BackupAt, bool IsDone);
