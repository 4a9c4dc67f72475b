using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Inbox;

namespace OdooGrains.TestKit;

internal sealed class MemoryInbox(MemoryDatabase database, MemoryDoor door) : IInbox
{
    public Task<Accepted> AcceptAsync(InboundEvent @event, CancellationToken cancellation)
        => door.WriteAsync("Accept", @event.Connection.ToString(), () => Accept(@event));

    public Task<IReadOnlyList<InboundEvent>> OpenAsync(DocumentKey document, int limit, CancellationToken cancellation)
        => door.ReadAsync<IReadOnlyList<InboundEvent>>("Open", document.ToString(), () =>
            [.. database.Events.Where(@event => @event.Status is EventStatus.Open && @event.Document == document).Take(limit)]);

    public Task<IReadOnlyList<InboundEvent>> OfDocumentAsync(DocumentKey document, int limit, CancellationToken cancellation)
        => door.ReadAsync<IReadOnlyList<InboundEvent>>("OfDocument", document.ToString(), () =>
            [.. database.Events.Where(@event => @event.Document == document).TakeLast(limit).Select(WithoutBody)]);

    public Task<InboundEvent?> FindAsync(TenantId tenant, EventId id, CancellationToken cancellation)
        => door.ReadAsync("Find", tenant.Value, () => Find(tenant, id));

    public Task<IReadOnlyList<InboundEvent>> ListAsync(TenantId tenant, ConnectionId? connection, EventStatus? status, EventId? before, int limit, CancellationToken cancellation)
        => door.ReadAsync<IReadOnlyList<InboundEvent>>("List", tenant.Value, () =>
        [
            .. database.Events
                .Where(@event => @event.Connection.Tenant == tenant && (connection is null || @event.Connection.Connection == connection))
                .Where(@event => (status is null || @event.Status == status) && (before is null || @event.Id < before))
                .OrderByDescending(@event => @event.Id)
                .Take(limit)
                .Select(WithoutBody),
        ]);

    public Task<bool> ToWorkAsync(TenantId tenant, EventId id, string owner, DateTimeOffset deadline, string note, CancellationToken cancellation)
        => ChangeAsync("ToWork", tenant, id, EventStatus.Open, @event => @event with { Status = EventStatus.Work, Owner = owner, Deadline = deadline, Note = note });

    public Task<bool> ReopenAsync(TenantId tenant, EventId id, CancellationToken cancellation)
        => ChangeAsync("Reopen", tenant, id, EventStatus.Work, @event => @event.Document is null ? null : @event with { Status = EventStatus.Open, Owner = null, Deadline = null, Note = null });

    public Task<bool> CloseWorkAsync(TenantId tenant, EventId id, string note, CancellationToken cancellation)
        => ChangeAsync("CloseWork", tenant, id, EventStatus.Work, @event => @event with { Status = EventStatus.Closed, Note = note });

    private Accepted Accept(InboundEvent @event)
    {
        var bodyChanged = false;
        foreach (var known in database.Events.Where(known => known.Connection == @event.Connection))
        {
            var sameBody = known.BodyHash.Span.SequenceEqual(@event.BodyHash.Span);
            var sameDelivery = @event.DeliveryId.Length > 0 && known.DeliveryId == @event.DeliveryId;
            if (sameBody && (sameDelivery || known.Topic == @event.Topic))
            {
                return new(known.Id, IsDuplicate: true, known.BodyChanged);
            }

            bodyChanged |= sameDelivery;
        }

        database.Insert(@event with { BodyChanged = bodyChanged });
        return new(@event.Id, IsDuplicate: false, bodyChanged);
    }

    private Task<bool> ChangeAsync(string name, TenantId tenant, EventId id, EventStatus from, Func<InboundEvent, InboundEvent?> change)
        => door.WriteAsync(name, tenant.Value, () =>
        {
            if (Find(tenant, id) is not { } @event || @event.Status != from || change(@event) is not { } changed)
            {
                return false;
            }

            database.Replace(changed);
            return true;
        });

    private InboundEvent? Find(TenantId tenant, EventId id) => database.Find(id) is { } found && found.Connection.Tenant == tenant ? found : null;

    private static InboundEvent WithoutBody(InboundEvent @event) => @event with { Body = default };
}
