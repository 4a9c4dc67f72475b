using System.Globalization;
using System.Text.Json.Nodes;

namespace OdooGrains.Sandbox.Shopify.Admin;

/// <summary>Orders and their parts as whole objects of the GraphQL Admin API, of which <see cref="GraphRun"/> takes what is asked for.</summary>
internal static class AdminNodes
{
    public static JsonObject Order(ShopOrder order) => new()
    {
        ["id"] = AdminJson.Gid("Order", order.Id),
        ["name"] = order.Name,
        ["createdAt"] = AdminJson.Time(order.CreatedAt),
        ["processedAt"] = AdminJson.Time(order.CreatedAt),
        ["updatedAt"] = AdminJson.Time(order.UpdatedAt),
        ["cancelledAt"] = order.CancelledAt is { } at ? AdminJson.Time(at) : null,
        ["cancelReason"] = order.CancelledAt is null ? null : "CUSTOMER",
        ["currencyCode"] = order.Currency,
        ["presentmentCurrencyCode"] = order.Currency,
        ["taxesIncluded"] = order.Tax.Included,
        ["test"] = false,
        ["note"] = order.Note,
        ["email"] = order.Email,
        ["phone"] = null,
        ["customer"] = Customer(order.Customer),
        ["billingAddress"] = Address(order.ShipTo),
        ["shippingAddress"] = Address(order.ShipTo),
        ["totalPriceSet"] = Money(order, order.Total),
        ["totalTaxSet"] = Money(order, order.TotalTax),
        ["totalTipReceivedSet"] = Money(order, order.Tip),
        ["lineItems"] = new JsonArray([.. order.Lines.Select(line => Line(order, line))]),
        ["shippingLines"] = order.Shipping == 0 ? [] : new JsonArray(Shipping(order)),
        ["transactions"] = new JsonArray([.. order.Transactions.Concat(order.Refunds.Select(refund => refund.Transaction)).Select(transaction => Transaction(order, transaction))]),
        ["refunds"] = new JsonArray([.. order.Refunds.Select(refund => Refund(order, refund))]),
        ["fulfillments"] = new JsonArray([.. order.Fulfilments.Select(fulfilment => Fulfilment(order, fulfilment))]),
    };

    public static JsonObject Refund(ShopOrder order, ShopRefund refund) => new()
    {
        ["id"] = AdminJson.Gid("Refund", refund.Id),
        ["createdAt"] = AdminJson.Time(refund.At),
        ["updatedAt"] = AdminJson.Time(refund.At),
        ["note"] = refund.Note,
        ["totalRefundedSet"] = Money(order, refund.Transaction.Amount),
        ["refundLineItems"] = new JsonArray([.. refund.Lines.Select(line => new JsonObject
        {
            ["quantity"] = line.Quantity,
            ["restockType"] = line.RestockType.ToUpperInvariant(),
            ["subtotalSet"] = Money(order, line.Subtotal),
            ["totalTaxSet"] = Money(order, line.Tax),
            ["lineItem"] = LineOf(order, line.LineId),
        })]),
        ["refundShippingLines"] = refund.Shipping == 0 ? [] : new JsonArray(new JsonObject
        {
            ["id"] = AdminJson.Gid("RefundShippingLine", refund.Id + 90), ["subtotalAmountSet"] = Money(order, refund.Shipping), ["taxAmountSet"] = Money(order, refund.ShippingTax),
        }),
        ["orderAdjustments"] = new JsonArray(),
        ["transactions"] = new JsonArray(Transaction(order, refund.Transaction)),
    };

    public static JsonObject Fulfilment(ShopOrder order, ShopFulfilment fulfilment) => new()
    {
        ["id"] = AdminJson.Gid("Fulfillment", fulfilment.Id),
        ["name"] = $"{order.Name}-F{fulfilment.Id - order.Id - 599}",
        ["status"] = fulfilment.Status.ToUpperInvariant(),
        ["createdAt"] = AdminJson.Time(fulfilment.CreatedAt),
        ["updatedAt"] = AdminJson.Time(fulfilment.UpdatedAt),
        ["trackingInfo"] = new JsonArray([.. fulfilment.Numbers.DefaultIfEmpty().Where(number => number is not null || fulfilment.Company is not null || fulfilment.Url is not null)
            .Select((number, index) => new JsonObject { ["company"] = fulfilment.Company, ["number"] = number, ["url"] = index == 0 ? fulfilment.Url : null })]),
        ["fulfillmentLineItems"] = new JsonArray([.. fulfilment.Lines.Select((line, index) => new JsonObject
        {
            ["id"] = AdminJson.Gid("FulfillmentLineItem", (fulfilment.Id * 100) + index), ["quantity"] = line.Quantity, ["lineItem"] = LineOf(order, line.LineId),
        })]),
    };

