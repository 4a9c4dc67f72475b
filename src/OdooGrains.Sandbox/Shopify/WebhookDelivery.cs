using System.Globalization;

namespace OdooGrains.Sandbox.Shopify;

/// <summary>One webhook as it is sent: retries and duplicates of it have the same id, headers and body.</summary>
public sealed record WebhookDelivery
{
    public required string WebhookId { get; init; }

    public required string Topic { get; init; }

    public required string OrderId { get; init; }

    /// <summary>Version of the order that the body tells, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>Headers as Shopify sends them, Content-Type included.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Signs an event's webhook for a shop.</summary>
    public static WebhookDelivery Of(ShopScenario scenario, ShopEvent happened) => new()
    {
        WebhookId = happened.WebhookId,
        Topic = happened.Topic,
        OrderId = happened.Expected.OrderId,
        Version = happened.Expected.Version,
        Body = happened.Body,
        Headers =
        [
            new("Content-Type", "application/json"),
            new("X-Shopify-Topic", happened.Topic),
            new("X-Shopify-Hmac-Sha256", ShopifySignature.Sign(scenario.WebhookSecret, happened.Body.Span)),
            new("X-Shopify-Shop-Domain", scenario.Shop),
            new("X-Shopify-API-Version", scenario.ApiVersion),
            new("X-Shopify-Webhook-Id", happened.WebhookId),
            new("X-Shopify-Event-Id", happened.EventId),
            new("X-Shopify-Triggered-At", happened.TriggeredAt.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)),
        ],
    };
}
