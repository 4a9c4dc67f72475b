using System.Globalization;
using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.WooCommerce;

/// <summary>
/// Reads the order resource of wc/v3 (https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties) into the platform's order. Refunds do not
/// change what an order states; they are facts of their own.
/// </summary>
internal static class WooOrders
{
    public static Order Read(JsonView body, WooSettings settings)
    {
        var (currency, withTax) = (body.Get("currency").String(), body.Flag("prices_include_tax"));
        var updatedAt = WooTime.Get(body, "date_modified_gmt");
        var isCancelled = body.Get("status").String() is "cancelled" or "trash";
        return new()
        {
            Id = body.Get("id").Id(),
            Number = body.Text("number") ?? body.Get("id").Id(),
            PlacedAt = WooTime.Get(body, "date_created_gmt"),
            UpdatedAt = updatedAt,
            // WooCommerce has no time of the cancellation.
            CancelledAt = isCancelled ? updatedAt : null,
            CancelReason = isCancelled ? body.Text("status") : null,
            Currency = currency,
            PricesIncludeTax = withTax,
            Customer = WooCustomers.Customer(body, settings.VatKey),
            BillTo = WooCustomers.Address(body.Find("billing")),
            ShipTo = WooCustomers.Address(body.Find("shipping")),
            Lines = Distinct([.. body.Items("line_items").Select(line => Line(line, body, withTax, currency)), .. body.Items("fee_lines").Select(fee => Fee(fee, body, withTax))]),
            ShippingLines = [.. body.Items("shipping_lines").Select(line => Shipping(line, body, withTax))],
            Total = WooAmounts.Get(body, "total"),
            TaxTotal = WooAmounts.Find(body, "total_tax") ?? 0,
            Note = WooAmounts.Words(body, "customer_note"),
        };
    }

    private static OrderLine Line(JsonView line, JsonView order, bool withTax, string currency)
    {
        var quantity = line.Get("quantity").Decimal();
        var (before, after) = (Amount(line, "subtotal", withTax), Amount(line, "total", withTax));
        var price = WooAmounts.UnitPrice(before, quantity, withTax, currency);
        return new()
        {
            Id = line.Get("id").Id(),
            Sku = line.Text("sku"),
            Title = WooAmounts.Words(line, "name") ?? "Item",
            Quantity = quantity,
            UnitPrice = price,
            Discount = before - after,
            Taxes = WooAmounts.Taxes(line, order),
        };
    }

    // A fee may be negative: that is a discount on the order.
    private static OrderLine Fee(JsonView fee, JsonView order, bool withTax)
    {
        var amount = Amount(fee, "total", withTax);
        return new()
        {
            Id = fee.Get("id").Id(),
            Title = WooAmounts.Words(fee, "name") ?? "Fee",
            Quantity = 1,
            UnitPrice = Math.Max(amount, 0),
            Discount = Math.Max(-amount, 0),
            Taxes = WooAmounts.Taxes(fee, order),
        };
    }

    private static ShippingLine Shipping(JsonView line, JsonView order, bool withTax) => new()
    {
        Id = line.Get("id").Id(),
        Title = WooAmounts.Words(line, "method_title") ?? "Shipping",
        Price = Amount(line, "total", withTax),
        Taxes = WooAmounts.Taxes(line, order),
    };

    private static decimal Amount(JsonView of, string name, bool withTax) => WooAmounts.Get(of, name) + (withTax ? WooAmounts.Find(of, $"{name}_tax") ?? 0 : 0);

    private static List<OrderLine> Distinct(List<OrderLine> lines)
        => lines.DistinctBy(line => line.Id).Count() == lines.Count ? lines : throw new JsonShapeException("/line_items", string.Create(CultureInfo.InvariantCulture, $"{lines.Count} lines with different ids, fees among them"));
}
