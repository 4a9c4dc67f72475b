namespace OdooGrains.Sandbox.Shopify.Admin;

/// <summary>What a field gives.</summary>
internal enum GraphShape { Scalar, Object, List, Connection }

/// <summary>A field of a type.</summary>
/// <param name="Type">Type of the object, or of the items; null for a scalar.</param>
/// <param name="Arguments">Arguments that it takes.</param>
internal sealed record GraphField(string Name, GraphShape Shape, string? Type, IReadOnlyList<string> Arguments);

/// <summary>
/// The part of the Admin API's schema (https://shopify.dev/docs/api/admin-graphql, 2026-10) that is simulated; whatever else is asked for does not exist.
/// One line a type: <c>name</c> is a scalar, <c>name:Type</c> an object, <c>name[]Type</c> a list and <c>name*Type</c> a connection; arguments stand in
/// brackets before that.
/// </summary>
internal static class GraphSchema
{
    private const string Text = """
        QueryRoot shop:Shop order(id):Order orders(first,after,sortKey,query)*Order refund(id):Refund fulfillment(id):Fulfillment locations(first)*Location productVariants(first,after,query)*ProductVariant
        Mutation fulfillmentCreate(fulfillment):FulfillmentCreatePayload inventorySetQuantities(input):InventorySetQuantitiesPayload
        Shop id name myshopifyDomain currencyCode plan:ShopPlan
        ShopPlan shopifyPlus partnerDevelopment
        Location id name isActive
        MoneyBag shopMoney:MoneyV2 presentmentMoney:MoneyV2
        MoneyV2 amount currencyCode
        Order id name createdAt processedAt updatedAt cancelledAt cancelReason currencyCode presentmentCurrencyCode taxesIncluded test note email phone customer:Customer billingAddress:MailingAddress shippingAddress:MailingAddress totalPriceSet:MoneyBag totalTaxSet:MoneyBag totalTipReceivedSet:MoneyBag lineItems(first,after)*LineItem shippingLines(first,after)*ShippingLine transactions(first)[]OrderTransaction refunds(first)[]Refund fulfillments(first)[]Fulfillment fulfillmentOrders(first,after)*FulfillmentOrder
        Customer id firstName lastName displayName defaultEmailAddress:CustomerEmailAddress defaultPhoneNumber:CustomerPhoneNumber
        CustomerEmailAddress emailAddress
        CustomerPhoneNumber phoneNumber
        MailingAddress firstName lastName name company address1 address2 city zip provinceCode countryCodeV2 phone
        LineItem id sku name title quantity currentQuantity originalUnitPriceSet:MoneyBag totalDiscountSet:MoneyBag discountAllocations[]DiscountAllocation taxLines[]TaxLine
        ShippingLine id title isRemoved originalPriceSet:MoneyBag discountedPriceSet:MoneyBag discountAllocations[]DiscountAllocation taxLines[]TaxLine
        DiscountAllocation allocatedAmountSet:MoneyBag
        TaxLine title rate priceSet:MoneyBag
        OrderTransaction id kind status gateway amountSet:MoneyBag parentTransaction:OrderTransaction createdAt processedAt paymentId receiptJson
        Refund id createdAt updatedAt note totalRefundedSet:MoneyBag refundLineItems(first,after)*RefundLineItem refundShippingLines(first,after)*RefundShippingLine orderAdjustments(first,after)*OrderAdjustment transactions(first,after)*OrderTransaction
        RefundLineItem quantity restockType subtotalSet:MoneyBag totalTaxSet:MoneyBag lineItem:LineItem
        RefundShippingLine id subtotalAmountSet:MoneyBag taxAmountSet:MoneyBag
        OrderAdjustment id reason amountSet:MoneyBag taxAmountSet:MoneyBag
        Fulfillment id name status createdAt updatedAt trackingInfo(first)[]FulfillmentTrackingInfo fulfillmentLineItems(first,after)*FulfillmentLineItem
        FulfillmentTrackingInfo company number url
        FulfillmentLineItem id quantity lineItem:LineItem
        FulfillmentOrder id status assignedLocation:FulfillmentOrderAssignedLocation lineItems(first,after)*FulfillmentOrderLineItem
        FulfillmentOrderAssignedLocation location:Location
        FulfillmentOrderLineItem id remainingQuantity totalQuantity lineItem:LineItem
        FulfillmentCreatePayload fulfillment:Fulfillment userErrors[]UserError
        UserError code field message
        ProductVariant id sku inventoryItem:InventoryItem
        InventoryItem id tracked inventoryLevel(locationId):InventoryLevel
        InventoryLevel id quantities(names)[]InventoryQuantity
        InventoryQuantity name quantity
        InventorySetQuantitiesPayload inventoryAdjustmentGroup:InventoryAdjustmentGroup userErrors[]UserError
        InventoryAdjustmentGroup id reason
        PageInfo hasNextPage endCursor
        """;

    private static readonly Dictionary<string, Dictionary<string, GraphField>> Types = Text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' '))
        .ToDictionary(words => words[0], words => words[1..].Select(Field).ToDictionary(field => field.Name));

    public static GraphField Find(string type, string field) => Types[type].TryGetValue(field, out var found)
        ? found
        : throw new GraphException("undefinedField", $"Field '{field}' doesn't exist on type '{type}'");

    private static GraphField Field(string word)
    {
        var end = word.IndexOfAny([':', '[', '*']);
        var (head, shape, type) = end < 0 ? (word, GraphShape.Scalar, null)
            : word[end] == ':' ? (word[..end], GraphShape.Object, word[(end + 1)..])
            : word[end] == '*' ? (word[..end], GraphShape.Connection, word[(end + 1)..])
            : (word[..end], GraphShape.List, (string?)word[(end + 2)..]);
        var open = head.IndexOf('(', StringComparison.Ordinal);
        return open < 0 ? new GraphField(head, shape, type, []) : new GraphField(head[..open], shape, type, head[(open + 1)..^1].Split(','));
    }
}
