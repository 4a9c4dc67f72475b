using Npgsql;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Postgres;

/// <inheritdoc cref="IEffectStore"/>
internal sealed class PostgresEffectStore(PostgresWriter writer, PostgresSources sources) : IEffectStore
{
    private const string TakeEpoch = """
        insert into connection_epoch as p (tenant_id, connection_id, epoch) values ($1, $2, 1)
        on conflict (tenant_id, connection_id) do update set epoch = p.epoch + 1 returning epoch
        """;

    public Task<long> TakeEpochAsync(ConnectionKey connection, CancellationToken cancellation) => PostgresCalls.WriteAsync(
        sources.Singles, connection.Tenant.Value, TakeEpoch, parameters => AddKey(parameters, connection), row => row.GetInt64(0), cancellation);

    private const string CurrentEpoch = "select epoch from connection_epoch where tenant_id = $1 and connection_id = $2";

    public Task<long> CurrentEpochAsync(ConnectionKey connection, CancellationToken cancellation) => PostgresCalls.FirstAsync(
        sources.Readers, connection.Tenant.Value, CurrentEpoch, parameters => AddKey(parameters, connection), row => row.GetInt64(0), cancellation);

    public Task<MarkOutcome> MarkSentAsync(Effect marked, CancellationToken cancellation)
    {
        DocumentCommits.CheckMark(marked);
        return writer.RunAsync(new MarkWrite(marked, cancellation));
    }

    // One scan of the index a lane, and one of what is unsettled: a backlog of one lane hides nothing of another.
    private const string Due = $"""
        select {PostgresRows.EffectColumns} from (
            (select * from effect
            where tenant_id = $1 and connection_id = $2 and status in ('sent', 'in_doubt') and ((status = 'in_doubt' and due_at <= $4) or (status = 'sent' and epoch < $3))
            order by due_at limit $5)
            union all
            select planned.* from generate_series(0, 5) as lanes (number) cross join lateral (
                select * from effect
                where tenant_id = $1 and connection_id = $2 and lane = lanes.number::smallint and status in ('planned', 'sent', 'in_doubt') and status = 'planned' and due_at <= $4
                order by due_at limit $5) planned) due
        order by lane, due_at, channel_id, document_id, step, revision
        """;

    public async Task<IReadOnlyList<Effect>> DueAsync(ConnectionKey connection, long epoch, DateTimeOffset now, int limit, CancellationToken cancellation)
        => await PostgresCalls.QueryAsync(
            sources.Readers,
            connection.Tenant.Value,
            Due,
            parameters =>
            {
                AddKey(parameters, connection);
                parameters.AddNumber(epoch);
                parameters.AddTime(now);
                parameters.AddInteger(limit);
            },
            PostgresRows.Effect,
            cancellation);

    private const string Depth = """
        select lane, operation, status, count(*)::int, min(planned_at) from effect
        where tenant_id = $1 and connection_id = $2 and status in ('planned', 'sent', 'in_doubt')
        group by lane, operation, status order by lane, operation collate "C", status collate "C"
        """;

    public async Task<IReadOnlyList<OperationDepth>> DepthAsync(ConnectionKey connection, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Readers,
        connection.Tenant.Value,
        Depth,
        parameters => AddKey(parameters, connection),
        row => new OperationDepth((Lane)row.GetInt16(0), row.Text(1), Words<EffectStatus>.Parse(row.Text(2)), row.GetInt32(3), row.Time(4)),
        cancellation);

    private const string Unsettled = "select count(*)::int from effect where tenant_id = $1 and connection_id = $2 and status in ('sent', 'in_doubt')";

    public Task<int> UnsettledAsync(ConnectionKey connection, CancellationToken cancellation) => PostgresCalls.FirstAsync(
        sources.Readers, connection.Tenant.Value, Unsettled, parameters => AddKey(parameters, connection), row => row.GetInt32(0), cancellation);

    private const string UnsettledDocuments = """
        select distinct tenant_id, channel_id, document_id from effect
        where tenant_id = $1 and connection_id = $2 and status in ('sent', 'in_doubt')
        order by tenant_id, channel_id, document_id limit $3
        """;

    public async Task<IReadOnlyList<DocumentKey>> UnsettledDocumentsAsync(ConnectionKey connection, int limit, CancellationToken cancellation)
        => await PostgresCalls.QueryAsync(
            sources.Readers, connection.Tenant.Value, UnsettledDocuments, parameters => { AddKey(parameters, connection); parameters.AddInteger(limit); }, PostgresRows.Key, cancellation);

    private static void AddKey(NpgsqlParameterCollection parameters, ConnectionKey connection)
    {
        parameters.AddText(connection.Tenant.Value);
        parameters.AddText(connection.Connection.Value);
    }
}
