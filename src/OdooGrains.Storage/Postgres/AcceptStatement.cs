using Npgsql;
using OdooGrains.Domain.Events;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Postgres;

/// <summary>
/// Inserts events and says of each what became of it. An event that conflicts with a row that this statement cannot see yet (one that was
/// committed since it began, or one of its own) comes back without a stored id; the next round sees that row.
/// </summary>
internal static class AcceptStatement
{
    // Look-ups are scalar or lateral, never joins: the planner then has no choice but the unique index, whatever it believes of the table's size.
    private const string Sql = """
        with event as materialized (
            select * from unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[],
                $9::bytea[], $10::bytea[], $11::text[], $12::text[], $13::timestamptz[], $14::text[], $15::text[], $16::integer[], $17::text[])
                as e (tenant_id, event_id, connection_id, topic, delivery_id, document_id, object_updated_at, received_at,
                    body, body_hash, status, owner, deadline, note, trace_parent, lane, channel_id)),
        added as (
            insert into inbox (tenant_id, event_id, connection_id, topic, delivery_id, document_id, object_updated_at, received_at,
                body, body_hash, status, owner, deadline, note, trace_parent, lane, channel_id, body_changed)
            select e.tenant_id, e.event_id, e.connection_id, e.topic, e.delivery_id, e.document_id, e.object_updated_at, e.received_at,
                e.body, e.body_hash, e.status, e.owner, e.deadline, e.note, e.trace_parent, e.lane, e.channel_id,
                coalesce((
                    select i.body_hash <> e.body_hash from inbox i where i.tenant_id = e.tenant_id and i.connection_id = e.connection_id
                        and i.delivery_id = e.delivery_id and i.delivery_id <> '' and not i.body_changed), false)
            from event e
            -- The same delivery with the same body is a duplicate also where its unsigned topic differs and the delivery id came with a third body.
            where (
                select true from inbox i where i.tenant_id = e.tenant_id and i.connection_id = e.connection_id and i.delivery_id = e.delivery_id
                    and i.delivery_id <> '' and i.body_changed and i.body_hash = e.body_hash) is null
            on conflict do nothing
            returning event_id, body_changed)
        select event_id, true, event_id, body_changed from added
        union all
        select e.event_id, false, known.event_id, known.body_changed
        from event e left join lateral (
            (select i.event_id, i.body_changed, 1 as rank from inbox i where i.tenant_id = e.tenant_id and i.connection_id = e.connection_id
                and i.delivery_id = e.delivery_id and i.delivery_id <> '' and not i.body_changed and i.body_hash = e.body_hash)
            union all
            (select i.event_id, i.body_changed, 2 from inbox i where i.tenant_id = e.tenant_id and i.connection_id = e.connection_id
                and i.delivery_id = e.delivery_id and i.delivery_id <> '' and i.body_changed and i.body_hash = e.body_hash)
            union all
            (select i.event_id, i.body_changed, 3 from inbox i where i.tenant_id = e.tenant_id and i.connection_id = e.connection_id
                and i.topic = e.topic and i.body_hash = e.body_hash)
            order by rank limit 1) known on true
        where (e.event_id in (select a.event_id from added a)) is not true
        """;

    public static NpgsqlBatchCommand Of(IReadOnlyList<AcceptWrite> writes)
    {
        // In one order for all writers, so that two that insert the same events do not lock each other out.
        var events = writes.Select(write => write.Event)
            .OrderBy(e => e.Connection.Tenant.Value, StringComparer.Ordinal)
            .ThenBy(e => e.Connection.Connection.Value, StringComparer.Ordinal)
            .ThenBy(e => e.DeliveryId, StringComparer.Ordinal)
            .ThenBy(e => e.Topic, StringComparer.Ordinal)
            .ToList();
        var command = new NpgsqlBatchCommand(Sql);
        var parameters = command.Parameters;
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
        parameters.AddIntegers(events.Select(e => (int)e.Lane));
        parameters.AddTexts(events.Select(e => e.Channel?.Value));
        return command;
    }
}
