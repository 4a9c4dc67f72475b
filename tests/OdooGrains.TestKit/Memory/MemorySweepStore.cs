using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.TestKit.Memory;

/// <inheritdoc cref="ISweepStore"/>
internal sealed class MemorySweepStore(MemoryStore store) : ISweepStore
{
    public Task<IReadOnlyList<DueDocument>> DueDocumentsAsync(DateTimeOffset now, DueDocument? after, int limit, CancellationToken cancellation)
        => store.ReadAsync("Sweep.DueDocuments", null, tables => Due(tables, now, after, limit), cancellation);

    private static IReadOnlyList<DueDocument> Due(MemoryTables tables, DateTimeOffset now, DueDocument? after, int limit)
    {
        var due = tables.Documents.Values
            .Where(document => document.Head.NextActionAt <= now)
            .Select(document => new DueDocument(document.Head.Key, document.Head.NextActionAt!.Value))
            .Where(document => after is null || Compare(document, after) > 0)
            .Order(Comparer<DueDocument>.Create(Compare))
            .ToList();
        return FairPage.Of([.. due.Take(limit)], [.. due.DistinctBy(document => document.Document.Tenant)], limit);
    }

    private static int Compare(DueDocument one, DueDocument other)
    {
        var order = one.DueAt.CompareTo(other.DueAt);
        return order != 0 ? order : MemoryTables.ByKey.Compare(one.Document, other.Document);
    }

    public Task<IReadOnlyList<OpenEvent>> OpenEventsAsync(DateTimeOffset before, OpenEvent? after, int limit, CancellationToken cancellation)
        => store.ReadAsync("Sweep.OpenEvents", null, tables => Open(tables, before, after, limit), cancellation);

    private static IReadOnlyList<OpenEvent> Open(MemoryTables tables, DateTimeOffset before, OpenEvent? after, int limit)
    {
        var open = tables.Events.Values
            .Where(@event => @event.Status is EventStatus.Open && @event.ReceivedAt < before)
            .Where(@event => after is null || (@event.ReceivedAt, @event.Id).CompareTo((after.ReceivedAt, after.Event)) > 0)
            .OrderBy(@event => @event.ReceivedAt).ThenBy(@event => @event.Id)
            .Select(@event => new OpenEvent(@event.Document!.Value, @event.Id, @event.ReceivedAt))
            .ToList();
        return FairPage.Of([.. open.Take(limit)], [.. open.DistinctBy(@event => @event.Document.Tenant)], limit);
    }

    public Task<IReadOnlyList<TenantBacklog>> BacklogAsync(CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<TenantBacklog>>(
        "Sweep.Backlog",
        null,
        tables =>
        {
            var events = tables.Events.Values.Where(@event => @event.Status is EventStatus.Open).ToLookup(@event => @event.Connection.Tenant);
            var documents = tables.Documents.Values.Where(document => document.Head.Deadline is not null).ToLookup(document => document.Head.Key.Tenant);
            return [.. events.Select(group => group.Key).Union(documents.Select(group => group.Key))
                .OrderBy(tenant => tenant.Value, StringComparer.Ordinal)
                .Select(tenant => new TenantBacklog(
                    tenant, events[tenant].Count(), documents[tenant].Count(), events[tenant].Select(@event => (DateTimeOffset?)@event.ReceivedAt).Min(),
                    events[tenant].Count(@event => @event.Lane is Lane.Money)))];
        },
        cancellation);

    public Task<IReadOnlyList<LaneDepth>> LanesAsync(CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<LaneDepth>>(
        "Sweep.Lanes", null, tables => MemoryEffectStore.Depths(tables.Effects.Values.SelectMany(effects => effects)), cancellation);

    public Task<IReadOnlyList<TenantTrouble>> TroublesAsync(DateTimeOffset now, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<TenantTrouble>>(
        "Sweep.Troubles",
        null,
        tables => [.. tables.Documents.Values.Select(document => document.Head)
            .GroupBy(head => head.Key.Tenant)
            .Select(heads => new TenantTrouble(heads.Key, heads.Count(head => head.Status is "held"), heads.Count(head => head.Deadline < now)))
            .Where(trouble => trouble is { Held: > 0 } or { Stalled: > 0 })],
        cancellation);

    public Task<IReadOnlyList<DocumentHead>> StalledAsync(DateTimeOffset now, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<DocumentHead>>(
        "Sweep.Stalled",
        null,
        tables => [.. tables.Documents.Values.Select(document => document.Head)
            .Where(head => head.Deadline < now)
            .OrderBy(head => head.Deadline).ThenBy(head => head.Key, MemoryTables.ByKey)
            .Take(limit)],
        cancellation);
}
