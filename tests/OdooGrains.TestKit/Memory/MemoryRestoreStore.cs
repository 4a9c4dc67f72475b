using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Formats;
using OdooGrains.Storage.Restore;

namespace OdooGrains.TestKit.Memory;

/// <inheritdoc cref="IRestoreStore"/>
internal sealed class MemoryRestoreStore(MemoryStore store) : IRestoreStore
{
    public Task<RestorePoint?> LastAsync(CancellationToken cancellation) => store.ReadAsync("Restore.Last", null, tables => tables.Restores.Values.LastOrDefault(), cancellation);

    public Task PutAsync(RestorePoint point, CancellationToken cancellation) => store.WriteAsync(
        "Restore.Put",
        null,
        tables => tables.Restores[StoredTime.Cut(point.RestoredAt)] = point with { RestoredAt = StoredTime.Cut(point.RestoredAt), BackupAt = StoredTime.Cut(point.BackupAt) },
        cancellation);

    public Task<int> RaiseEpochsAsync(TenantId tenant, long by, CancellationToken cancellation) => store.WriteAsync(
        "Restore.RaiseEpochs",
        tenant,
        tables =>
        {
            var owned = tables.Epochs.Keys.Where(key => key.StartsWith($"{tenant}/", StringComparison.Ordinal)).ToList();
            owned.ForEach(key => tables.Epochs[key] += by);
            return owned.Count;
        },
        cancellation);

    public Task<string?> UserAsync(CancellationToken cancellation) => Task.FromResult<string?>(null);
}
