namespace OdooGrains.Domain.Orders;

/// <summary>The conservation of money within one order.</summary>
public static class OrderTotals
{
    /// <summary>The largest amount, and the largest quantity, that an order may state. Products of two stay far within a decimal.</summary>
    public const decimal AmountMax = 1_000_000_000_000m;

    /// <summary>Lines less discounts, shipping, tip, and tax where prices exclude it: what the channel's total must be.</summary>
    public static decimal Computed(Order order)
    {
        var lines = order.Lines.Sum(line => (line.UnitPrice * line.Quantity) - line.Discount);
        var shipping = order.ShippingLines.Sum(line => line.Price - line.Discount);
        var tax = order.PricesIncludeTax ? 0 : order.TaxTotal;
        return lines + shipping + order.Tip + tax;
    }

    /// <summary>Why the order cannot be booked as it stands, or null when it can.</summary>
    public static string? Problem(Order order, decimal tolerance)
    {
        if (!Money.Currency.IsCode(order.Currency))
        {
            return $"The currency '{order.Currency}' is not an ISO 4217 code.";
        }

        if (order.Lines.Count == 0)
        {
            return "The order has no lines.";
        }

        if (order.Lines.FirstOrDefault(line => line.Quantity < 0) is { } negative)
        {
            return $"Line {negative.Id} has the negative quantity {negative.Quantity:0.######}.";
        }

        if (Figures(order).Where(figure => Math.Abs(figure) > AmountMax).Select(figure => (decimal?)figure).FirstOrDefault() is { } huge)
        {
            return $"The order states the figure {huge:0.######}, more than {AmountMax:0}.";
        }

        var computed = Computed(order);
        return Math.Abs(computed - order.Total) > tolerance
            ? $"The channel states a total of {order.Total:0.00##} {order.Currency}, but its lines, shipping, tips and taxes sum to {computed:0.00##}."
            : null;
    }

    private static IEnumerable<decimal> Figures(Order order) =>
    [
        order.Total, order.TaxTotal, order.Tip,
        .. order.Lines.SelectMany(line => new[] { line.Quantity, line.UnitPrice, line.Discount }),
        .. order.ShippingLines.SelectMany(line => new[] { line.Price, line.Discount }),
    ];
}
