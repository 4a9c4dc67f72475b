using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Retention;

/// <summary>Removes what is done and old enough, in small batches. Open work is never touched.</summary>
public interface IRetentionStore
{
    /// <summary>Done events (folded, stale, ignored, closed) received before an instant, oldest first, at most <paramref name="limit"/>. How many were removed.</summary>
    Task<int> PurgeEventsAsync(TenantId tenant, DateTimeOffset before, int limit, CancellationToken cancellation);

    /// <summary>
    /// Finished documents that their channel changed last before an instant, with their effects and references, oldest first, at most
    /// <paramref name="limit"/>. One with open events or open work stays. How many were removed.
    /// </summary>
    Task<int> PurgeDocumentsAsync(TenantId tenant, DateTimeOffset before, int limit, CancellationToken cancellation);

    /// <summary>Reports of reconciliations that began before an instant and have ended, with what they found, at most <paramref name="limit"/>. How many were removed.</summary>
    Task<int> PurgeReportsAsync(TenantId tenant, DateTimeOffset before, int limit, CancellationToken cancellation);
}
