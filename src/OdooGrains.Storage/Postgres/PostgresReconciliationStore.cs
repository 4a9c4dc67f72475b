using System.Text.Json;
using Npgsql;
using OdooGrains.Domain;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Formats;
using OdooGrains.Storage.Reconciliation;

namespace OdooGrains.Storage.Postgres;

/// <inheritdoc cref="IReconciliationStore"/>
internal sealed class PostgresReconciliationStore(PostgresSources sources) : IReconciliationStore
{
    private const string Columns = """
        tenant_id, run_id, subject, connection_id, feed, since, until, status, started_at, ended_at, compared, matched, drifts, repaired, left_to_person, sums, failure
        """;

    private const string Begin = $$"""
        insert into reconciliation ({{Columns}}) values ($1, $2, $3, $4, $5, $6, $7, 'running', $8, null, 0, 0, 0, 0, 0, '{}', null) on conflict do nothing returning true
        """;

    public Task<bool> BeginAsync(ReconciliationRun run, CancellationToken cancellation) => PostgresCalls.WriteAsync(
        sources.Singles,
        run.Connection.Tenant.Value,
        Begin,
        parameters =>
        {
            parameters.AddText(run.Connection.Tenant.Value);
            parameters.AddId(run.Id);
            parameters.AddText(Words<ReconciliationSubject>.Of(run.Subject));
            parameters.AddText(run.Connection.Connection.Value);
            parameters.AddText(run.Feed);
            parameters.AddTime(run.Window.Since);
            parameters.AddTime(run.Window.Until);
            parameters.AddTime(run.StartedAt);
        },
        row => row.GetBoolean(0),
        cancellation);

    private const string End = """
        with ended as (
            update reconciliation set status = $3, ended_at = $4, compared = $5, matched = $6, drifts = $7, repaired = $8, left_to_person = $9, sums = $10, failure = $11, until = $12
            where tenant_id = $1 and run_id = $2 and status = 'running' returning tenant_id, run_id),
        found as (
            insert into reconciliation_drift (tenant_id, run_id, number, channel_id, document_id, cause, remedy, what, theirs, ours, since, settlement, owner)
            select e.tenant_id, e.run_id, d.number, d.channel_id, d.document_id, d.cause, d.remedy, d.what, d.theirs, d.ours, d.since, d.settlement, d.owner
            from ended e cross join unnest($13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::timestamptz[], $21::text[], $22::text[])
                with ordinality as d (channel_id, document_id, cause, remedy, what, theirs, ours, since, settlement, owner, number))
        select true from ended
        """;

    public Task<bool> EndAsync(ReconciliationRun run, IReadOnlyList<SettledDrift> drifts, CancellationToken cancellation) => PostgresCalls.WriteAsync(
        sources.Singles,
        run.Connection.Tenant.Value,
        End,
        parameters =>
        {
            parameters.AddText(run.Connection.Tenant.Value);
            parameters.AddId(run.Id);
            parameters.AddText(Words<RunStatus>.Of(run.Status));
            parameters.AddTime(run.EndedAt);
            parameters.AddNumber(run.Compared);
            parameters.AddNumber(run.Matched);
            parameters.AddNumber(run.Drifts);
            parameters.AddNumber(run.Repaired);
            parameters.AddNumber(run.LeftToPerson);
            parameters.AddJson(RunSums.Text(run.Sums));
            parameters.AddJsonOrNull(run.Failure is { } failure ? JsonSerializer.Serialize(failure, DomainJson.Default.Failure) : null);
            parameters.AddTime(run.Window.Until);
            AddDrifts(parameters, drifts);
        },
        row => row.GetBoolean(0),
        cancellation);

