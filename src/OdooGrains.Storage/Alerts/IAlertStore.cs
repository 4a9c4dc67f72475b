using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Alerts;

/// <summary>Alerts, the webhooks that tell of them, and where tenants want to be told. All are erased with their tenant.</summary>
public interface IAlertStore
{
    /// <summary>Orders past their deadline of which no alert is open, after the cursor in (deadline, key).</summary>
    Task<IReadOnlyList<LateDocument>> LateAsync(DateTimeOffset now, LateDocument? after, int limit, CancellationToken cancellation);

    /// <summary>Connections with refused credentials of which no alert is open; since when is when the connection was written last.</summary>
    Task<IReadOnlyList<AlertCause>> AuthFailedAsync(int limit, CancellationToken cancellation);

    /// <summary>Open alerts of all tenants with their subjects as they stand, by id after the cursor.</summary>
    Task<IReadOnlyList<OpenAlert>> OpenAsync(Guid? after, int limit, CancellationToken cancellation);

    /// <summary>Open alerts by tenant and kind.</summary>
    Task<IReadOnlyList<OpenAlerts>> CountAsync(CancellationToken cancellation);

    /// <summary>
    /// Raises an alert, with its messages to the platform, where that has a URL, and to the tenant, where that has one; forgets alerts of the tenant that
    /// ended before <paramref name="forget"/>. False, and nothing is raised, where one of its key is open.
    /// </summary>
    Task<bool> RaiseAsync(Alert alert, bool toPlatform, DateTimeOffset forget, CancellationToken cancellation);

    /// <summary>Ends an open alert, with its messages. False where it has ended.</summary>
    Task<bool> EndAsync(Alert alert, bool toPlatform, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Alerts of a tenant with their messages, newest first, before the cursor in (raised_at, id).</summary>
    Task<IReadOnlyList<ToldAlert>> ListAsync(TenantId tenant, bool openOnly, AlertCursor? before, int limit, CancellationToken cancellation);

    /// <summary>Messages that are due, the longest due of each tenant and target.</summary>
    Task<IReadOnlyList<DueMessage>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellation);

    /// <summary>Counts one more attempt and makes the message due at <paramref name="nextDue"/>; null where it has another count of attempts, or waits no more.</summary>
    Task<Alert?> ClaimAsync(DueMessage message, DateTimeOffset nextDue, CancellationToken cancellation);

    /// <summary>Writes down what came of the last attempt.</summary>
    Task SettleAsync(AlertMessageKey message, AlertDelivery delivery, string? problem, CancellationToken cancellation);

    /// <summary>Where a tenant wants to be told; null where it does not.</summary>
    Task<AlertWebhook?> FindWebhookAsync(TenantId tenant, CancellationToken cancellation);

    Task PutWebhookAsync(AlertWebhook webhook, CancellationToken cancellation);

    /// <summary>False when there is none. Messages to it that wait count as undelivered when they are due.</summary>
    Task<bool> DeleteWebhookAsync(TenantId tenant, CancellationToken cancellation);
}

/// <summary>Open alerts of one kind of a tenant.</summary>
public sealed record OpenAlerts(TenantId Tenant, AlertKind Kind, long Count);

/// <param name="Attempts">How often it was sent.</param>
public sealed record DueMessage(AlertMessageKey Key, int Attempts);

/// <summary>An alert and what came of its messages.</summary>
public sealed record ToldAlert(Alert Alert, IReadOnlyList<StoredMessage> Messages);

/// <param name="Problem">Why the last attempt failed; null where it did not.</param>
public sealed record StoredMessage(AlertEvent Event, AlertTarget Target, AlertDelivery Delivery, int Attempts, string? Problem);

/// <summary>Where a page of alerts ended.</summary>
public readonly record struct AlertCursor(DateTimeOffset RaisedAt, Guid Id);

/// <param name="Secret">As <c>SecretBox</c> sealed it.</param>
public sealed record AlertWebhook(TenantId Tenant, Uri Url, ReadOnlyMemory<byte> Secret, DateTimeOffset UpdatedAt)
{
    /// <summary>The name under which the secret is sealed.</summary>
    public const string SecretName = "alerts.webhook";
}
