using OdooGrains.Domain.Effects;
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

    /// <summary>By what a topic is about, also where it is not used: its events must not take the place of orders.</summary>
    public static Lane LaneOf(string topic) => topic.Split('/')[0] switch
    {
        "orders" or "order_transactions" or "refunds" => Lane.Money,
        "inventory_levels" or "inventory_items" => Lane.Stock,
        "fulfillments" or "fulfillment_orders" => Lane.Fulfilment,
        "customers" => Lane.Customers,
        "products" or "collections" => Lane.Catalog,
        _ => Lane.Reports,
    };

    public static InboundVerdict WithoutDocument(string topic, string deliveryId) => topic switch
    {
        "customers/data_request" or "customers/redact" or "shop/redact" => new InboundVerdict.Work(LaneOf(topic), topic, deliveryId, Owners.Tenant, PrivacyWithin),
        "app/uninstalled" => new InboundVerdict.Work(LaneOf(topic), topic, deliveryId, Owners.Tenant, UninstalledWithin),
        _ => new InboundVerdict.Ignored(LaneOf(topic), topic, deliveryId),
    };
}
