using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Sqlite;

/// <inheritdoc cref="IEffectStore"/>
internal sealed class SqliteEffectStore(SqliteWriter writer, SqliteReaders readers) : IEffectStore
{
    private const string TakeEpoch = """
        insert into connection_epoch (tenant_id, connection_id, epoch) values ($1, $2, 1)
        on conflict (tenant_id, connection_id) do update set epoch = epoch + 1 returning epoch
        """;

    public Task<long> TakeEpochAsync(ConnectionKey connection, CancellationToken cancellation)
        => writer.RunAsync(connection.Tenant, session => session.First(TakeEpoch, row => row.Number(0), connection.Tenant, connection.Connection), cancellation);

    private const string CurrentEpoch = "select epoch from connection_epoch where tenant_id = $1 and connection_id = $2";

    public Task<long> CurrentEpochAsync(ConnectionKey connection, CancellationToken cancellation)
        => readers.ReadAsync(session => session.First(CurrentEpoch, row => row.Number(0), connection.Tenant, connection.Connection), cancellation);

    // A mark changes only what a mark may change; the payload stays as it was planned.
    private const string Mark = """
        update effect set status = 'sent', attempts = $8, epoch = $9, sent_at = $10, version = version + 1
        where tenant_id = $1 and channel_id = $2 and document_id = $3 and step = $4 and revision = $5 and version = $6 and connection_id = $7
            and exists (select 1 from connection_epoch where tenant_id = $1 and connection_id = $7 and epoch = $9)
        """;

    private const string Busy = """
        select 1 from effect
        where tenant_id = $1 and connection_id = $6 and status in ('sent', 'in_doubt')
            and hot_key = (
                select hot_key from effect where tenant_id = $1 and channel_id = $2 and document_id = $3 and step = $4 and revision = $5 and version = $7)
            and (channel_id, document_id, step, revision) <> ($2, $3, $4, $5)
            and exists (select 1 from connection_epoch where tenant_id = $1 and connection_id = $6 and epoch = $8)
        """;

    public Task<MarkOutcome> MarkSentAsync(Effect marked, CancellationToken cancellation)
    {
        DocumentCommits.CheckMark(marked);
        return writer.RunAsync(marked.Key.Document.Tenant, session => MarkSent(session, marked), cancellation);
    }

    private static MarkOutcome MarkSent(SqliteSession session, Effect marked)
    {
        var (document, step, revision) = (marked.Key.Document, marked.Key.Step, marked.Key.Revision);
        if (session.First(Busy, _ => true, document.Tenant, document.Channel, document.Id, step, revision, marked.Connection, marked.Version, marked.Epoch))
        {
            return new MarkOutcome.Busy();
        }

        return session.Execute(
            Mark, document.Tenant, document.Channel, document.Id, step, revision, marked.Version, marked.Connection, marked.Attempts, marked.Epoch, marked.SentAt) == 1
            ? new MarkOutcome.Marked(marked with { Version = marked.Version + 1, SentAt = StoredTime.Cut(marked.SentAt) })
            : new MarkOutcome.Changed();
    }

    // One scan of the index a lane, and one of what is unsettled: a backlog of one lane hides nothing of another.
    private static readonly string Due = $"""
        select {SqliteRows.EffectColumns} from (
            select * from (select * from effect
                where tenant_id = $1 and connection_id = $2 and status in ('sent', 'in_doubt') and ((status = 'in_doubt' and due_at <= $4) or (status = 'sent' and epoch < $3))
                order by due_at limit $5)
            union all {string.Join(" union all ", Enum.GetValues<Lane>().Select(lane => $"""
            select * from (select * from effect
                where tenant_id = $1 and connection_id = $2 and lane = {(int)lane} and status in ('planned', 'sent', 'in_doubt') and status = 'planned' and due_at <= $4
                order by due_at limit $5)
            """))})
        order by lane, due_at, channel_id, document_id, step, revision
        """;

    public async Task<IReadOnlyList<Effect>> DueAsync(ConnectionKey connection, long epoch, DateTimeOffset now, int limit, CancellationToken cancellation)
        => await readers.ReadAsync(session => session.Query(Due, SqliteRows.Effect, connection.Tenant, connection.Connection, epoch, now, limit), cancellation);

    private const string Depth = """
        select lane, operation, status, count(*), min(planned_at) from effect
        where tenant_id = $1 and connection_id = $2 and status in ('planned', 'sent', 'in_doubt')
        group by lane, operation, status order by lane, operation, status
        """;

    public async Task<IReadOnlyList<OperationDepth>> DepthAsync(ConnectionKey connection, CancellationToken cancellation) => await readers.ReadAsync(
        session => session.Query(
            Depth,
            row => new OperationDepth((Lane)row.Number(0), row.Text(1), Words<EffectStatus>.Parse(row.Text(2)), (int)row.Number(3), row.Time(4)),
            connection.Tenant,
            connection.Connection),
        cancellation);

    private const string Unsettled = "select count(*) from effect where tenant_id = $1 and connection_id = $2 and status in ('sent', 'in_doubt')";

    public Task<int> UnsettledAsync(ConnectionKey connection, CancellationToken cancellation)
        => readers.ReadAsync(session => (int)session.First(Unsettled, row => row.Number(0), connection.Tenant, connection.Connection), cancellation);

    private const string UnsettledDocuments = """
        select distinct tenant_id, channel_id, document_id from effect
        where tenant_id = $1 and connection_id = $2 and status in ('sent', 'in_doubt')
        order by tenant_id, channel_id, document_id limit $3
        """;

    public async Task<IReadOnlyList<DocumentKey>> UnsettledDocumentsAsync(ConnectionKey connection, int limit, CancellationToken cancellation)
        => await readers.ReadAsync(session => session.Query(UnsettledDocuments, SqliteRows.Key, connection.Tenant, connection.Connection, limit), cancellation);
}
