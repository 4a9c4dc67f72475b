using Npgsql;

namespace OdooGrains.Storage.Postgres;

/// <summary>
/// Commits sent marks where version and epoch still hold and the hot key is free; returns the numbers of those that hold, each with whether it was
/// marked. Effects and epochs are locked (<see cref="LockStatement"/>), so marks of one connection see those before them.
/// </summary>
internal static class MarkStatement
{
    // A mark changes only what a mark may change; the payload stays as it was planned. Of one hot key a batch marks the first.
    private const string Sql = """
        with holding as (
            select m.*, f.hot_key
            from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::bigint[], $8::text[], $9::int[], $10::bigint[], $11::timestamptz[])
                as m (n, tenant_id, channel_id, document_id, step, revision, expected, connection_id, attempts, epoch, sent_at)
            join effect f on f.tenant_id = m.tenant_id and f.channel_id = m.channel_id and f.document_id = m.document_id and f.step = m.step
                and f.revision = m.revision and f.version = m.expected and f.connection_id = m.connection_id
            where (select p.epoch from connection_epoch p where p.tenant_id = m.tenant_id and p.connection_id = m.connection_id) = m.epoch),
        free as (
            select distinct on (h.tenant_id, h.connection_id, h.hot_key) h.*
            from holding h
            where not exists (
                select from effect o
                where o.tenant_id = h.tenant_id and o.connection_id = h.connection_id and o.hot_key = h.hot_key and o.status in ('sent', 'in_doubt')
                    and (o.channel_id, o.document_id, o.step, o.revision) <> (h.channel_id, h.document_id, h.step, h.revision))
            order by h.tenant_id, h.connection_id, h.hot_key, h.n),
        marked as (
            update effect f set status = 'sent', attempts = m.attempts, epoch = m.epoch, sent_at = m.sent_at, version = f.version + 1
            from free m
            where f.tenant_id = m.tenant_id and f.channel_id = m.channel_id and f.document_id = m.document_id and f.step = m.step and f.revision = m.revision
            returning m.n)
        select h.n, h.n in (select n from marked) from holding h
        """;

    public static NpgsqlBatchCommand Of(IReadOnlyList<MarkWrite> writes)
    {
        var marks = writes.Select(write => write.Marked).ToList();
        var command = new NpgsqlBatchCommand(Sql);
        var parameters = command.Parameters;
        parameters.AddIntegers(Enumerable.Range(0, marks.Count));
        parameters.AddTexts(marks.Select(mark => mark.Key.Document.Tenant.Value));
        parameters.AddTexts(marks.Select(mark => mark.Key.Document.Channel.Value));
        parameters.AddTexts(marks.Select(mark => mark.Key.Document.Id));
        parameters.AddTexts(marks.Select(mark => mark.Key.Step));
        parameters.AddIntegers(marks.Select(mark => mark.Key.Revision));
        parameters.AddNumbers(marks.Select(mark => mark.Version));
        parameters.AddTexts(marks.Select(mark => mark.Connection.Value));
        parameters.AddIntegers(marks.Select(mark => mark.Attempts));
        parameters.AddNumbers(marks.Select(mark => mark.Epoch));
        parameters.AddTimes(marks.Select(mark => mark.SentAt));
        return command;
    }
}
