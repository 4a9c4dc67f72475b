using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Connectors.Shopify;

/// <summary>What a body is about.</summary>
internal enum ShopifyBody
{
    /// <summary>The whole order, as the REST resource.</summary>
    Order,
    Transaction,
    Refund,
    Fulfilment,
    /// <summary>The whole order, as a node of the GraphQL API, with its transactions, refunds and fulfilments.</summary>
    OrderNode,
}

/// <summary>
/// What becomes of each topic. The topic is not signed: it only routes, and what happened is read from the body alone
/// (https://shopify.dev/docs/api/webhooks, "Webhook topics").
/// </summary>
internal static class ShopifyTopics
{
    /// <summary>Of what our own feed reads; no webhook has it.</summary>
    public const string Feed = "feed/orders";

    /// <summary>An edit tells only what it added and removed; orders/updated follows with the whole order.</summary>
    public const string Edited = "orders/edited";

    public static readonly IReadOnlyList<TopicManifest> Manifest =
    [
        new("orders/create", "A new order."),
        new("orders/updated", "A changed order; the whole order is in it, with its refunds and fulfilments."),
        new("orders/cancelled", "A cancelled order."),
        new("orders/paid", "A paid order; the whole order is in it."),
        new("orders/fulfilled", "An order that left whole; the whole order is in it."),
        new("orders/partially_fulfilled", "An order that left in part; the whole order is in it."),
        new(Edited, "Kept and shown; orders/updated follows it."),
        new("order_transactions/create", "A payment of an order: authorised, captured, voided or failed."),
        new("refunds/create", "A refund of an order, line by line."),
        new("fulfillments/create", "Goods of an order left."),
        new("fulfillments/update", "A shipment changed: tracking, or it was cancelled."),
        new("inventory_levels/update", "Kept and shown; Odoo is the source of stock."),
        new("customers/data_request", "Privacy: open work for the tenant, 30 days."),
        new("customers/redact", "Privacy: open work for the tenant, 30 days."),
        new("shop/redact", "Privacy: open work for the tenant, 30 days."),
        new("app/uninstalled", "The shop removed the app: open work for the tenant."),
    ];

    // Shopify asks for an answer to privacy requests within 30 days (https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance).
    private static readonly TimeSpan PrivacyWithin = TimeSpan.FromDays(30);

    // Orders stop coming; somebody should know by tomorrow.
    private static readonly TimeSpan UninstalledWithin = TimeSpan.FromDays(1);

    /// <summary>What a webhook of the topic tells of an order; null where it tells nothing.</summary>
    public static ShopifyBody? OfWebhook(string topic) => topic switch
    {
        "orders/create" or "orders/updated" or "orders/cancelled" or "orders/paid" or "orders/fulfilled" or "orders/partially_fulfilled" or Edited => ShopifyBody.Order,
        "order_transactions/create" => ShopifyBody.Transaction,
        "refunds/create" => ShopifyBody.Refund,
        "fulfillments/create" or "fulfillments/update" => ShopifyBody.Fulfilment,
        _ => null,
    };

    /// <summary>As what a stored body is read.</summary>
    public static ShopifyBody Of(string topic) => topic == Feed ? ShopifyBody.OrderNode : OfWebhook(topic) ?? ShopifyBody.Order;

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
