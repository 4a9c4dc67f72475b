using Npgsql;
using OdooGrains.Domain.Events;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Postgres;

/// <summary>
/// Inserts events and says of each what became of it. An event that conflicts with a row that this statement cannot see yet (one that was
/// committed since it began, or one of its own) comes back with neither outcome; the next round sees that row.
/// </summary>
internal static class AcceptStatement
{
    private const string Sql = """
        with event as materialized (
            select * from unnest($1::int[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[],
                $10::bytea[], $11::bytea[], $12::text[], $13::text[], $14::timestamptz[], $15::text[], $16::text[])
                as e (n, tenant_id, event_id, connection_id, topic, delivery_id, document_id, object_updated_at, received_at,
                    body, body_hash, status, owner, deadline, note, trace_parent)),
        added as (
            insert into inbox (tenant_id, event_id, connection_id, topic, delivery_id, document_id, object_updated_at, received_at,
                body, body_hash, status, owner, deadline, note, trace_parent, body_changed)
            select e.tenant_id, e.event_id, e.connection_id, e.topic, e.delivery_id, e.document_id, e.object_updated_at, e.received_at,
                e.body, e.body_hash, e.status, e.owner, e.deadline, e.note, e.trace_parent,
                e.delivery_id <> '' and exists (
                    select 1 from inbox i where i.tenant_id = e.tenant_id and i.connection_id = e.connection_id and i.delivery_id = e.delivery_id
                        and i.delivery_id <> '' and not i.body_changed and i.body_hash <> e.body_hash)
            from event e
            -- The same delivery with the same body is a duplicate also where its unsigned topic differs and the delivery id came with a third body.
            where not exists (
                select 1 from inbox i where i.tenant_id = e.tenant_id and i.connection_id = e.connection_id and i.delivery_id = e.delivery_id
                    and i.delivery_id <> '' and i.body_changed and i.body_hash = e.body_hash)
            order by e.tenant_id, e.connection_id, e.delivery_id, e.topic, e.body_hash
            on conflict do nothing
            returning tenant_id, event_id, body_changed)
        select e.n, a.event_id is not null, coalesce(a.event_id, same_delivery.event_id, changed_delivery.event_id, same_body.event_id),
            coalesce(a.body_changed, same_delivery.body_changed, changed_delivery.body_changed, same_body.body_changed)
        from event e
        left join added a on a.tenant_id = e.tenant_id and a.event_id = e.event_id
        left join lateral (
            select i.event_id, i.body_changed from inbox i
            where a.event_id is null and i.tenant_id = e.tenant_id and i.connection_id = e.connection_id and i.delivery_id = e.delivery_id
                and i.delivery_id <> '' and not i.body_changed and i.body_hash = e.body_hash) same_delivery on true
        left join lateral (
            select i.event_id, i.body_changed from inbox i
            where a.event_id is null and i.tenant_id = e.tenant_id and i.connection_id = e.connection_id and i.delivery_id = e.delivery_id
                and i.delivery_id <> '' and i.body_changed and i.body_hash = e.body_hash) changed_delivery on true
        left join lateral (
            select i.event_id, i.body_changed from inbox i
            where a.event_id is null and i.tenant_id = e.tenant_id and i.connection_id = e.connection_id and i.topic = e.topic
                and i.body_hash = e.body_hash) same_body on true
        """;

    public static NpgsqlBatchCommand Of(IReadOnlyList<AcceptWrite> writes)
    {
        var events = writes.Select(write => write.Event).ToList();
        var command = new NpgsqlBatchCommand(Sql);
        var parameters = command.Parameters;
        parameters.AddIntegers(Enumerable.Range(0, events.Count));
        parameters.AddTexts(events.Select(e => e.Connection.Tenant.Value));
        parameters.AddIds(events.Select(e => e.Id.Value));
        parameters.AddTexts(events.Select(e => e.Connection.Connection.Value));
        parameters.AddTexts(events.Select(e => e.Topic));
        parameters.AddTexts(events.Select(e => e.DeliveryId));
        parameters.AddTexts(events.Select(e => e.DocumentId));
        parameters.AddTimes(events.Select(e => e.ObjectUpdatedAt));
        parameters.AddTimes(events.Select(e => (DateTimeOffset?)e.ReceivedAt));
        parameters.AddManyBytes(events.Select(e => e.Body));
        parameters.AddManyBytes(events.Select(e => e.BodyHash));
        parameters.AddTexts(events.Select(e => Words<EventStatus>.Of(e.Status)));
        parameters.AddTexts(events.Select(e => e.Owner));
        parameters.AddTimes(events.Select(e => e.Deadline));
        parameters.AddTexts(events.Select(e => e.Note));
        parameters.AddTexts(events.Select(e => e.TraceParent));
        return command;
    }
}
