using Microsoft.Data.Sqlite;
using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Alerts;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Sqlite;

/// <inheritdoc cref="IAlertStore"/>
internal sealed partial class SqliteAlertStore(SqliteWriter writer, SqliteReaders readers) : IAlertStore
{
    private const string AlertColumns = "alert.tenant_id, alert.alert_id, alert.kind, alert.connection_id, alert.document_id, alert.since, raised_at, ended_at, alert.owner";

    private const string Late = """
        select tenant_id, channel_id, document_id, deadline, status = 'held', coalesce(owner_name, owner) from document
        where deadline < $1 and ($2 is null or (deadline, tenant_id, channel_id, document_id) > ($2, $3, $4, $5))
            and not exists (
                select 1 from alert
                where alert.tenant_id = document.tenant_id and alert.kind = case when document.status = 'held' then 'hold' else 'stall' end
                    and alert.connection_id = document.channel_id and alert.document_id = document.document_id and ended_at is null)
        order by deadline, tenant_id, channel_id, document_id limit $6
        """;

    public async Task<IReadOnlyList<LateDocument>> LateAsync(DateTimeOffset now, LateDocument? after, int limit, CancellationToken cancellation) => await readers.ReadAsync(
        session => session.Query(
            Late,
            row => new LateDocument(SqliteRows.Key(row), row.Time(3), row.Number(4) == 1, row.Text(5)),
            now, after?.Deadline, after?.Document.Tenant, after?.Document.Channel, after?.Document.Id, limit),
        cancellation);

    private const string AuthFailed = """
        select tenant_id, connection_id, updated_at from connection
        where status = 'auth_failed' and not exists (
            select 1 from alert
            where alert.tenant_id = connection.tenant_id and alert.kind = 'auth' and alert.connection_id = connection.connection_id and alert.document_id = '' and ended_at is null)
        order by tenant_id, connection_id limit $1
        """;

    public async Task<IReadOnlyList<AlertCause>> AuthFailedAsync(int limit, CancellationToken cancellation) => await readers.ReadAsync(
        session => session.Query(AuthFailed, row => new AlertCause(new(new(row.Text(0)), AlertKind.Auth, new(row.Text(1))), row.Time(2)), limit), cancellation);

    private const string Open = $"""
        select {AlertColumns}, case when alert.kind <> 'feed' then deadline when connection.status = 'active' then late_at end,
            coalesce(document.status = 'held', false), connection.tenant_id is not null, coalesce(connection.status = 'auth_failed', false)
        from alert
        left join document on document.tenant_id = alert.tenant_id and channel_id = alert.connection_id and document.document_id = alert.document_id
        left join connection on connection.tenant_id = alert.tenant_id and connection.connection_id = alert.connection_id
        left join feed_cursor on alert.kind = 'feed' and feed_cursor.tenant_id = alert.tenant_id and feed_cursor.connection_id = alert.connection_id and feed = alert.document_id
        where ended_at is null and ($1 is null or alert_id > $1)
        order by alert_id limit $2
        """;

    public async Task<IReadOnlyList<OpenAlert>> OpenAsync(Guid? after, int limit, CancellationToken cancellation) => await readers.ReadAsync(
        session => session.Query(Open, row => new OpenAlert(ToAlert(row), new(row.TimeOrNull(9), row.Number(10) == 1, row.Number(11) == 1, row.Number(12) == 1)), after, limit),
        cancellation);

    private const string Count = "select tenant_id, kind, count(*) from alert where ended_at is null group by tenant_id, kind order by tenant_id, kind";

    public async Task<IReadOnlyList<OpenAlerts>> CountAsync(CancellationToken cancellation) => await readers.ReadAsync(
        session => session.Query(Count, row => new OpenAlerts(new TenantId(row.Text(0)), Words<AlertKind>.Parse(row.Text(1)), row.Number(2))), cancellation);

    private const string Raise = """
        insert into alert (tenant_id, alert_id, kind, connection_id, document_id, since, raised_at, owner) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing
        """;

    // What was told of an alert goes with it.
    private const string Untell = "delete from alert_message where tenant_id = $1 and alert_id in (select alert_id from alert where tenant_id = $1 and ended_at < $2)";

    private const string Forget = "delete from alert where tenant_id = $1 and ended_at < $2";

    private const string Tell = """
        insert into alert_message (tenant_id, alert_id, event, target, delivery, attempts, due_at)
        select $1, $2, $3, target, 'waiting', 0, $4 from (select 'platform' as target where $5 union all select 'tenant' from alert_webhook where tenant_id = $1)
        """;

    public Task<bool> RaiseAsync(Alert alert, bool toPlatform, DateTimeOffset forget, CancellationToken cancellation) => writer.RunAsync(
        alert.Key.Tenant,
        session =>
        {
            var (tenant, kind) = (alert.Key.Tenant, Words<AlertKind>.Of(alert.Key.Kind));
            if (session.Execute(Raise, tenant, alert.Id, kind, alert.Key.Connection, alert.Key.Document, alert.Since, alert.RaisedAt, alert.Owner) == 0)
            {
                return false;
            }

            session.Execute(Untell, tenant, forget);
            session.Execute(Forget, tenant, forget);
            session.Execute(Tell, tenant, alert.Id, Words<AlertEvent>.Of(AlertEvent.Raised), alert.RaisedAt, toPlatform);
            return true;
        },
        cancellation);

    private const string End = "update alert set ended_at = $3 where tenant_id = $1 and alert_id = $2 and ended_at is null";

    public Task<bool> EndAsync(Alert alert, bool toPlatform, DateTimeOffset now, CancellationToken cancellation) => writer.RunAsync(
        alert.Key.Tenant,
        session => session.Execute(End, alert.Key.Tenant, alert.Id, now) == 1
            && session.Execute(Tell, alert.Key.Tenant, alert.Id, Words<AlertEvent>.Of(AlertEvent.Ended), now, toPlatform) >= 0,
        cancellation);

    private const string List = $"""
        select {AlertColumns} from alert
        where tenant_id = $1 and (not $2 or ended_at is null) and ($3 is null or (raised_at, alert_id) < ($3, $4))
        order by raised_at desc, alert_id desc limit $5
        """;

    private const string Messages = "select event, target, delivery, attempts, problem from alert_message where tenant_id = $1 and alert_id = $2 order by event desc, target";

    public async Task<IReadOnlyList<ToldAlert>> ListAsync(TenantId tenant, bool openOnly, AlertCursor? before, int limit, CancellationToken cancellation) => await readers.ReadAsync(
        IReadOnlyList<ToldAlert> (session) => [.. session.Query(List, ToAlert, tenant, openOnly, before?.RaisedAt, before?.Id, limit)
            .Select(alert => new ToldAlert(alert, session.Query(Messages, ToMessage, tenant, alert.Id)))],
        cancellation);

    private static Alert ToAlert(SqliteDataReader row) => new()
    {
        Key = new(new(row.Text(0)), Words<AlertKind>.Parse(row.Text(2)), new(row.Text(3)), row.Text(4)),
        Id = row.Id(1),
        Since = row.Time(5),
        RaisedAt = row.Time(6),
        EndedAt = row.TimeOrNull(7),
        Owner = row.TextOrNull(8),
    };

    private static StoredMessage ToMessage(SqliteDataReader row) => new(
        Words<AlertEvent>.Parse(row.Text(0)), Words<AlertTarget>.Parse(row.Text(1)), Words<AlertDelivery>.Parse(row.Text(2)), (int)row.Number(3), row.TextOrNull(4));
}
