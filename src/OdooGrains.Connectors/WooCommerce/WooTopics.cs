using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Connectors.WooCommerce;

/// <summary>
/// What becomes of each topic (https://woocommerce.com/document/webhooks/). The topic is not signed: it only routes, and an order's state is read
/// from the body alone. There is no topic for refunds: order.updated tells that there are some.
/// </summary>
internal static class WooTopics
{
    public const string Updated = "order.updated", Deleted = "order.deleted";

    /// <summary>A refund with its lines, as the feed reads it: no topic of WooCommerce's.</summary>
    public const string Refund = "feed/refund";

    /// <summary>A webhook that WooCommerce had disabled and the feed has enabled again.</summary>
    public const string WebhookEnabled = "feed/webhook";

    public static readonly IReadOnlyList<TopicManifest> Manifest =
    [
        new("order.created", "A new order."),
        new(Updated, "A changed order; the whole order is in it."),
        new("order.restored", "An order that is back from the bin."),
        new(Deleted, "Open work for the tenant: the body holds nothing but the id, so what shall become of the order in the ERP is for a person."),
    ];

    private static readonly TimeSpan DeletedWithin = TimeSpan.FromDays(1);

    public static bool IsOrder(string topic) => topic is "order.created" or Updated or "order.restored";

    /// <summary>By what a topic is about, also where it is not used: its events must not take the place of orders.</summary>
    public static Lane LaneOf(string topic) => topic.Split('.')[0] switch
    {
        "order" or Refund => Lane.Money,
        "customer" => Lane.Customers,
        "product" or "coupon" => Lane.Catalog,
        _ => Lane.Reports,
    };

    public static InboundVerdict.Verified WithoutDocument(string topic) => topic is Deleted
        ? new InboundVerdict.Work(LaneOf(topic), topic, "", Owners.Tenant, DeletedWithin)
        : new InboundVerdict.Ignored(LaneOf(topic), topic, "");
}
