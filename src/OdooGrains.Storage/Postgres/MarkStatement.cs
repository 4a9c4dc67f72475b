using Npgsql;

namespace OdooGrains.Storage.Postgres;

/// <summary>Commits sent marks where version and epoch still hold; returns their numbers. Effect and epoch are locked (<see cref="LockStatement"/>).</summary>
internal static class MarkStatement
{
    // A mark changes only what a mark may change; the payload stays as it was planned.
    private const string Sql = """
        update effect f set status = 'sent', attempts = m.attempts, epoch = m.epoch, sent_at = m.sent_at, version = f.version + 1
        from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::bigint[], $8::text[], $9::int[], $10::bigint[], $11::timestamptz[])
                as m (n, tenant_id, channel_id, document_id, step, revision, expected, connection_id, attempts, epoch, sent_at)
            join connection_epoch p on p.tenant_id = m.tenant_id and p.connection_id = m.connection_id and p.epoch = m.epoch
        where f.tenant_id = m.tenant_id and f.channel_id = m.channel_id and f.document_id = m.document_id and f.step = m.step
            and f.revision = m.revision and f.version = m.expected and f.connection_id = m.connection_id
        returning m.n
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
