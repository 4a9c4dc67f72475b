using Npgsql;
using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Alerts;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Postgres;

internal sealed partial class PostgresAlertStore
{
    private const string Due = "select tenant_id, alert_id, event, target, attempts from sweep_due_alert_messages($1, $2)";

    public async Task<IReadOnlyList<DueMessage>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Sweepers,
        null,
        Due,
        parameters => { parameters.AddTime(now); parameters.AddInteger(limit); },
        row => new DueMessage(new(new(row.Text(0)), row.GetGuid(1), Words<AlertEvent>.Parse(row.Text(2)), Words<AlertTarget>.Parse(row.Text(3))), row.GetInt32(4)),
        cancellation);

    private const string Claim = $"""
        with claimed as (
            update alert_message set attempts = attempts + 1, due_at = $6
            where tenant_id = $1 and alert_id = $2 and event = $3 and target = $4 and attempts = $5 and delivery = 'waiting' returning alert_id)
        select {AlertColumns} from alert where tenant_id = $1 and alert_id in (select alert_id from claimed)
        """;

    public Task<Alert?> ClaimAsync(DueMessage message, DateTimeOffset nextDue, CancellationToken cancellation) => PostgresCalls.WriteAsync(
        sources.Singles,
        message.Key.Tenant.Value,
        Claim,
        parameters =>
        {
            AddKey(parameters, message.Key);
            parameters.AddInteger(message.Attempts);
            parameters.AddTime(nextDue);
        },
        ToAlert,
        cancellation);

    private const string Settle = """
        update alert_message set delivery = $5, problem = $6
        where tenant_id = $1 and alert_id = $2 and event = $3 and target = $4 and delivery = 'waiting' returning true
        """;

    public Task SettleAsync(AlertMessageKey message, AlertDelivery delivery, string? problem, CancellationToken cancellation) => WriteAsync(
        message.Tenant,
        Settle,
        parameters =>
        {
            AddKey(parameters, message);
            parameters.AddText(Words<AlertDelivery>.Of(delivery));
            parameters.AddText(problem);
        },
        cancellation);

    private const string FindWebhook = "select url, secret, updated_at from alert_webhook where tenant_id = $1";

    public Task<AlertWebhook?> FindWebhookAsync(TenantId tenant, CancellationToken cancellation) => PostgresCalls.FirstAsync(
        sources.Readers,
        tenant.Value,
        FindWebhook,
        parameters => parameters.AddText(tenant.Value),
        row => new AlertWebhook(tenant, new(row.Text(0)), row.Bytes(1), row.Time(2)),
        cancellation);

    private const string PutWebhook = """
        insert into alert_webhook (tenant_id, url, secret, updated_at) values ($1, $2, $3, $4)
        on conflict (tenant_id) do update set url = $2, secret = $3, updated_at = $4 returning true
        """;

    public Task PutWebhookAsync(AlertWebhook webhook, CancellationToken cancellation) => WriteAsync(
        webhook.Tenant,
        PutWebhook,
        parameters =>
        {
            parameters.AddText(webhook.Tenant.Value);
            parameters.AddText(webhook.Url.OriginalString);
            parameters.AddBytes(webhook.Secret);
            parameters.AddTime(webhook.UpdatedAt);
        },
        cancellation);

    private const string DeleteWebhook = "delete from alert_webhook where tenant_id = $1 returning true";

    public Task<bool> DeleteWebhookAsync(TenantId tenant, CancellationToken cancellation)
        => WriteAsync(tenant, DeleteWebhook, parameters => parameters.AddText(tenant.Value), cancellation);

    private static void AddKey(NpgsqlParameterCollection parameters, AlertMessageKey message)
    {
        parameters.AddText(message.Tenant.Value);
        parameters.AddId(message.Alert);
        parameters.AddText(Words<AlertEvent>.Of(message.Event));
        parameters.AddText(Words<AlertTarget>.Of(message.Target));
    }
}
