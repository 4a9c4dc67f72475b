using OdooGrains.Domain.Policies;

namespace OdooGrains.Connectors.Shopify;

/// <summary>
/// What becomes of each topic. The topic is not signed: it only routes, and an order's state is read from the body alone
/// (https://shopify.dev/docs/api/webhooks, "Webhook topics").
/// </summary>
internal static class ShopifyTopics
{
    public static readonly IReadOnlyList<TopicManifest> Manifest =
    [
        new("orders/create", "A new order."),
        new("orders/updated", "A changed order; the whole order is in it."),
        new("orders/cancelled", "A cancelled order."),
        new("customers/data_request", "Privacy: open work for the tenant, 30 days."),
        new("customers/redact", "Privacy: open work for the tenant, 30 days."),
        new("shop/redact", "Privacy: open work for the tenant, 30 days."),
        new("app/uninstalled", "The shop removed the app: open work for the tenant."),
    ];

    // Shopify asks for an answer to privacy requests within 30 days (https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance).
    private static readonly TimeSpan PrivacyWithin = TimeSpan.FromDays(30);

    // Orders stop coming; somebody should know by tomorrow.
    private static readonly TimeSpan UninstalledWithin = TimeSpan.FromDays(1);

    public static bool IsOrder(string topic) => topic is "orders/create" or "orders/updated" or "orders/cancelled";

    public static InboundVerdict WithoutDocument(string topic, string deliveryId) => topic switch
    {
        "customers/data_request" or "customers/redact" or "shop/redact" => new InboundVerdict.Work(topic, deliveryId, Owners.Tenant, PrivacyWithin),
        "app/uninstalled" => new InboundVerdict.Work(topic, deliveryId, Owners.Tenant, UninstalledWithin),
        _ => new InboundVerdict.Ignored(topic, deliveryId),
    };
}
