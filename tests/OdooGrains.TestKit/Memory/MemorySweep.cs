using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Events;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.TestKit;

internal sealed class MemorySweep(MemoryDatabase database, MemoryDoor door) : ISweepStore
{
    public Task<IReadOnlyList<DueDocument>> DueDocumentsAsync(DateTimeOffset now, DueDocument? after, int limit, CancellationToken cancellation)
        => door.ReadAsync<IReadOnlyList<DueDocument>>("DueDocuments", "", () =>
        [
            .. database.Documents
                .Where(row => row.Head.NextActionAt <= now)
                .Select(row => new DueDocument(row.Head.Key, row.Head.NextActionAt!.Value))
                .Where(due => after is null || Order(due).CompareTo(Order(after)) > 0)
                .OrderBy(Order)
                .Take(limit),
        ]);

    public Task<IReadOnlyList<OpenEvent>> OpenEventsAsync(DateTimeOffset before, OpenEvent? after, int limit, CancellationToken cancellation)
        => door.ReadAsync<IReadOnlyList<OpenEvent>>("OpenEvents", "", () =>
        [
            .. database.Events
                .Where(@event => @event.Status is EventStatus.Open && @event.ReceivedAt < before && @event.Document is not null)
                .Select(@event => new OpenEvent(@event.Document!.Value, @event.Id, @event.ReceivedAt))
                .Where(open => after is null || (open.ReceivedAt, open.Event).CompareTo((after.ReceivedAt, after.Event)) > 0)
                .OrderBy(open => (open.ReceivedAt, open.Event))
                .Take(limit),
        ]);

    public Task<IReadOnlyList<TenantBacklog>> BacklogAsync(CancellationToken cancellation)
        => door.ReadAsync<IReadOnlyList<TenantBacklog>>("Backlog", "", () =>
        {
            List<TenantBacklog> backlog = [];
            foreach (var tenant in database.Tenants.Values)
            {
                var open = database.Events.Where(@event => @event.Status is EventStatus.Open && @event.Connection.Tenant == tenant.Id).ToList();
                var documents = database.Documents.Count(row => row.Head.NextActionAt is not null && row.Head.Key.Tenant == tenant.Id);
                if (open.Count + documents > 0)
                {
                    backlog.Add(new(tenant.Id, open.Count, documents, open.Count > 0 ? open.Min(@event => @event.ReceivedAt) : null));
                }
            }

            return backlog;
        });

    public Task<IReadOnlyList<DocumentHead>> StalledAsync(DateTimeOffset now, int limit, CancellationToken cancellation)
        => door.ReadAsync<IReadOnlyList<DocumentHead>>("Stalled", "", () =>
            [.. database.Documents.Select(row => row.Head).Where(head => head.Deadline < now).OrderBy(head => head.Deadline).Take(limit)]);

    private static (DateTimeOffset, string) Order(DueDocument due) => (due.DueAt, due.Document.ToString());
}
