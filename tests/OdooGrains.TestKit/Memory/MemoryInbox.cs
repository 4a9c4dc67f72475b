using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Formats;
using OdooGrains.Storage.Inbox;

namespace OdooGrains.TestKit.Memory;

/// <inheritdoc cref="IInbox"/>
internal sealed class MemoryInbox(MemoryStore store) : IInbox
{
    public Task<Accepted> AcceptAsync(InboundEvent @event, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(@event);
        return store.WriteAsync("Inbox.Accept", @event.Connection.Tenant, tables => Accept(tables, @event), cancellation);
    }

    private static Accepted Accept(MemoryTables tables, InboundEvent @event)
    {
        MemoryChecks.Check(@event);
        var (known, isKnownDelivery) = Known(tables, @event);
        if (known is not null)
        {
            return new(known.Id, IsDuplicate: true, known.BodyChanged);
        }

        var stored = @event with
        {
            Body = @event.Body.ToArray(),
            BodyHash = @event.BodyHash.ToArray(),
            BodyChanged = isKnownDelivery,
            ReceivedAt = StoredTime.Cut(@event.ReceivedAt),
            ObjectUpdatedAt = StoredTime.Cut(@event.ObjectUpdatedAt),
            Deadline = StoredTime.Cut(@event.Deadline),
        };
        tables.Events.Add(stored.Id, stored);
        return new(stored.Id, IsDuplicate: false, stored.BodyChanged);
    }

    // The event that it repeats, and whether its delivery is known. One pass: tests have tens of thousands of events.
    private static (InboundEvent? Event, bool IsKnownDelivery) Known(MemoryTables tables, InboundEvent @event)
    {
        InboundEvent? byDelivery = null, byTopic = null;
        var isKnownDelivery = false;
        foreach (var other in tables.Events.Values)
        {
            var isDelivery = @event.DeliveryId.Length > 0 && other.DeliveryId == @event.DeliveryId;
            if ((isDelivery || other.Topic == @event.Topic) && other.Connection == @event.Connection)
            {
                isKnownDelivery |= isDelivery;
                var isSame = SameBody(other, @event);
                byDelivery ??= isSame && isDelivery ? other : null;
                byTopic ??= isSame && other.Topic == @event.Topic ? other : null;
            }
        }

        return (byDelivery ?? byTopic, isKnownDelivery);
    }

    private static bool SameBody(InboundEvent one, InboundEvent other) => one.BodyHash.Span.SequenceEqual(other.BodyHash.Span);

    public Task<IReadOnlyList<InboundEvent>> OpenAsync(DocumentKey document, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<InboundEvent>>(
        "Inbox.Open", document.Tenant, tables => [.. OfDocument(tables, document, isOpen: true).Take(limit)], cancellation);

    public Task<IReadOnlyList<InboundEvent>> OfDocumentAsync(DocumentKey document, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<InboundEvent>>(
        "Inbox.OfDocument", document.Tenant, tables => [.. OfDocument(tables, document).TakeLast(limit).Select(WithoutBody)], cancellation);

    private static IOrderedEnumerable<InboundEvent> OfDocument(MemoryTables tables, DocumentKey document, bool isOpen = false)
        => tables.Events.Values.Where(@event => (!isOpen || @event.Status is EventStatus.Open) && @event.DocumentId == document.Id && @event.Document == document).OrderBy(@event => @event.ReceivedAt).ThenBy(@event => @event.Id);

    private static InboundEvent WithoutBody(InboundEvent @event) => @event with { Body = ReadOnlyMemory<byte>.Empty };

    public Task<InboundEvent?> FindAsync(TenantId tenant, EventId id, CancellationToken cancellation)
        => store.ReadAsync("Inbox.Find", tenant, tables => Find(tables, tenant, id), cancellation);

    private static InboundEvent? Find(MemoryTables tables, TenantId tenant, EventId id)
        => tables.Events.TryGetValue(id, out var found) && found.Connection.Tenant == tenant ? found : null;

    public Task<IReadOnlyList<InboundEvent>> ListAsync(
        TenantId tenant, ConnectionId? connection, EventStatus? status, EventId? before, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<InboundEvent>>(
        "Inbox.List",
        tenant,
        tables => [.. tables.Events.Values.Reverse()
            .Where(@event => @event.Connection.Tenant == tenant && (connection is null || @event.Connection.Connection == connection))
            .Where(@event => (status is null || @event.Status == status) && (before is null || @event.Id < before))
            .Take(limit)
            .Select(WithoutBody)],
        cancellation);

    public Task<bool> ToWorkAsync(TenantId tenant, EventId id, string owner, DateTimeOffset deadline, string note, CancellationToken cancellation) => ChangeAsync(
        "Inbox.ToWork",
        tenant,
        id,
        @event => @event.Status is EventStatus.Open ? @event with { Status = EventStatus.Work, Owner = owner, Deadline = StoredTime.Cut(deadline), Note = note } : null,
        cancellation);

    public Task<bool> ReopenAsync(TenantId tenant, EventId id, CancellationToken cancellation) => ChangeAsync(
        "Inbox.Reopen",
        tenant,
        id,
        @event => @event is { Status: EventStatus.Work, DocumentId: not null } ? @event with { Status = EventStatus.Open, Owner = null, Deadline = null, Note = null } : null,
        cancellation);

    public Task<DocumentKey?> ReaddressAsync(TenantId tenant, ConnectionId channel, DocumentReference reference, CancellationToken cancellation)
        => store.WriteAsync("Inbox.Readdress", tenant, tables => Readdress(tables, new(tenant, channel, reference.DocumentId)), cancellation);

    private static DocumentKey? Readdress(MemoryTables tables, DocumentKey waiting)
    {
        if (!tables.References.TryGetValue(waiting, out var document))
        {
            return null;
        }

        foreach (var @event in OfDocument(tables, waiting).Where(@event => @event.Status is EventStatus.Open).ToList())
        {
            tables.Events[@event.Id] = @event with { DocumentId = document.Id };
        }

        return document;
    }

    public Task<bool> CloseWorkAsync(TenantId tenant, EventId id, string note, CancellationToken cancellation) => ChangeAsync(
        "Inbox.CloseWork", tenant, id, @event => @event.Status is EventStatus.Work ? @event with { Status = EventStatus.Closed, Note = note } : null, cancellation);

    private Task<bool> ChangeAsync(string name, TenantId tenant, EventId id, Func<InboundEvent, InboundEvent?> change, CancellationToken cancellation) => store.WriteAsync(
        name,
        tenant,
        tables =>
        {
            if (Find(tables, tenant, id) is not { } found || change(found) is not { } changed)
            {
                return false;
            }

            MemoryChecks.Check(changed);
            tables.Events[id] = changed;
            return true;
        },
        cancellation);
}