    private static void AddDrifts(NpgsqlParameterCollection parameters, IReadOnlyList<SettledDrift> drifts)
    {
        parameters.AddTexts(drifts.Select(settled => settled.Drift.Document.Channel.Value));
        parameters.AddTexts(drifts.Select(settled => settled.Drift.Document.Id));
        parameters.AddTexts(drifts.Select(settled => Words<DriftCause>.Of(settled.Drift.Cause)));
        parameters.AddTexts(drifts.Select(settled => Words<DriftRemedy>.Of(settled.Drift.Remedy)));
        parameters.AddTexts(drifts.Select(settled => settled.Drift.What));
        parameters.AddTexts(drifts.Select(settled => settled.Drift.Theirs));
        parameters.AddTexts(drifts.Select(settled => settled.Drift.Ours));
        parameters.AddTimes(drifts.Select(settled => (DateTimeOffset?)settled.Drift.Since));
        parameters.AddTexts(drifts.Select(settled => Words<DriftSettlement>.Of(settled.Settlement)));
        parameters.AddTexts(drifts.Select(settled => settled.Owner));
    }

    private const string Find = $"select {Columns} from reconciliation where tenant_id = $1 and run_id = $2";

    public Task<ReconciliationRun?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellation) => PostgresCalls.FirstAsync(
        sources.Readers, tenant.Value, Find, parameters => { parameters.AddText(tenant.Value); parameters.AddId(id); }, ToRun, cancellation);

    private const string Running = $"select {Columns} from reconciliation where tenant_id = $1 and subject = $2 and status = 'running' order by connection_id";

    public async Task<IReadOnlyList<ReconciliationRun>> RunningAsync(TenantId tenant, ReconciliationSubject subject, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Readers,
        tenant.Value,
        Running,
        parameters => { parameters.AddText(tenant.Value); parameters.AddText(Words<ReconciliationSubject>.Of(subject)); },
        ToRun,
        cancellation);

    private const string ComparedUntil = "select max(until) from reconciliation where tenant_id = $1 and connection_id = $2 and subject = $3 and status = 'done'";

    public Task<DateTimeOffset?> ComparedUntilAsync(ConnectionKey connection, ReconciliationSubject subject, CancellationToken cancellation) => PostgresCalls.FirstAsync(
        sources.Readers,
        connection.Tenant.Value,
        ComparedUntil,
        parameters =>
        {
            parameters.AddText(connection.Tenant.Value);
            parameters.AddText(connection.Connection.Value);
            parameters.AddText(Words<ReconciliationSubject>.Of(subject));
        },
        row => row.TimeOrNull(0),
        cancellation);

    private const string List = $"""
        select {Columns} from reconciliation
        where tenant_id = $1 and ($2 is null or subject = $2) and (started_at, run_id) < (coalesce($3, 'infinity'), coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
        order by started_at desc, run_id desc limit $5
        """;

    public async Task<IReadOnlyList<ReconciliationRun>> ListAsync(TenantId tenant, ReconciliationSubject? subject, RunCursor? before, int limit, CancellationToken cancellation)
        => await PostgresCalls.QueryAsync(
            sources.Readers,
            tenant.Value,
            List,
            parameters =>
            {
                parameters.AddText(tenant.Value);
                parameters.AddText(subject is { } one ? Words<ReconciliationSubject>.Of(one) : null);
                parameters.AddTime(before?.StartedAt);
                parameters.AddId(before?.Id);
                parameters.AddInteger(limit);
            },
            ToRun,
            cancellation);

    private const string Drifts = """
        select number, channel_id, document_id, cause, remedy, what, theirs, ours, since, settlement, owner, tenant_id from reconciliation_drift
        where tenant_id = $1 and run_id = $2 and number > $3 order by number limit $4
        """;

    public async Task<IReadOnlyList<StoredDrift>> DriftsAsync(TenantId tenant, Guid run, int after, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Readers,
        tenant.Value,
        Drifts,
        parameters =>
        {
            parameters.AddText(tenant.Value);
            parameters.AddId(run);
            parameters.AddInteger(after);
            parameters.AddInteger(limit);
        },
        ToDrift,
        cancellation);

    private const string Posted = $"""
        select {PostgresRows.EffectColumns} from effect
        where tenant_id = $1 and connection_id = $2 and settled_at > $3 and settled_at <= $4 and status = 'confirmed'
            and operation in ('order.invoice', 'order.payment', 'order.credit')
            and (channel_id, document_id, step, revision) > (coalesce($5, ''), coalesce($6, ''), coalesce($7, ''), $8)
        order by channel_id, document_id, step, revision limit $9
        """;

    public async Task<IReadOnlyList<Effect>> PostedAsync(ConnectionKey connection, DateTimeOffset from, DateTimeOffset to, EffectKey? after, int limit, CancellationToken cancellation)
        => await PostgresCalls.QueryAsync(
            sources.Readers,
            connection.Tenant.Value,
            Posted,
            parameters =>
            {
                parameters.AddText(connection.Tenant.Value);
                parameters.AddText(connection.Connection.Value);
                parameters.AddTime(from);
                parameters.AddTime(to);
                parameters.AddText(after?.Document.Channel.Value);
                parameters.AddText(after?.Document.Id);
                parameters.AddText(after?.Step);
                parameters.AddInteger(after?.Revision ?? 0);
                parameters.AddInteger(limit);
            },
            PostgresRows.Effect,
            cancellation);

    private const string Known = """
        select document_id, status, updated_at from document
        where tenant_id = $1 and channel_id = $2 and updated_at > $3 and updated_at <= $4 and document_id > coalesce($5, '') order by document_id limit $6
        """;

    public async Task<IReadOnlyList<KnownDocument>> KnownAsync(ConnectionKey channel, DateTimeOffset from, DateTimeOffset to, string? after, int limit, CancellationToken cancellation)
        => await PostgresCalls.QueryAsync(
            sources.Readers,
            channel.Tenant.Value,
            Known,
            parameters =>
            {
                parameters.AddText(channel.Tenant.Value);
                parameters.AddText(channel.Connection.Value);
                parameters.AddTime(from);
                parameters.AddTime(to);
                parameters.AddText(after);
                parameters.AddInteger(limit);
            },
            row => new KnownDocument(new(channel.Tenant, channel.Connection, row.Text(0)), row.Text(1), row.Time(2)),
            cancellation);

    private const string Referenced = "select document_id from document_reference where tenant_id = $1 and channel_id = $2 and kind = $3 and reference = $4";

    public Task<DocumentKey?> ReferencedAsync(ConnectionKey channel, DocumentReference reference, CancellationToken cancellation) => PostgresCalls.FirstAsync(
        sources.Readers,
        channel.Tenant.Value,
        Referenced,
        parameters =>
        {
            parameters.AddText(channel.Tenant.Value);
            parameters.AddText(channel.Connection.Value);
            parameters.AddText(reference.Kind);
            parameters.AddText(reference.Value);
        },
        row => (DocumentKey?)new DocumentKey(channel.Tenant, channel.Connection, row.Text(0)),
        cancellation);

    private static ReconciliationRun ToRun(NpgsqlDataReader row) => new()
    {
        Connection = new(new(row.Text(0)), new(row.Text(3))),
        Id = row.GetGuid(1),
        Subject = Words<ReconciliationSubject>.Parse(row.Text(2)),
        Feed = row.Text(4),
        Window = new(row.Time(5), row.Time(6)),
        Status = Words<RunStatus>.Parse(row.Text(7)),
        StartedAt = row.Time(8),
        EndedAt = row.TimeOrNull(9),
        Compared = row.GetInt64(10),
        Matched = row.GetInt64(11),
        Drifts = row.GetInt64(12),
        Repaired = row.GetInt64(13),
        LeftToPerson = row.GetInt64(14),
        Sums = RunSums.Parse(row.Text(15)),
        Failure = row.TextOrNull(16) is { } failure ? JsonSerializer.Deserialize(failure, DomainJson.Default.Failure) : null,
    };

    private static StoredDrift ToDrift(NpgsqlDataReader row) => new(
        row.GetInt32(0),
        new(
            new()
            {
                Document = new(new(row.Text(11)), new(row.Text(1)), row.Text(2)),
                Cause = Words<DriftCause>.Parse(row.Text(3)),
                Remedy = Words<DriftRemedy>.Parse(row.Text(4)),
                What = row.Text(5),
                Theirs = row.TextOrNull(6),
                Ours = row.TextOrNull(7),
                Since = row.Time(8),
            },
            Words<DriftSettlement>.Parse(row.Text(9)),
            row.TextOrNull(10)));
}
