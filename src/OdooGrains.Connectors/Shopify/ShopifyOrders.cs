using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Shopify;

/// <summary>
/// Reads the REST order resource (https://shopify.dev/docs/api/admin-rest/latest/resources/order) into the platform's order. Each amount
/// exists in the shop's currency (<c>shop_money</c>) and in the buyer's; the shop's is taken, since the shop keeps its books in it.
/// Edits after the sale (<c>current_*</c>) are not read.
/// </summary>
internal static class ShopifyOrders
{
    public static Order Read(JsonView body)
    {
        var currency = body.Get("currency").String();
        if (body.Find("total_price_set")?.Find("shop_money")?.Text("currency_code") is { } shopCurrency && shopCurrency != currency)
        {
            throw new JsonShapeException("/total_price_set/shop_money/currency_code", $"the shop's currency {currency}");
        }

        return new()
        {
            Id = body.Get("id").Id(),
            Number = body.Text("name") ?? body.Get("id").Id(),
            PlacedAt = (body.Find("processed_at") ?? body.Get("created_at")).Time(),
            UpdatedAt = body.Get("updated_at").Time(),
            CancelledAt = body.Find("cancelled_at")?.Time(),
            CancelReason = body.Text("cancel_reason"),
            Currency = currency,
            PricesIncludeTax = body.Flag("taxes_included"),
            Customer = ShopifyCustomers.Customer(body),
            BillTo = ShopifyCustomers.Address(body.Find("billing_address")),
            ShipTo = ShopifyCustomers.Address(body.Find("shipping_address")),
            Lines = Distinct(body.Items("line_items").Select(Line), line => line.Id, "line_items"),
            ShippingLines = Distinct(body.Items("shipping_lines").Where(line => !line.Flag("is_removed")).Select(ShippingLine), line => line.Id, "shipping_lines"),
            Tip = Amount(body, "total_tip_received") ?? 0,
            Total = Amount(body, "total_price") ?? throw new JsonShapeException("/total_price", "present"),
            TaxTotal = Amount(body, "total_tax") ?? 0,
            Note = body.Text("note"),
            IsTest = body.Flag("test"),
        };
    }

    /// <summary>What the order's body tells beside the order: its refunds and what has left. Its payments come by themselves.</summary>
    public static IReadOnlyList<OrderFact> Facts(JsonView body)
    {
        var (includesTax, currency) = (body.Flag("taxes_included"), body.Get("currency").String());
        return
        [
            .. body.Items("refunds").Select(refund => new OrderFact.RefundFact(ShopifyRefunds.Read(refund, includesTax, currency))),
            .. body.Items("fulfillments").Select(fulfilment => new OrderFact.DeliveryFact(ShopifyFulfilments.Read(fulfilment))),
        ];
    }

    private static OrderLine Line(JsonView line) => new()
    {
        Id = line.Get("id").Id(),
        Sku = line.Text("sku"),
        Title = line.Text("name") ?? line.Text("title") ?? "Item",
        Quantity = line.Get("quantity").Decimal(),
        UnitPrice = Amount(line, "price") ?? throw new JsonShapeException($"{line.Path}/price", "present"),
        Discount = Allocated(line) ?? Amount(line, "total_discount") ?? 0,
        Taxes = Taxes(line),
    };

    private static ShippingLine ShippingLine(JsonView line, int index)
    {
        var price = Amount(line, "price") ?? throw new JsonShapeException($"{line.Path}/price", "present");
        return new()
        {
            // Draft orders have shipping lines without an id; there, the position is what stays.
            Id = line.Find("id")?.Id() ?? $"at-{index + 1}",
            Title = line.Text("title") ?? "Shipping",
            Price = price,
            Discount = Allocated(line) ?? price - (Amount(line, "discounted_price") ?? price),
            Taxes = Taxes(line),
        };
    }

    private static IReadOnlyList<Tax> Taxes(JsonView line) =>
    [
        .. line.Items("tax_lines").Select(tax => new Tax(
            tax.Text("title") ?? "Tax",
            tax.Get("rate").Decimal(),
            Amount(tax, "price") ?? throw new JsonShapeException($"{tax.Path}/price", "present"))),
    ];

    // Allocations tell what was taken off this very line, also of discounts on the whole order; total_discount does not.
    private static decimal? Allocated(JsonView line)
    {
        var allocations = line.Items("discount_allocations").Select(allocation => Amount(allocation, "amount") ?? 0).ToList();
        return allocations.Count > 0 ? allocations.Sum() : null;
    }

    private static decimal? Amount(JsonView of, string name) => (of.Find($"{name}_set")?.Find("shop_money")?.Find("amount") ?? of.Find(name))?.Decimal();

    private static List<T> Distinct<T>(IEnumerable<T> lines, Func<T, string> id, string name)
    {
        List<T> all = [.. lines];
        return all.DistinctBy(id).Count() == all.Count ? all : throw new JsonShapeException($"/{name}", "lines with different ids");
    }
}
