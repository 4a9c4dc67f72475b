using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Alerts;
using OdooGrains.Storage.Formats;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.TestKit.Memory;

/// <inheritdoc cref="IAlertStore"/>
internal sealed class MemoryAlertStore(MemoryStore store) : IAlertStore
{
    public Task<IReadOnlyList<LateDocument>> LateAsync(DateTimeOffset now, LateDocument? after, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<LateDocument>>(
        "Alerts.Late",
        null,
        tables => [.. tables.Documents.Values.Select(document => document.Head)
            .Where(head => head.Deadline < now)
            .Select(head => new LateDocument(head.Key, head.Deadline!.Value, head.Status is "held", head.Owner!))
            .Where(late => !tables.IsOpen(late.Cause.Key) && (after is null || Compare(late, after) > 0))
            .Order(Comparer<LateDocument>.Create(Compare))
            .Take(limit)],
        cancellation);

    public Task<IReadOnlyList<AlertCause>> AuthFailedAsync(int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<AlertCause>>(
        "Alerts.AuthFailed",
        null,
        tables => [.. tables.Connections.Values
            .Where(connection => connection.Status is ConnectionStatus.AuthFailed)
            .Select(connection => new AlertCause(new(connection.Key.Tenant, AlertKind.Auth, connection.Key.Connection), connection.UpdatedAt))
            .Where(cause => !tables.IsOpen(cause.Key))
            .Take(limit)],
        cancellation);

    public Task<IReadOnlyList<OpenAlert>> OpenAsync(Guid? after, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<OpenAlert>>(
        "Alerts.Open",
        null,
        tables => [.. tables.Alerts
            .Where(alert => alert.EndedAt is null && (after is null || alert.Id.CompareTo(after.Value) > 0))
            .OrderBy(alert => alert.Id)
            .Take(limit)
            .Select(alert => new OpenAlert(alert, Subject(tables, alert.Key)))],
        cancellation);

    public Task<IReadOnlyList<OpenAlerts>> CountAsync(CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<OpenAlerts>>(
        "Alerts.Count",
        null,
        tables => [.. tables.Alerts.Where(alert => alert.EndedAt is null)
            .GroupBy(alert => (alert.Key.Tenant, alert.Key.Kind))
            .OrderBy(group => group.Key.Tenant.Value, StringComparer.Ordinal).ThenBy(group => Words<AlertKind>.Of(group.Key.Kind), StringComparer.Ordinal)
            .Select(group => new OpenAlerts(group.Key.Tenant, group.Key.Kind, group.Count()))],
        cancellation);

    public Task<bool> RaiseAsync(Alert alert, bool toPlatform, DateTimeOffset forget, CancellationToken cancellation) => store.WriteAsync(
        "Alerts.Raise",
        alert.Key.Tenant,
        tables =>
        {
            if (tables.IsOpen(alert.Key))
            {
                return false;
            }

            foreach (var old in tables.Alerts.Where(other => other.Key.Tenant == alert.Key.Tenant && other.EndedAt < forget).ToList())
            {
                tables.Alerts.Remove(old);
                tables.AlertMessages.RemoveAll(message => message.Key.Alert == old.Id);
            }

            tables.Alerts.Add(alert with { Since = StoredTime.Cut(alert.Since), RaisedAt = StoredTime.Cut(alert.RaisedAt), EndedAt = null });
            Tell(tables, alert, AlertEvent.Raised, toPlatform, alert.RaisedAt);
            return true;
        },
        cancellation);

    public Task<bool> EndAsync(Alert alert, bool toPlatform, DateTimeOffset now, CancellationToken cancellation) => store.WriteAsync(
        "Alerts.End",
        alert.Key.Tenant,
        tables =>
        {
            var index = tables.Alerts.FindIndex(other => other.Id == alert.Id && other.EndedAt is null);
            if (index < 0)
            {
                return false;
            }

            tables.Alerts[index] = tables.Alerts[index] with { EndedAt = StoredTime.Cut(now) };
            Tell(tables, alert, AlertEvent.Ended, toPlatform, now);
            return true;
        },
        cancellation);

    public Task<IReadOnlyList<ToldAlert>> ListAsync(TenantId tenant, bool openOnly, AlertCursor? before, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<ToldAlert>>(
        "Alerts.List",
        tenant,
        tables => [.. tables.Alerts
            .Where(alert => alert.Key.Tenant == tenant && (!openOnly || alert.EndedAt is null))
            .Where(alert => before is not { } cursor || (alert.RaisedAt, alert.Id).CompareTo((cursor.RaisedAt, cursor.Id)) < 0)
            .OrderByDescending(alert => alert.RaisedAt).ThenByDescending(alert => alert.Id)
            .Take(limit)
            .Select(alert => new ToldAlert(alert, Messages(tables, alert)))],
        cancellation);

    public Task<IReadOnlyList<DueMessage>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<DueMessage>>(
        "Alerts.Due",
        null,
        tables => [.. tables.AlertMessages
            .Where(row => row.Message.Delivery is AlertDelivery.Waiting && row.DueAt <= now)
            .OrderBy(row => row.DueAt).ThenBy(row => row.Key.Tenant.Value, StringComparer.Ordinal)
            .ThenBy(row => Words<AlertTarget>.Of(row.Key.Target), StringComparer.Ordinal).ThenBy(row => row.Key.Alert).ThenBy(row => Words<AlertEvent>.Of(row.Key.Event), StringComparer.Ordinal)
            .DistinctBy(row => (row.Key.Tenant, row.Key.Target))
            .Take(limit)
            .Select(row => new DueMessage(row.Key, row.Message.Attempts))],
        cancellation);

    public Task<Alert?> ClaimAsync(DueMessage message, DateTimeOffset nextDue, CancellationToken cancellation) => store.WriteAsync(
        "Alerts.Claim",
        message.Key.Tenant,
        tables => Change(tables, message.Key, row => row.Message.Attempts == message.Attempts, row => row with { DueAt = StoredTime.Cut(nextDue), Message = row.Message with { Attempts = row.Message.Attempts + 1 } })
            ? tables.Alerts.Single(alert => alert.Id == message.Key.Alert)
            : null,
        cancellation);

    public Task SettleAsync(AlertMessageKey message, AlertDelivery delivery, string? problem, CancellationToken cancellation) => store.WriteAsync(
        "Alerts.Settle",
        message.Tenant,
        tables => Change(tables, message, _ => true, row => row with { Message = row.Message with { Delivery = delivery, Problem = problem } }),
        cancellation);

    public Task<AlertWebhook?> FindWebhookAsync(TenantId tenant, CancellationToken cancellation)
        => store.ReadAsync("Alerts.FindWebhook", tenant, tables => tables.AlertWebhooks.GetValueOrDefault($"{tenant}/"), cancellation);

    public Task PutWebhookAsync(AlertWebhook webhook, CancellationToken cancellation) => store.WriteAsync(
        "Alerts.PutWebhook",
        webhook.Tenant,
        tables => tables.AlertWebhooks[$"{webhook.Tenant}/"] = webhook with { Secret = webhook.Secret.ToArray(), UpdatedAt = StoredTime.Cut(webhook.UpdatedAt) },
        cancellation);

    public Task<bool> DeleteWebhookAsync(TenantId tenant, CancellationToken cancellation)
        => store.WriteAsync("Alerts.DeleteWebhook", tenant, tables => tables.AlertWebhooks.Remove($"{tenant}/"), cancellation);

    private static int Compare(LateDocument one, LateDocument other)
    {
        var order = one.Deadline.CompareTo(other.Deadline);
        return order != 0 ? order : MemoryTables.ByKey.Compare(one.Document, other.Document);
    }

    private static AlertSubject Subject(MemoryTables tables, AlertKey key)
    {
        var connection = tables.Connections.GetValueOrDefault(new ConnectionKey(key.Tenant, key.Connection).ToString());
        if (key.Kind is AlertKind.Feed)
        {
            var feed = tables.Feeds.GetValueOrDefault($"{key.Tenant}/{key.Connection}/{key.Document}");
            return new(connection?.Status is ConnectionStatus.Active ? feed?.LateAt : null, IsConnection: connection is not null, IsAuthFailed: connection?.Status is ConnectionStatus.AuthFailed);
        }

        var head = key.Document.Length == 0 ? null : tables.Documents.GetValueOrDefault(new(key.Tenant, key.Connection, key.Document))?.Head;
        return new(head?.Deadline, head?.Status is "held", connection is not null, connection?.Status is ConnectionStatus.AuthFailed);
    }

    private static void Tell(MemoryTables tables, Alert alert, AlertEvent what, bool toPlatform, DateTimeOffset now)
    {
        foreach (var target in Enum.GetValues<AlertTarget>().Where(target => target is AlertTarget.Platform ? toPlatform : tables.AlertWebhooks.ContainsKey($"{alert.Key.Tenant}/")))
        {
            tables.AlertMessages.Add(new(new(alert.Key.Tenant, alert.Id, what, target), StoredTime.Cut(now), new(what, target, AlertDelivery.Waiting, 0, null)));
        }
    }

    private static IReadOnlyList<StoredMessage> Messages(MemoryTables tables, Alert alert)
        => [.. tables.AlertMessages.Where(row => row.Key.Alert == alert.Id).Select(row => row.Message).OrderBy(message => message.Event).ThenBy(message => message.Target)];

    private static bool Change(MemoryTables tables, AlertMessageKey key, Func<MemoryAlertMessage, bool> agrees, Func<MemoryAlertMessage, MemoryAlertMessage> change)
    {
        var index = tables.AlertMessages.FindIndex(row => row.Key == key && row.Message.Delivery is AlertDelivery.Waiting && agrees(row));
        if (index >= 0)
        {
            tables.AlertMessages[index] = change(tables.AlertMessages[index]);
        }

        return index >= 0;
    }
}

/// <summary>A message's row.</summary>
internal sealed record MemoryAlertMessage(AlertMessageKey Key, DateTimeOffset DueAt, StoredMessage Message);
