namespace OdooGrains.Sandbox.Shopify;

/// <summary>One event of an order: the webhook that Shopify sends for it, and what must hold once it took effect.</summary>
/// <param name="Topic">Such as orders/create, or order_transactions/create for a part of an order.</param>
/// <param name="WebhookId">X-Shopify-Webhook-Id, the same for every delivery of this webhook.</param>
/// <param name="EventId">X-Shopify-Event-Id.</param>
/// <param name="TriggeredAt">When it happened; also the <c>updated_at</c> of an order's body.</param>
/// <param name="Body">The raw JSON body.</param>
/// <param name="Expected">State of the order after this event.</param>
public sealed record ShopEvent(string Topic, string WebhookId, string EventId, DateTimeOffset TriggeredAt, ReadOnlyMemory<byte> Body, ExpectedOrder Expected)
{
    /// <summary>Happens only once the goods have left the ERP's warehouse, whenever that is.</summary>
    public bool IsAfterDelivery { get; init; }

    /// <summary>The shop's own record after the event.</summary>
    internal ShopOrder? Order { get; init; }
}

/// <summary>The life of one order, in the order in which it happened.</summary>
public sealed record OrderStory(string OrderId, string Name, IReadOnlyList<ShopEvent> Events)
{
    /// <summary>What must hold when all events took effect.</summary>
    public ExpectedOrder Expected => Events[^1].Expected;

    /// <summary>What must hold when the event of this version (from 1) is the last that took effect.</summary>
    public ExpectedOrder At(int version) => Events[version - 1].Expected;
}
