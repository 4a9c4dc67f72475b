using OdooGrains.Domain.Events;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Retention;

namespace OdooGrains.TestKit.Memory;

/// <inheritdoc cref="IRetentionStore"/>
internal sealed class MemoryRetentionStore(MemoryStore store) : IRetentionStore
{
    public Task<int> PurgeEventsAsync(TenantId tenant, DateTimeOffset before, int limit, CancellationToken cancellation) => store.WriteAsync(
        "Retention.PurgeEvents",
        tenant,
        tables => tables.Events.Values
            .Where(one => one.Connection.Tenant == tenant && one.ReceivedAt < before && one.Status is not (EventStatus.Open or EventStatus.Work))
            .Take(limit).ToList()
            .Count(one => tables.Events.Remove(one.Id)),
        cancellation);

    public Task<int> PurgeDocumentsAsync(TenantId tenant, DateTimeOffset before, int limit, CancellationToken cancellation) => store.WriteAsync(
        "Retention.PurgeDocuments",
        tenant,
        tables => tables.Documents.Values
            .Where(one => one.Head.Key.Tenant == tenant && one.Head.UpdatedAt < before && one.Head.Deadline is null && !IsAwaited(tables, one))
            .OrderBy(one => one.Head.UpdatedAt)
            .Take(limit).ToList()
            .Count(one => Remove(tables, one)),
        cancellation);

    public Task<int> PurgeReportsAsync(TenantId tenant, DateTimeOffset before, int limit, CancellationToken cancellation) => store.WriteAsync(
        "Retention.PurgeReports",
        tenant,
        tables => tables.Runs
            .Where(run => run.Connection.Tenant == tenant && run.StartedAt < before && run.Status is not RunStatus.Running)
            .OrderBy(run => run.StartedAt)
            .Take(limit).ToList()
            .Count(run => tables.Drifts.RemoveAll(drift => drift.Run == run.Id) >= 0 && tables.Runs.Remove(run)),
        cancellation);

    private static bool IsAwaited(MemoryTables tables, StoredDocument document)
        => tables.Events.Values.Any(one => one.Document == document.Head.Key && one.Status is EventStatus.Open or EventStatus.Work);

    private static bool Remove(MemoryTables tables, StoredDocument document)
    {
        foreach (var reference in tables.References.Where(pair => pair.Value == document.Head.Key).ToList())
        {
            tables.References.Remove(reference.Key);
        }

        tables.Effects.Remove(document.Head.Key);
        return tables.Documents.Remove(document.Head.Key);
    }
}