    public static JsonObject FulfilmentOrder(ShopOrder order, ShopFulfilmentOrder split) => new()
    {
        ["id"] = AdminJson.Gid("FulfillmentOrder", split.Id),
        ["status"] = split.Status,
        ["assignedLocation"] = new JsonObject { ["location"] = new JsonObject { ["id"] = AdminJson.Gid("Location", split.Location), ["name"] = "", ["isActive"] = true } },
        ["lineItems"] = new JsonArray([.. split.Lines.Select(line => new JsonObject
        {
            ["id"] = AdminJson.Gid("FulfillmentOrderLineItem", line.Id), ["remainingQuantity"] = line.Remaining, ["totalQuantity"] = line.Total, ["lineItem"] = LineOf(order, line.LineId),
        })]),
    };

    private static JsonObject LineOf(ShopOrder order, long id) => Line(order, order.Lines.First(line => line.Id == id));

    private static JsonObject Line(ShopOrder order, ShopLine line) => new()
    {
        ["id"] = AdminJson.Gid("LineItem", line.Id),
        ["sku"] = line.Sku,
        ["name"] = line.Title,
        ["title"] = line.Title,
        ["quantity"] = line.Quantity,
        ["currentQuantity"] = line.Quantity,
        ["originalUnitPriceSet"] = Money(order, line.Price),
        ["totalDiscountSet"] = Money(order, 0),
        ["discountAllocations"] = line.Discount == 0 ? [] : new JsonArray(new JsonObject { ["allocatedAmountSet"] = Money(order, line.Discount) }),
        ["taxLines"] = Taxes(order, order.Tax.On(line.Net)),
    };

    private static JsonObject Shipping(ShopOrder order) => new()
    {
        ["id"] = AdminJson.Gid("ShippingLine", order.Id + 1),
        ["title"] = "Standard shipping",
        ["isRemoved"] = false,
        ["originalPriceSet"] = Money(order, order.Shipping),
        ["discountedPriceSet"] = Money(order, order.Shipping),
        ["discountAllocations"] = new JsonArray(),
        ["taxLines"] = Taxes(order, order.Tax.On(order.Shipping)),
    };

    private static JsonArray Taxes(ShopOrder order, long tax) => order.Tax.PerMille == 0
        ? []
        : new JsonArray(new JsonObject { ["title"] = order.Tax.Title, ["rate"] = order.Tax.Rate, ["priceSet"] = Money(order, tax) });

    private static JsonObject Transaction(ShopOrder order, ShopTransaction transaction) => new()
    {
        ["id"] = AdminJson.Gid("OrderTransaction", transaction.Id),
        ["kind"] = transaction.Kind.ToUpperInvariant(),
        ["status"] = "SUCCESS",
        ["gateway"] = OrderAftermath.GatewayOf(transaction),
        ["amountSet"] = Money(order, transaction.Amount),
        ["parentTransaction"] = transaction.ParentId is { } parent ? new JsonObject { ["id"] = AdminJson.Gid("OrderTransaction", parent) } : null,
        ["createdAt"] = AdminJson.Time(transaction.At),
        ["processedAt"] = AdminJson.Time(transaction.At),
        ["paymentId"] = $"{order.Name}.{transaction.Id - order.Id - 499}",
        // A text that holds JSON, as the API has it.
        ["receiptJson"] = transaction.Intent is { } intent ? new JsonObject { ["payment_intent"] = intent }.ToJsonString() : "{}",
    };

    private static JsonObject? Customer(ShopCustomer? customer) => customer is null ? null : new()
    {
        ["id"] = AdminJson.Gid("Customer", customer.Id),
        ["firstName"] = customer.FirstName,
        ["lastName"] = customer.LastName,
        ["displayName"] = $"{customer.FirstName} {customer.LastName}",
        ["defaultEmailAddress"] = new JsonObject { ["emailAddress"] = customer.Email },
        ["defaultPhoneNumber"] = customer.Phone is { } phone ? new JsonObject { ["phoneNumber"] = phone } : null,
    };

    private static JsonObject Address(ShopAddress address) => new()
    {
        ["firstName"] = address.FirstName, ["lastName"] = address.LastName, ["name"] = $"{address.FirstName} {address.LastName}", ["company"] = null,
        ["address1"] = address.Street, ["address2"] = null, ["city"] = address.City, ["zip"] = address.Zip, ["provinceCode"] = null, ["countryCodeV2"] = address.CountryCode, ["phone"] = null,
    };

    // One decimal at least and no further zeros: 10.0, 12.5, 12.55.
    private static JsonObject Money(ShopOrder order, long minor) => new()
    {
        ["shopMoney"] = Amount(order, minor),
        ["presentmentMoney"] = Amount(order, minor),
    };

    private static JsonObject Amount(ShopOrder order, long minor) =>
        new() { ["amount"] = order.Money(minor).Amount.ToString("0.0##", CultureInfo.InvariantCulture), ["currencyCode"] = order.Currency };
}
