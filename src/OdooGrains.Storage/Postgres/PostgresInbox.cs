using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Formats;
using OdooGrains.Storage.Inbox;

namespace OdooGrains.Storage.Postgres;

/// <inheritdoc cref="IInbox"/>
internal sealed class PostgresInbox(PostgresWriter writer, PostgresSources sources) : IInbox
{
    public Task<Accepted> AcceptAsync(InboundEvent @event, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(@event);
        return writer.RunAsync(new AcceptWrite(@event, cancellation));
    }

    // Events of the channel itself, and what other connections tell of its document: each part has an index of its own.
    private const string Open = $"""
        select * from (
            select {PostgresRows.EventColumns}, body from inbox
            where tenant_id = $1 and connection_id = $2 and document_id = $3 and channel_id is null and status = 'open'
            union all
            select {PostgresRows.EventColumns}, body from inbox
            where tenant_id = $1 and channel_id = $2 and document_id = $3 and status = 'open') found
        order by received_at, event_id limit $4
        """;

    public async Task<IReadOnlyList<InboundEvent>> OpenAsync(DocumentKey document, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Readers, document.Tenant.Value, Open, parameters => { AddKey(parameters, document); parameters.AddInteger(limit); }, PostgresRows.EventWithBody, cancellation);

    private const string OfDocument = $"""
        select * from (
            select {PostgresRows.EventColumns} from inbox where tenant_id = $1 and connection_id = $2 and document_id = $3 and channel_id is null
            union all
            select {PostgresRows.EventColumns} from inbox where tenant_id = $1 and channel_id = $2 and document_id = $3
            order by received_at desc, event_id desc limit $4) newest
        order by received_at, event_id
        """;

    public async Task<IReadOnlyList<InboundEvent>> OfDocumentAsync(DocumentKey document, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Readers, document.Tenant.Value, OfDocument, parameters => { AddKey(parameters, document); parameters.AddInteger(limit); }, PostgresRows.Event, cancellation);

    private const string Find = $"select {PostgresRows.EventColumns}, body from inbox where tenant_id = $1 and event_id = $2";

    public Task<InboundEvent?> FindAsync(TenantId tenant, EventId id, CancellationToken cancellation) => PostgresCalls.FirstAsync(
        sources.Readers, tenant.Value, Find, parameters => { parameters.AddText(tenant.Value); parameters.AddId(id.Value); }, PostgresRows.EventWithBody, cancellation);

    private const string List = $"""
        select {PostgresRows.EventColumns} from inbox
        where tenant_id = $1 and ($2 is null or connection_id = $2) and ($3 is null or status = $3) and ($4 is null or event_id < $4)
        order by event_id desc limit $5
        """;

    public async Task<IReadOnlyList<InboundEvent>> ListAsync(
        TenantId tenant, ConnectionId? connection, EventStatus? status, EventId? before, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Readers,
        tenant.Value,
        List,
        parameters =>
        {
            parameters.AddText(tenant.Value);
            parameters.AddText(connection?.Value);
            parameters.AddText(status is { } wanted ? Words<EventStatus>.Of(wanted) : null);
            parameters.AddId(before?.Value);
            parameters.AddInteger(limit);
        },
        PostgresRows.Event,
        cancellation);

    private const string ToWork = """
        update inbox set status = 'work', owner = $3, deadline = $4, note = $5 where tenant_id = $1 and event_id = $2 and status = 'open' returning true
        """;

    public Task<bool> ToWorkAsync(TenantId tenant, EventId id, string owner, DateTimeOffset deadline, string note, CancellationToken cancellation) => PostgresCalls.WriteAsync(
        sources.Singles,
        tenant.Value,
        ToWork,
        parameters =>
        {
            parameters.AddText(tenant.Value);
            parameters.AddId(id.Value);
            parameters.AddText(owner);
            parameters.AddTime(deadline);
            parameters.AddText(note);
        },
        row => row.GetBoolean(0),
        cancellation);

    private const string Reopen = """
        update inbox set status = 'open', owner = null, deadline = null, note = null
        where tenant_id = $1 and event_id = $2 and status = 'work' and document_id is not null returning true
        """;

    public Task<bool> ReopenAsync(TenantId tenant, EventId id, CancellationToken cancellation) => PostgresCalls.WriteAsync(
        sources.Singles, tenant.Value, Reopen, parameters => { parameters.AddText(tenant.Value); parameters.AddId(id.Value); }, row => row.GetBoolean(0), cancellation);

    private const string Readdress = """
        with found as (
            select document_id from document_reference where tenant_id = $1 and channel_id = $2 and kind = $3 and reference = $4),
        readdressed as (
            update inbox i set document_id = f.document_id from found f
            where i.tenant_id = $1 and i.channel_id = $2 and i.document_id = $5 and i.status = 'open')
        select document_id from found
        """;

    public async Task<DocumentKey?> ReaddressAsync(TenantId tenant, ConnectionId channel, DocumentReference reference, CancellationToken cancellation)
    {
        var document = await PostgresCalls.WriteAsync(
            sources.Singles,
            tenant.Value,
            Readdress,
            parameters =>
            {
                parameters.AddText(tenant.Value);
                parameters.AddText(channel.Value);
                parameters.AddText(reference.Kind);
                parameters.AddText(reference.Value);
                parameters.AddText(reference.DocumentId);
            },
            row => row.GetString(0),
            cancellation);
        return document is null ? null : new(tenant, channel, document);
    }

    private const string CloseWork = "update inbox set status = 'closed', note = $3 where tenant_id = $1 and event_id = $2 and status = 'work' returning true";

    public Task<bool> CloseWorkAsync(TenantId tenant, EventId id, string note, CancellationToken cancellation) => PostgresCalls.WriteAsync(
        sources.Singles,
        tenant.Value,
        CloseWork,
        parameters => { parameters.AddText(tenant.Value); parameters.AddId(id.Value); parameters.AddText(note); },
        row => row.GetBoolean(0),
        cancellation);

    private static void AddKey(Npgsql.NpgsqlParameterCollection parameters, DocumentKey document)
    {
        parameters.AddText(document.Tenant.Value);
        parameters.AddText(document.Channel.Value);
        parameters.AddText(document.Id);
    }
}
