using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Formats;
using OdooGrains.Storage.Inbox;

namespace OdooGrains.Storage.Sqlite;

/// <inheritdoc cref="IInbox"/>
internal sealed class SqliteInbox(SqliteWriter writer, SqliteReaders readers) : IInbox
{
    private const string FindDelivery = """
        select event_id, body_changed from inbox
        where tenant_id = $1 and connection_id = $2 and delivery_id = $3 and delivery_id <> '' and body_hash = $4
        """;

    private const string FindBody = "select event_id, body_changed from inbox where tenant_id = $1 and connection_id = $2 and topic = $3 and body_hash = $4";

    private const string HasDelivery = "select 1 from inbox where tenant_id = $1 and connection_id = $2 and delivery_id = $3 and delivery_id <> '' limit 1";

    private const string Insert = $"""
        insert into inbox ({SqliteRows.EventColumns}, body) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
        """;

    public Task<Accepted> AcceptAsync(InboundEvent @event, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(@event);
        return writer.RunAsync(@event.Connection.Tenant, session => Accept(session, @event), cancellation);
    }

    private static Accepted Accept(SqliteSession session, InboundEvent @event)
    {
        var (tenant, connection) = (@event.Connection.Tenant, @event.Connection.Connection);
        var known = session.First(FindDelivery, ToDuplicate, tenant, connection, @event.DeliveryId, @event.BodyHash)
            ?? session.First(FindBody, ToDuplicate, tenant, connection, @event.Topic, @event.BodyHash);
        if (known is { } duplicate)
        {
            return duplicate;
        }

        var changed = session.First(HasDelivery, _ => true, tenant, connection, @event.DeliveryId);
        session.Execute(
            Insert, tenant, @event.Id, connection, @event.Topic, @event.DeliveryId, @event.DocumentId, @event.ObjectUpdatedAt, @event.ReceivedAt,
            @event.BodyHash, Words<EventStatus>.Of(@event.Status), changed, @event.Owner, @event.Deadline, @event.Note, @event.TraceParent, (long)@event.Lane,
            @event.Channel, @event.Body);
        return new(@event.Id, IsDuplicate: false, changed);
    }

    private static Accepted? ToDuplicate(Microsoft.Data.Sqlite.SqliteDataReader row) => new(new(row.Id(0)), IsDuplicate: true, row.Number(1) != 0);

    // Events of the channel itself, and what other connections tell of its document: each part has an index of its own.
    private const string Open = $"""
        select {SqliteRows.EventColumns}, body from inbox
        where tenant_id = $1 and connection_id = $2 and document_id = $3 and channel_id is null and status = 'open'
        union all
        select {SqliteRows.EventColumns}, body from inbox where tenant_id = $1 and channel_id = $2 and document_id = $3 and status = 'open'
        order by received_at, event_id limit $4
        """;

    public async Task<IReadOnlyList<InboundEvent>> OpenAsync(DocumentKey document, int limit, CancellationToken cancellation)
        => await readers.ReadAsync(session => session.Query(Open, SqliteRows.EventWithBody, document.Tenant, document.Channel, document.Id, limit), cancellation);

    private const string OfDocument = $"""
        select * from (
            select {SqliteRows.EventColumns} from inbox where tenant_id = $1 and connection_id = $2 and document_id = $3 and channel_id is null
            union all
            select {SqliteRows.EventColumns} from inbox where tenant_id = $1 and channel_id = $2 and document_id = $3
            order by received_at desc, event_id desc limit $4)
        order by received_at, event_id
        """;

    public async Task<IReadOnlyList<InboundEvent>> OfDocumentAsync(DocumentKey document, int limit, CancellationToken cancellation)
        => await readers.ReadAsync(session => session.Query(OfDocument, SqliteRows.Event, document.Tenant, document.Channel, document.Id, limit), cancellation);

    private const string Find = $"select {SqliteRows.EventColumns}, body from inbox where tenant_id = $1 and event_id = $2";

    public Task<InboundEvent?> FindAsync(TenantId tenant, EventId id, CancellationToken cancellation)
        => readers.ReadAsync(session => session.First(Find, SqliteRows.EventWithBody, tenant, id), cancellation);

    private const string List = $"""
        select {SqliteRows.EventColumns} from inbox
        where tenant_id = $1 and ($2 is null or connection_id = $2) and ($3 is null or status = $3) and ($4 is null or event_id < $4)
        order by event_id desc limit $5
        """;

    public async Task<IReadOnlyList<InboundEvent>> ListAsync(
        TenantId tenant, ConnectionId? connection, EventStatus? status, EventId? before, int limit, CancellationToken cancellation)
    {
        var word = status is { } wanted ? Words<EventStatus>.Of(wanted) : null;
        return await readers.ReadAsync(session => session.Query(List, SqliteRows.Event, tenant, connection, word, before, limit), cancellation);
    }

    private const string ToWork = """
        update inbox set status = 'work', owner = $3, deadline = $4, note = $5 where tenant_id = $1 and event_id = $2 and status = 'open'
        """;

    public Task<bool> ToWorkAsync(TenantId tenant, EventId id, string owner, DateTimeOffset deadline, string note, CancellationToken cancellation)
        => writer.RunAsync(tenant, session => session.Execute(ToWork, tenant, id, owner, deadline, note) == 1, cancellation);

    private const string Reopen = """
        update inbox set status = 'open', owner = null, deadline = null, note = null
        where tenant_id = $1 and event_id = $2 and status = 'work' and document_id is not null
        """;

    public Task<bool> ReopenAsync(TenantId tenant, EventId id, CancellationToken cancellation)
        => writer.RunAsync(tenant, session => session.Execute(Reopen, tenant, id) == 1, cancellation);

    private const string FindReference = """
        select document_id from document_reference where tenant_id = $1 and channel_id = $2 and kind = $3 and reference = $4
        """;

    private const string Readdress = "update inbox set document_id = $4 where tenant_id = $1 and channel_id = $2 and document_id = $3 and status = 'open'";

    public Task<DocumentKey?> ReaddressAsync(TenantId tenant, ConnectionId channel, DocumentReference reference, CancellationToken cancellation) => writer.RunAsync<DocumentKey?>(
        tenant,
        session =>
        {
            if (session.First(FindReference, row => row.Text(0), tenant, channel, reference.Kind, reference.Value) is not { } document)
            {
                return null;
            }

            session.Execute(Readdress, tenant, channel, reference.DocumentId, document);
            return new(tenant, channel, document);
        },
        cancellation);

    private const string CloseWork = "update inbox set status = 'closed', note = $3 where tenant_id = $1 and event_id = $2 and status = 'work'";

    public Task<bool> CloseWorkAsync(TenantId tenant, EventId id, string note, CancellationToken cancellation)
        => writer.RunAsync(tenant, session => session.Execute(CloseWork, tenant, id, note) == 1, cancellation);
}
