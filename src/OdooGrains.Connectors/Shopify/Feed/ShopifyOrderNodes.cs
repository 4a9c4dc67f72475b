using System.Globalization;
using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Shopify.Feed;

/// <summary>
/// Reads an order of the GraphQL Admin API (https://shopify.dev/docs/api/admin-graphql/latest/objects/Order) into the same order that
/// <see cref="ShopifyOrders"/> reads from a webhook: the same amounts, in the shop's currency, under the same ids.
/// </summary>
internal static class ShopifyOrderNodes
{
    public static Order Read(JsonView node) => new()
    {
        Id = ShopifyWords.IdOf(node.Get("id")),
        Number = node.Text("name") ?? ShopifyWords.IdOf(node.Get("id")),
        PlacedAt = (node.Find("processedAt") ?? node.Get("createdAt")).Time(),
        UpdatedAt = node.Get("updatedAt").Time(),
        CancelledAt = node.Find("cancelledAt")?.Time(),
        CancelReason = node.Text("cancelReason")?.ToLower(CultureInfo.InvariantCulture),
        Currency = node.Get("currencyCode").String(),
        PricesIncludeTax = node.Flag("taxesIncluded"),
        Customer = Customer(node),
        BillTo = Address(node.Find("billingAddress")),
        ShipTo = Address(node.Find("shippingAddress")),
        Lines = [.. node.Get("lineItems").Items("nodes").Select(Line)],
        ShippingLines = [.. node.Get("shippingLines").Items("nodes").Where(line => !line.Flag("isRemoved")).Select(ShippingLine)],
        Tip = Amount(node, "totalTipReceivedSet") ?? 0,
        Total = Amount(node, "totalPriceSet") ?? throw new JsonShapeException("/totalPriceSet", "present"),
        TaxTotal = Amount(node, "totalTaxSet") ?? 0,
        Note = node.Text("note"),
        IsTest = node.Flag("test"),
    };

    private static OrderLine Line(JsonView line) => new()
    {
        Id = ShopifyWords.IdOf(line.Get("id")),
        Sku = line.Text("sku"),
        Title = line.Text("name") ?? line.Text("title") ?? "Item",
        Quantity = line.Get("quantity").Decimal(),
        UnitPrice = Amount(line, "originalUnitPriceSet") ?? throw new JsonShapeException($"{line.Path}/originalUnitPriceSet", "present"),
        Discount = Allocated(line) ?? Amount(line, "totalDiscountSet") ?? 0,
        Taxes = Taxes(line),
    };

    private static ShippingLine ShippingLine(JsonView line, int index)
    {
        var price = Amount(line, "originalPriceSet") ?? throw new JsonShapeException($"{line.Path}/originalPriceSet", "present");
        return new()
        {
            Id = line.Find("id") is { } id ? ShopifyWords.IdOf(id) : $"at-{index + 1}",
            Title = line.Text("title") ?? "Shipping",
            Price = price,
            Discount = Allocated(line) ?? price - (Amount(line, "discountedPriceSet") ?? price),
            Taxes = Taxes(line),
        };
    }

    private static IReadOnlyList<Tax> Taxes(JsonView line) =>
    [
        .. line.Items("taxLines").Select(tax => new Tax(
            tax.Text("title") ?? "Tax",
            tax.Get("rate").Decimal(),
            Amount(tax, "priceSet") ?? throw new JsonShapeException($"{tax.Path}/priceSet", "present"))),
    ];

    private static decimal? Allocated(JsonView line)
    {
        var allocations = line.Items("discountAllocations").Select(allocation => Amount(allocation, "allocatedAmountSet") ?? 0).ToList();
        return allocations.Count > 0 ? allocations.Sum() : null;
    }

    private static Customer Customer(JsonView order)
    {
        var customer = order.Find("customer");
        var email = customer?.Find("defaultEmailAddress")?.Text("emailAddress") ?? order.Text("email");
        return new()
        {
            Id = customer is { } known ? ShopifyWords.IdOf(known.Get("id")) : null,
            Name = Name(customer) ?? Name(order.Find("billingAddress")) ?? Name(order.Find("shippingAddress")) ?? email ?? $"Guest of order {order.Text("name") ?? ShopifyWords.IdOf(order.Get("id"))}",
            Email = email?.ToLowerInvariant(),
            Phone = customer?.Find("defaultPhoneNumber")?.Text("phoneNumber") ?? order.Text("phone"),
        };
    }

    private static Address? Address(JsonView? of)
    {
        if (of is not { } address)
        {
            return null;
        }

        var read = new Address
        {
            Name = Name(address),
            Company = address.Text("company"),
            Street = address.Text("address1"),
            Street2 = address.Text("address2"),
            City = address.Text("city"),
            PostalCode = address.Text("zip"),
            Region = address.Text("provinceCode")?.ToUpperInvariant(),
            Country = address.Text("countryCodeV2")?.ToUpperInvariant(),
            Phone = address.Text("phone"),
        };
        return read == new Address() ? null : read;
    }

    private static string? Name(JsonView? of)
    {
        var parts = string.Join(' ', new[] { of?.Text("firstName"), of?.Text("lastName") }.Where(part => part is not null));
        return parts.Length > 0 ? parts : of?.Text("name");
    }

    private static decimal? Amount(JsonView of, string set) => of.Find(set)?.Get("shopMoney").Get("amount").Decimal();
}
