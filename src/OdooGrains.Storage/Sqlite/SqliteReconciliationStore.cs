using System.Text.Json;
using Microsoft.Data.Sqlite;
using OdooGrains.Domain;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Formats;
using OdooGrains.Storage.Reconciliation;

namespace OdooGrains.Storage.Sqlite;

/// <inheritdoc cref="IReconciliationStore"/>
internal sealed class SqliteReconciliationStore(SqliteWriter writer, SqliteReaders readers) : IReconciliationStore
{
    private const string Columns = """
        tenant_id, run_id, subject, connection_id, feed, since, until, status, started_at, ended_at, compared, matched, drifts, repaired, left_to_person, sums, failure
        """;

    private const string Begin = $$"""
        insert into reconciliation ({{Columns}}) values ($1, $2, $3, $4, $5, $6, $7, 'running', $8, null, 0, 0, 0, 0, 0, '{}', null) on conflict do nothing
        """;

    public Task<bool> BeginAsync(ReconciliationRun run, CancellationToken cancellation) => writer.RunAsync(
        run.Connection.Tenant,
        session => session.Execute(
            Begin, run.Connection.Tenant, run.Id, Words<ReconciliationSubject>.Of(run.Subject), run.Connection.Connection, run.Feed, run.Window.Since, run.Window.Until, run.StartedAt) == 1,
        cancellation);

    private const string End = """
        update reconciliation set status = $3, ended_at = $4, compared = $5, matched = $6, drifts = $7, repaired = $8, left_to_person = $9, sums = $10, failure = $11, until = $12
        where tenant_id = $1 and run_id = $2 and status = 'running'
        """;

    private const string Found = """
        insert into reconciliation_drift (tenant_id, run_id, number, channel_id, document_id, cause, remedy, what, theirs, ours, since, settlement, owner)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """;

    public Task<bool> EndAsync(ReconciliationRun run, IReadOnlyList<SettledDrift> drifts, CancellationToken cancellation)
        => writer.RunAsync(run.Connection.Tenant, session => EndIn(session, run, drifts), cancellation);

    private static bool EndIn(SqliteSession session, ReconciliationRun run, IReadOnlyList<SettledDrift> drifts)
    {
        var tenant = run.Connection.Tenant;
        if (session.Execute(
            End, tenant, run.Id, Words<RunStatus>.Of(run.Status), run.EndedAt, run.Compared, run.Matched, run.Drifts, run.Repaired, run.LeftToPerson, RunSums.Text(run.Sums),
            run.Failure is { } failure ? JsonSerializer.Serialize(failure, DomainJson.Default.Failure) : null,
            run.Window.Until) == 0)
        {
            return false;
        }

        foreach (var (index, (drift, settlement, owner)) in drifts.Index())
        {
            session.Execute(
                Found, tenant, run.Id, index + 1, drift.Document.Channel, drift.Document.Id, Words<DriftCause>.Of(drift.Cause), Words<DriftRemedy>.Of(drift.Remedy),
                drift.What, drift.Theirs, drift.Ours, drift.Since, Words<DriftSettlement>.Of(settlement), owner);
        }

        return true;
    }

    private const string Find = $"select {Columns} from reconciliation where tenant_id = $1 and run_id = $2";

