using Npgsql;
using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Alerts;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Postgres;

/// <inheritdoc cref="IAlertStore"/>
internal sealed partial class PostgresAlertStore(PostgresSources sources) : IAlertStore
{
    private const string AlertColumns = "tenant_id, alert_id, kind, connection_id, document_id, since, raised_at, ended_at, owner";

    private const string Late = "select tenant_id, channel_id, document_id, deadline, is_held, owner from sweep_late_documents($1, $2, $3, $4, $5, $6)";

    public async Task<IReadOnlyList<LateDocument>> LateAsync(DateTimeOffset now, LateDocument? after, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Sweepers,
        null,
        Late,
        parameters =>
        {
            parameters.AddTime(now);
            parameters.AddTime(after?.Deadline);
            parameters.AddText(after?.Document.Tenant.Value);
            parameters.AddText(after?.Document.Channel.Value);
            parameters.AddText(after?.Document.Id);
            parameters.AddInteger(limit);
        },
        row => new LateDocument(PostgresRows.Key(row), row.Time(3), row.GetBoolean(4), row.Text(5)),
        cancellation);

    private const string AuthFailed = "select tenant_id, connection_id, updated_at from sweep_auth_failed($1)";

    public async Task<IReadOnlyList<AlertCause>> AuthFailedAsync(int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Sweepers,
        null,
        AuthFailed,
        parameters => parameters.AddInteger(limit),
        row => new AlertCause(new(new(row.Text(0)), AlertKind.Auth, new(row.Text(1))), row.Time(2)),
        cancellation);

    private const string Open = $"select {AlertColumns}, deadline, is_held, is_connection, is_auth_failed from sweep_open_alerts($1, $2)";

    public async Task<IReadOnlyList<OpenAlert>> OpenAsync(Guid? after, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Sweepers,
        null,
        Open,
        parameters => { parameters.AddId(after); parameters.AddInteger(limit); },
        row => new OpenAlert(ToAlert(row), new(row.TimeOrNull(9), row.GetBoolean(10), row.GetBoolean(11), row.GetBoolean(12))),
        cancellation);

    private const string Count = "select tenant_id, kind, alerts from sweep_alert_counts()";

    public async Task<IReadOnlyList<OpenAlerts>> CountAsync(CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Sweepers, null, Count, _ => { }, row => new OpenAlerts(new(row.Text(0)), Words<AlertKind>.Parse(row.Text(1)), row.GetInt64(2)), cancellation);

    // The platform is told where it has a URL ($3), the tenant where it has one, of the alert that was changed at $2.
    private const string Told = """
        insert into alert_message (tenant_id, alert_id, event, target, delivery, attempts, due_at)
        select tenant_id, alert_id, event, target, 'waiting', 0, $2
        from changed cross join (select 'platform' as target where $3 union all select 'tenant' from alert_webhook where tenant_id = $1) targets
        """;

    // What was told of an alert that is forgotten goes with it.
    private const string Raise = $"""
        with changed as (
            insert into alert ({AlertColumns}) values ($1, $4, $5, $6, $7, $8, $2, null, $10) on conflict do nothing returning tenant_id, alert_id, 'raised' as event),
        old as (delete from alert where tenant_id = $1 and ended_at < $9 returning alert_id),
        untold as (delete from alert_message where tenant_id = $1 and alert_id in (select alert_id from old)),
        told as ({Told})
        select true from changed
        """;

    public Task<bool> RaiseAsync(Alert alert, bool toPlatform, DateTimeOffset forget, CancellationToken cancellation) => WriteAsync(
        alert.Key.Tenant,
        Raise,
        parameters =>
        {
            AddTold(parameters, alert, alert.RaisedAt, toPlatform);
            parameters.AddText(Words<AlertKind>.Of(alert.Key.Kind));
            parameters.AddText(alert.Key.Connection.Value);
            parameters.AddText(alert.Key.Document);
            parameters.AddTime(alert.Since);
            parameters.AddTime(forget);
            parameters.AddText(alert.Owner);
        },
        cancellation);

    private const string End = $"""
        with changed as (
            update alert set ended_at = $2 where tenant_id = $1 and alert_id = $4 and ended_at is null returning tenant_id, alert_id, 'ended' as event),
        told as ({Told})
        select true from changed
        """;

    public Task<bool> EndAsync(Alert alert, bool toPlatform, DateTimeOffset now, CancellationToken cancellation) => WriteAsync(
        alert.Key.Tenant,
        End,
        parameters => AddTold(parameters, alert, now, toPlatform),
        cancellation);

    private static void AddTold(NpgsqlParameterCollection parameters, Alert alert, DateTimeOffset at, bool toPlatform)
    {
        parameters.AddText(alert.Key.Tenant.Value);
        parameters.AddTime(at);
        parameters.AddFlag(toPlatform);
        parameters.AddId(alert.Id);
    }

    private const string List = $"""
        select {AlertColumns}, event, target, delivery, attempts, problem
        from (
            select {AlertColumns} from alert
            where tenant_id = $1 and (not $2 or ended_at is null) and (raised_at, alert_id) < (coalesce($3, 'infinity'), coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
            order by raised_at desc, alert_id desc limit $5) page
        left join alert_message using (tenant_id, alert_id)
        order by raised_at desc, alert_id desc, event desc, target
        """;

    public async Task<IReadOnlyList<ToldAlert>> ListAsync(TenantId tenant, bool openOnly, AlertCursor? before, int limit, CancellationToken cancellation)
    {
        var rows = await PostgresCalls.QueryAsync(
            sources.Readers,
            tenant.Value,
            List,
            parameters =>
            {
                parameters.AddText(tenant.Value);
                parameters.AddFlag(openOnly);
                parameters.AddTime(before?.RaisedAt);
                parameters.AddId(before?.Id);
                parameters.AddInteger(limit);
            },
            row => (Alert: ToAlert(row), Message: ToMessage(row)),
            cancellation);
        return [.. rows.GroupBy(row => row.Alert).Select(alert => new ToldAlert(alert.Key, [.. alert.Select(row => row.Message).OfType<StoredMessage>()]))];
    }

    private Task<bool> WriteAsync(TenantId tenant, string sql, Action<NpgsqlParameterCollection> bind, CancellationToken cancellation)
        => PostgresCalls.WriteAsync(sources.Singles, tenant.Value, sql, bind, row => row.GetBoolean(0), cancellation);

    private static Alert ToAlert(NpgsqlDataReader row) => new()
    {
        Key = new(new(row.Text(0)), Words<AlertKind>.Parse(row.Text(2)), new(row.Text(3)), row.Text(4)),
        Id = row.GetGuid(1),
        Since = row.Time(5),
        RaisedAt = row.Time(6),
        EndedAt = row.TimeOrNull(7),
        Owner = row.TextOrNull(8),
    };

    private static StoredMessage? ToMessage(NpgsqlDataReader row) => row.IsDBNull(9) ? null : new(
        Words<AlertEvent>.Parse(row.Text(9)), Words<AlertTarget>.Parse(row.Text(10)), Words<AlertDelivery>.Parse(row.Text(11)), row.GetInt32(12), row.TextOrNull(13));
}
