using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Webhooks;
using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Chance;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Alerts;
using OdooGrains.Storage.Secrets;

namespace OdooGrains.Grains.Alerts;

/// <summary>
/// Sends the webhooks of alerts, at least once each. The store holds what is due: an attempt is claimed there, with the time of the next one,
/// before it is made, so that a process that dies on the way loses nothing.
/// </summary>
public sealed partial class AlertSender(
    IAlertStore store, IEgress egress, SecretBox box, AlertOptions options, IChance chance, TimeProvider time, ILogger<AlertSender> logger)
{
    /// <summary>Messages at once, of as many tenants and targets. 32.</summary>
    public const int MessagesMax = 32;

    /// <summary>How often one run looks for more. 32.</summary>
    public const int LooksMax = 32;

    /// <summary>How long a receiver may take. 15 s, as Standard Webhooks recommends.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    // After the last attempt nothing is due; one whose end was lost is found then.
    private static readonly TimeSpan LostAfter = TimeSpan.FromMinutes(1);

    /// <summary>Sends what is due now.</summary>
    public async Task SendDueAsync(CancellationToken cancellation)
    {
        for (var look = 0; look < LooksMax; look++)
        {
            var due = await store.DueAsync(time.GetUtcNow(), MessagesMax, cancellation);
            if (due.Count == 0)
            {
                return;
            }

            await Task.WhenAll(due.Select(message => SendAsync(message, cancellation)));
        }
    }

    private async Task SendAsync(DueMessage due, CancellationToken cancellation)
    {
        var attempt = due.Attempts + 1;
        var next = AlertRetries.After(attempt, chance.NextDouble());
        if (await store.ClaimAsync(due, time.GetUtcNow() + (next ?? LostAfter), cancellation) is not { } alert)
        {
            return;
        }

        var (delivery, problem) = attempt > AlertRetries.AttemptsMax
            ? (AlertDelivery.Undelivered, "The end of the last attempt was lost.")
            : await TryAsync(alert, due.Key, cancellation);
        delivery = delivery is AlertDelivery.Waiting && next is null ? AlertDelivery.Undelivered : delivery;
        await store.SettleAsync(due.Key, delivery, problem, cancellation);
        if (delivery is AlertDelivery.Undelivered)
        {
            LogUndelivered(due.Key.Tenant, due.Key.WebhookId, due.Key.Target, attempt, problem);
        }
    }

    private async Task<(AlertDelivery Delivery, string? Problem)> TryAsync(Alert alert, AlertMessageKey key, CancellationToken cancellation)
    {
        try
        {
            if (await AddressAsync(key) is not var (url, secret))
            {
                return (AlertDelivery.Undelivered, "There is no URL any more.");
            }

            var body = AlertBody.Of(alert, key.Event);
            var request = new EgressRequest
            {
                Method = "POST",
                Url = url,
                Headers = StandardWebhook.Headers(secret, key.WebhookId, time.GetUtcNow(), body),
                Body = body,
                ContentType = "application/json",
                Timeout = Timeout,
            };
            return Judge(await egress.SendAsync(request, cancellation));
        }
        catch (CryptographicException error)
        {
            return (AlertDelivery.Waiting, error.Message);
        }
    }

    private static (AlertDelivery Delivery, string? Problem) Judge(EgressOutcome outcome) => outcome switch
    {
        EgressOutcome.Answered { Status: >= 200 and < 300 } => (AlertDelivery.Delivered, null),

        // Standard Webhooks: the receiver wants no more of them.
        EgressOutcome.Answered { Status: 410 } => (AlertDelivery.Undelivered, "It answered 410: it is gone."),
        EgressOutcome.Answered answered => (AlertDelivery.Waiting, $"It answered {answered.Status}; 2xx takes the message."),
        EgressOutcome.NotSent notSent => (AlertDelivery.Waiting, notSent.Reason),
        EgressOutcome.InDoubt doubt => (AlertDelivery.Waiting, doubt.Reason),
        _ => throw new InvalidOperationException($"Outcome {outcome.GetType().Name} of a call is not known."),
    };

    private async Task<(Uri Url, string Secret)?> AddressAsync(AlertMessageKey key)
    {
        if (key.Target is AlertTarget.Platform)
        {
            return options is { Url: { } url, Secret: { } secret } ? (url, secret) : null;
        }

        return await store.FindWebhookAsync(key.Tenant, default) is { } webhook ? (webhook.Url, box.Open(key.Tenant, AlertWebhook.SecretName, webhook.Secret.Span)) : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook} of tenant {Tenant} to the {Target} is given up after {Attempts} attempts: {Problem}")]
    private partial void LogUndelivered(TenantId tenant, string webhook, AlertTarget target, int attempts, string? problem);
}