    public Task<ReconciliationRun?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellation)
        => readers.ReadAsync(session => session.First(Find, ToRun, tenant, id), cancellation);

    private const string Running = $"select {Columns} from reconciliation where tenant_id = $1 and subject = $2 and status = 'running' order by connection_id";

    public async Task<IReadOnlyList<ReconciliationRun>> RunningAsync(TenantId tenant, ReconciliationSubject subject, CancellationToken cancellation)
        => await readers.ReadAsync(session => session.Query(Running, ToRun, tenant, Words<ReconciliationSubject>.Of(subject)), cancellation);

    private const string ComparedUntil = "select max(until) from reconciliation where tenant_id = $1 and connection_id = $2 and subject = $3 and status = 'done'";

    public Task<DateTimeOffset?> ComparedUntilAsync(ConnectionKey connection, ReconciliationSubject subject, CancellationToken cancellation)
        => readers.ReadAsync(session => session.First(ComparedUntil, row => row.TimeOrNull(0), connection.Tenant, connection.Connection, Words<ReconciliationSubject>.Of(subject)), cancellation);

    private const string List = $"""
        select {Columns} from reconciliation
        where tenant_id = $1 and ($2 is null or subject = $2) and ($3 is null or (started_at, run_id) < ($3, $4))
        order by started_at desc, run_id desc limit $5
        """;

    public async Task<IReadOnlyList<ReconciliationRun>> ListAsync(TenantId tenant, ReconciliationSubject? subject, RunCursor? before, int limit, CancellationToken cancellation)
        => await readers.ReadAsync(
            session => session.Query(List, ToRun, tenant, subject is { } one ? Words<ReconciliationSubject>.Of(one) : null, before?.StartedAt, before?.Id, limit), cancellation);

    private const string Drifts = """
        select number, channel_id, document_id, cause, remedy, what, theirs, ours, since, settlement, owner, tenant_id from reconciliation_drift
        where tenant_id = $1 and run_id = $2 and number > $3 order by number limit $4
        """;

    public async Task<IReadOnlyList<StoredDrift>> DriftsAsync(TenantId tenant, Guid run, int after, int limit, CancellationToken cancellation)
        => await readers.ReadAsync(session => session.Query(Drifts, ToDrift, tenant, run, after, limit), cancellation);

    private const string Posted = $"""
        select {SqliteRows.EffectColumns} from effect
        where tenant_id = $1 and connection_id = $2 and settled_at > $3 and settled_at <= $4 and status = 'confirmed'
            and operation in ('order.invoice', 'order.payment', 'order.credit')
            and ($5 is null or (channel_id, document_id, step, revision) > ($5, $6, $7, $8))
        order by channel_id, document_id, step, revision limit $9
        """;

    public async Task<IReadOnlyList<Effect>> PostedAsync(ConnectionKey connection, DateTimeOffset from, DateTimeOffset to, EffectKey? after, int limit, CancellationToken cancellation)
        => await readers.ReadAsync(
            session => session.Query(
                Posted, SqliteRows.Effect, connection.Tenant, connection.Connection, from, to, after?.Document.Channel, after?.Document.Id, after?.Step, after?.Revision, limit),
            cancellation);

    private const string Known = """
        select document_id, status, updated_at from document
        where tenant_id = $1 and channel_id = $2 and updated_at > $3 and updated_at <= $4 and document_id > coalesce($5, '') order by document_id limit $6
        """;

    public async Task<IReadOnlyList<KnownDocument>> KnownAsync(ConnectionKey channel, DateTimeOffset from, DateTimeOffset to, string? after, int limit, CancellationToken cancellation)
        => await readers.ReadAsync(
            session => session.Query(
                Known, row => new KnownDocument(new(channel.Tenant, channel.Connection, row.Text(0)), row.Text(1), row.Time(2)), channel.Tenant, channel.Connection, from, to, after, limit),
            cancellation);

    private const string Referenced = "select document_id from document_reference where tenant_id = $1 and channel_id = $2 and kind = $3 and reference = $4";

    public Task<DocumentKey?> ReferencedAsync(ConnectionKey channel, DocumentReference reference, CancellationToken cancellation) => readers.ReadAsync(
        session => session.First(Referenced, row => (DocumentKey?)new DocumentKey(channel.Tenant, channel.Connection, row.Text(0)), channel.Tenant, channel.Connection, reference.Kind, reference.Value),
        cancellation);

    private static ReconciliationRun ToRun(SqliteDataReader row) => new()
    {
        Connection = new(new(row.Text(0)), new(row.Text(3))),
        Id = row.Id(1),
        Subject = Words<ReconciliationSubject>.Parse(row.Text(2)),
        Feed = row.Text(4),
        Window = new(row.Time(5), row.Time(6)),
        Status = Words<RunStatus>.Parse(row.Text(7)),
        StartedAt = row.Time(8),
        EndedAt = row.TimeOrNull(9),
        Compared = row.Number(10),
        Matched = row.Number(11),
        Drifts = row.Number(12),
        Repaired = row.Number(13),
        LeftToPerson = row.Number(14),
        Sums = RunSums.Parse(row.Text(15)),
        Failure = row.TextOrNull(16) is { } failure ? JsonSerializer.Deserialize(failure, DomainJson.Default.Failure) : null,
    };

    private static StoredDrift ToDrift(SqliteDataReader row) => new(
        (int)row.Number(0),
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
