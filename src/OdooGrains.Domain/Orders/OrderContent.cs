using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Orders;

/// <summary>What the ERP shall have of an order: what the channel states, without what was refunded before it left.</summary>
internal static class OrderContent
{
    /// <summary>What was refunded before it left, as it is known now.</summary>
    public static IReadOnlyList<CancelledLine> Cancelled(OrderState state, OrderPolicy? policy = null) => state.Facts is { Refunds.Count: > 0 } ? OrderLedger.Of(state, policy).Cancelled : [];

    /// <summary>The order without some parts of its lines, whose amounts go down by what was given back, to the cent.</summary>
    public static Order Without(Order order, IReadOnlyList<CancelledLine>? cancelled)
    {
        if (cancelled is not { Count: > 0 })
        {
            return order;
        }

        List<OrderLine> lines = [];
        var (total, tax) = (order.Total, order.TaxTotal);
        foreach (var line in order.Lines)
        {
            if (cancelled.FirstOrDefault(each => each.LineId == line.Id) is not { Quantity: > 0 } gone || line.Quantity == 0 || lines.Any(before => before.Id == line.Id))
            {
                lines.Add(line);
                continue;
            }

            var rest = line.Quantity - gone.Quantity;
            var net = order.PricesIncludeTax ? gone.Amount : Money.Currency.Round(Net(line) * gone.Quantity / line.Quantity, order.Currency);
            lines.Add(line with
            {
                Quantity = rest,
                Discount = (line.UnitPrice * rest) - (Net(line) - net),
                Taxes = [.. line.Taxes.Select(each => each with { Amount = Money.Currency.Round(each.Amount * rest / line.Quantity, order.Currency) })],
            });
            total -= gone.Amount;
            tax -= order.PricesIncludeTax ? Money.Currency.Round(line.Taxes.Sum(each => each.Amount) * gone.Quantity / line.Quantity, order.Currency) : gone.Amount - net;
        }

        return order with { Lines = lines, Total = total, TaxTotal = tax };
    }

    private static decimal Net(OrderLine line) => (line.UnitPrice * line.Quantity) - line.Discount;
}
