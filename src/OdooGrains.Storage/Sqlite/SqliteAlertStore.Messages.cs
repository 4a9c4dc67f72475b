using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Alerts;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Sqlite;

internal sealed partial class SqliteAlertStore
{
    private const string Due = """
        select tenant_id, alert_id, event, target, attempts from (
            select *, row_number() over (partition by tenant_id, target order by due_at, alert_id, event) as place
            from alert_message where delivery = 'waiting' and due_at <= $1)
        where place = 1 order by due_at, tenant_id, target limit $2
        """;

    public async Task<IReadOnlyList<DueMessage>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellation) => await readers.ReadAsync(
        session => session.Query(
            Due,
            row => new DueMessage(new(new(row.Text(0)), row.Id(1), Words<AlertEvent>.Parse(row.Text(2)), Words<AlertTarget>.Parse(row.Text(3))), (int)row.Number(4)),
            now, limit),
        cancellation);

    private const string Claim = """
        update alert_message set attempts = attempts + 1, due_at = $6
        where tenant_id = $1 and alert_id = $2 and event = $3 and target = $4 and attempts = $5 and delivery = 'waiting'
        """;

    private const string Claimed = $"select {AlertColumns} from alert where tenant_id = $1 and alert_id = $2";

    public Task<Alert?> ClaimAsync(DueMessage message, DateTimeOffset nextDue, CancellationToken cancellation) => writer.RunAsync(
        message.Key.Tenant,
        session => session.Execute(Claim, message.Key.Tenant, message.Key.Alert, Word(message.Key.Event), Word(message.Key.Target), message.Attempts, nextDue) == 1
            ? session.First(Claimed, ToAlert, message.Key.Tenant, message.Key.Alert)
            : null,
        cancellation);

    private const string Settle = """
        update alert_message set delivery = $5, problem = $6 where tenant_id = $1 and alert_id = $2 and event = $3 and target = $4 and delivery = 'waiting'
        """;

    public Task SettleAsync(AlertMessageKey message, AlertDelivery delivery, string? problem, CancellationToken cancellation) => writer.RunAsync(
        message.Tenant,
        session => session.Execute(Settle, message.Tenant, message.Alert, Word(message.Event), Word(message.Target), Words<AlertDelivery>.Of(delivery), problem),
        cancellation);

    private const string FindWebhook = "select url, secret, updated_at from alert_webhook where tenant_id = $1";

    public Task<AlertWebhook?> FindWebhookAsync(TenantId tenant, CancellationToken cancellation) => readers.ReadAsync(
        session => session.First(FindWebhook, row => new AlertWebhook(tenant, new(row.Text(0)), row.Bytes(1), row.Time(2)), tenant), cancellation);

    private const string PutWebhook = """
        insert into alert_webhook (tenant_id, url, secret, updated_at) values ($1, $2, $3, $4)
        on conflict (tenant_id) do update set url = $2, secret = $3, updated_at = $4
        """;

    public Task PutWebhookAsync(AlertWebhook webhook, CancellationToken cancellation) => writer.RunAsync(
        webhook.Tenant, session => session.Execute(PutWebhook, webhook.Tenant, webhook.Url.OriginalString, webhook.Secret, webhook.UpdatedAt), cancellation);

    private const string DeleteWebhook = "delete from alert_webhook where tenant_id = $1";

    public Task<bool> DeleteWebhookAsync(TenantId tenant, CancellationToken cancellation)
        => writer.RunAsync(tenant, session => session.Execute(DeleteWebhook, tenant) == 1, cancellation);

    private static string Word<T>(T value) where T : struct, Enum => Words<T>.Of(value);
}
