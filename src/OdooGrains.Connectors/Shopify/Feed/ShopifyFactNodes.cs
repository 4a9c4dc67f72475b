using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Shopify.Feed;

/// <summary>
/// Reads the transactions, refunds and fulfilments of an order of the GraphQL Admin API into the facts that webhooks tell
/// (https://shopify.dev/docs/api/admin-graphql/latest/objects/OrderTransaction, Refund and Fulfillment).
/// </summary>
internal static class ShopifyFactNodes
{
    public static IReadOnlyList<OrderFact> Read(JsonView order)
    {
        var (includesTax, currency) = (order.Flag("taxesIncluded"), order.Get("currencyCode").String());
        return
        [
            .. order.Items("transactions").Select(Payment).OfType<Payment>().Select(payment => new OrderFact.PaymentFact(payment)),
            .. order.Items("refunds").Select(refund => new OrderFact.RefundFact(Refund(refund, includesTax, currency))),
            .. order.Items("fulfillments").Select(fulfilment => new OrderFact.DeliveryFact(Delivery(fulfilment))),
        ];
    }

    private static Payment? Payment(JsonView transaction)
    {
        if (ShopifyWords.Kind(transaction.Get("kind").String()) is not { } kind)
        {
            return null;
        }

        var provider = ShopifyPayments.ProviderId(transaction.Find("receiptJson"));
        var money = transaction.Get("amountSet").Get("shopMoney");
        return new()
        {
            Id = provider ?? ShopifyWords.IdOf(transaction.Get("id")),
            Kind = kind,
            Status = ShopifyWords.Status(transaction.Get("status")),
            Amount = ShopifyWords.NotNegative(money.Get("amount").Decimal(), money.Path),
            Currency = ShopifyWords.CurrencyCode(money.Get("currencyCode")),
            ParentId = provider is null && transaction.Find("parentTransaction") is { } parent ? ShopifyWords.IdOf(parent.Get("id")) : null,
            Gateway = transaction.Text("gateway"),
            UpdatedAt = (transaction.Find("processedAt") ?? transaction.Get("createdAt")).Time(),
        };
    }

    private static Refund Refund(JsonView refund, bool includesTax, string currency)
    {
        List<JsonView> shipping = [.. refund.Get("refundShippingLines").Items("nodes")];
        return new ShopifyRefundSum
        {
            Lines = [.. refund.Get("refundLineItems").Items("nodes").Select(Line)],
            Shipping = shipping.Sum(line => Amount(line, "subtotalAmountSet")),
            ShippingTax = shipping.Sum(line => Amount(line, "taxAmountSet")),
            Discrepancy = -refund.Get("orderAdjustments").Items("nodes").Sum(one => Amount(one, "amountSet") + Amount(one, "taxAmountSet")),
            Money = [.. refund.Get("transactions").Items("nodes").Where(one => one.Get("kind").String() == "REFUND").Select(Money)],
            IncludesTax = includesTax,
        }.Refund(ShopifyWords.IdOf(refund.Get("id")), currency, refund.Text("note"), (refund.Find("updatedAt") ?? refund.Get("createdAt")).Time());
    }

    private static ShopifyRefundLine Line(JsonView line) => new(
        ShopifyWords.IdOf(line.Get("lineItem").Get("id")),
        line.Get("quantity").Decimal(),
        Amount(line, "subtotalSet"),
        Amount(line, "totalTaxSet"),
        ShopifyWords.Restock(line.Get("restockType")));

    private static ShopifyRefundMoney Money(JsonView transaction) => new(
        ShopifyWords.NotNegative(Amount(transaction, "amountSet"), $"{transaction.Path}/amountSet"),
        ShopifyWords.Status(transaction.Get("status")),
        ShopifyPayments.ProviderId(transaction.Find("receiptJson")) ?? (transaction.Find("parentTransaction") is { } parent ? ShopifyWords.IdOf(parent.Get("id")) : null));

    private static Delivery Delivery(JsonView fulfilment)
    {
        List<JsonView> tracking = [.. fulfilment.Items("trackingInfo")];
        return new()
        {
            Id = ShopifyWords.IdOf(fulfilment.Get("id")),
            Source = DeliverySource.Channel,
            Status = ShopifyWords.Delivered(fulfilment.Get("status")),
            Lines = [.. fulfilment.Get("fulfillmentLineItems").Items("nodes").Select(line => new LineQuantity(ShopifyWords.IdOf(line.Get("lineItem").Get("id")), line.Get("quantity").Decimal()))],
            Carrier = tracking.Select(info => info.Text("company")).FirstOrDefault(company => company is not null),
            TrackingNumbers = [.. tracking.Select(info => info.Text("number")).OfType<string>()],
            TrackingUrl = tracking.Select(info => info.Text("url")).FirstOrDefault(url => url is not null),
            UpdatedAt = (fulfilment.Find("updatedAt") ?? fulfilment.Get("createdAt")).Time(),
        };
    }

    private static decimal Amount(JsonView of, string set) => of.Find(set)?.Get("shopMoney").Get("amount").Decimal() ?? 0;
}
