namespace OdooGrains.Connectors.Shopify.Admin;

/// <summary>One query or mutation of the GraphQL Admin API.</summary>
/// <param name="Name">Its operation name, which shows in Shopify's logs.</param>
/// <param name="Root">The only field that it asks for.</param>
internal sealed record ShopifyQuery(string Name, string Root, string Text, bool IsWrite = false);

/// <summary>All that is sent to the GraphQL Admin API (https://shopify.dev/docs/api/admin-graphql).</summary>
internal static class ShopifyQueries
{
    private const string Money = "{ shopMoney { amount currencyCode } }";
    private const string Address = "{ firstName lastName name company address1 address2 city zip provinceCode countryCodeV2 phone }";
    private const string Prices = $"discountAllocations {{ allocatedAmountSet {Money} }} taxLines {{ title rate priceSet {Money} }}";

    public static readonly ShopifyQuery Shop = new("Shop", "shop", "query Shop { shop { name myshopifyDomain currencyCode plan { shopifyPlus } } }");

    public static readonly ShopifyQuery Locations = new("Locations", "locations", "query Locations { locations(first: 10) { nodes { id name isActive } } }");

    public static readonly ShopifyQuery OrdersPage = new("OrdersPage", "orders", """
        query OrdersPage($query: String!, $after: String) {
          orders(first: 50, after: $after, sortKey: UPDATED_AT, query: $query) { edges { cursor node { id updatedAt } } pageInfo { hasNextPage } }
        }
        """);

    public static readonly ShopifyQuery Order = new("OrderNode", "order", $$"""
        query OrderNode($id: ID!, $after: String) {
          order(id: $id) {
            id name createdAt processedAt updatedAt cancelledAt cancelReason currencyCode taxesIncluded test note email phone
            customer { id firstName lastName defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }
            billingAddress {{Address}}
            shippingAddress {{Address}}
            totalPriceSet {{Money}} totalTaxSet {{Money}} totalTipReceivedSet {{Money}}
            lineItems(first: 50, after: $after) {
              nodes { id sku name title quantity originalUnitPriceSet {{Money}} totalDiscountSet {{Money}} {{Prices}} }
              pageInfo { hasNextPage endCursor }
            }
            shippingLines(first: 10) { nodes { id title isRemoved originalPriceSet {{Money}} discountedPriceSet {{Money}} {{Prices}} } pageInfo { hasNextPage } }
            transactions(first: 50) { id kind status gateway amountSet {{Money}} parentTransaction { id } createdAt processedAt receiptJson }
            refunds(first: 50) { id }
            fulfillments(first: 50) { id }
          }
        }
        """);

    public static readonly ShopifyQuery Refund = new("RefundNode", "refund", $$"""
        query RefundNode($id: ID!) {
          refund(id: $id) {
            id createdAt updatedAt note
            refundLineItems(first: 100) { nodes { quantity restockType subtotalSet {{Money}} totalTaxSet {{Money}} lineItem { id } } pageInfo { hasNextPage } }
            refundShippingLines(first: 10) { nodes { subtotalAmountSet {{Money}} taxAmountSet {{Money}} } pageInfo { hasNextPage } }
            orderAdjustments(first: 10) { nodes { amountSet {{Money}} taxAmountSet {{Money}} } pageInfo { hasNextPage } }
            transactions(first: 20) { nodes { kind status amountSet {{Money}} parentTransaction { id } receiptJson } pageInfo { hasNextPage } }
          }
        }
        """);

    public static readonly ShopifyQuery Fulfilment = new("FulfilmentNode", "fulfillment", """
        query FulfilmentNode($id: ID!) {
          fulfillment(id: $id) {
            id status createdAt updatedAt trackingInfo(first: 10) { company number url }
            fulfillmentLineItems(first: 250) { nodes { quantity lineItem { id } } pageInfo { hasNextPage } }
          }
        }
        """);

    public static readonly ShopifyQuery Fulfilments = new("Fulfilments", "order", """
        query Fulfilments($id: ID!) { order(id: $id) { fulfillments(first: 50) { id status trackingInfo(first: 10) { number } } } }
        """);

    public static readonly ShopifyQuery FulfilmentOrders = new("FulfilmentOrders", "order", """
        query FulfilmentOrders($id: ID!, $after: String) {
          order(id: $id) {
            fulfillmentOrders(first: 1, after: $after) {
              nodes {
                id status assignedLocation { location { id } }
                lineItems(first: 250) { nodes { id remainingQuantity lineItem { id } } pageInfo { hasNextPage } }
              }
              pageInfo { hasNextPage endCursor }
            }
          }
        }
        """);

    public static readonly ShopifyQuery Fulfil = new("Fulfil", "fulfillmentCreate", """
        mutation Fulfil($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id status } userErrors { field message } } }
        """, IsWrite: true);

    public static readonly ShopifyQuery Variants = new("Variants", "productVariants", """
        query Variants($query: String!, $location: ID!, $after: String) {
          productVariants(first: 200, after: $after, query: $query) {
            nodes { sku inventoryItem { id tracked inventoryLevel(locationId: $location) { quantities(names: ["available"]) { name quantity } } } }
            pageInfo { hasNextPage endCursor }
          }
        }
        """);

    // From 2026-04 on the key is mandatory, and so is changeFromQuantity, null to compare with nothing.
    public static readonly ShopifyQuery SetQuantities = new("SetQuantities", "inventorySetQuantities", """
        mutation SetQuantities($input: InventorySetQuantitiesInput!, $key: String!) {
          inventorySetQuantities(input: $input) @idempotent(key: $key) { inventoryAdjustmentGroup { id } userErrors { code field message } }
        }
        """, IsWrite: true);

    /// <summary>All of them, for a test that asks what each costs.</summary>
    public static IReadOnlyList<ShopifyQuery> All { get; } = [Shop, Locations, OrdersPage, Order, Refund, Fulfilment, Fulfilments, FulfilmentOrders, Fulfil, Variants, SetQuantities];
}
