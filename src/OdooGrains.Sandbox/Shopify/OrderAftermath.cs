namespace OdooGrains.Sandbox.Shopify;

/// <summary>One thing that happens to an order, and how Shopify tells it by itself.</summary>
internal sealed record OrderPart(string Topic, Func<ShopOrder, ShopOrder> Change, Func<ShopOrder, byte[]> Body)
{
    /// <summary>Happens only once the ERP has sent the goods off.</summary>
    public bool IsAfterDelivery { get; init; }
}

/// <summary>What happens to an order once it is placed: it is paid, leaves in one or two shipments, and may be refunded.</summary>
internal sealed class OrderAftermath(ShopScenario scenario, Random random)
{
    private const string Gateway = "shopify_payments";

    /// <summary>The parts in the order in which they happen.</summary>
    public IReadOnlyList<OrderPart> Of(ShopOrder order, bool isCancelled)
    {
        var payments = Draws(scenario.PaymentsPerMille) ? Payments(order) : [];
        var fulfilments = !isCancelled && Draws(scenario.FulfilmentsPerMille) ? Fulfilments(order) : [];
        var isRefunded = payments.Count > 0 && (isCancelled || Draws(scenario.RefundsPerMille));
        var isLate = isRefunded && !isCancelled && fulfilments.Count == 0 && Draws(scenario.LateRefundsPerMille);
        // Of an order of one unit nothing is left to send: nobody keeps its shipping charge.
        var isAll = isCancelled || (!isLate && fulfilments.Count == 0 && order.Lines.Sum(line => line.Quantity) == 1);
        var refund = !isRefunded ? null : isAll ? RefundOfAll(order, payments[^1]) : Refund(order, payments[^1], isLate || fulfilments.Count > 0);
        return
        [
            .. payments.Select(payment => new OrderPart("order_transactions/create", before => before with { Transactions = [.. before.Transactions, payment] }, after => ShopPartBody.Transaction(after, payment))),
            .. fulfilments.Select(fulfilment => new OrderPart("fulfillments/create", before => before with { Fulfilments = [.. before.Fulfilments, fulfilment] }, after => ShopPartBody.Fulfilment(after, fulfilment))),
            .. refund is null ? [] : (OrderPart[])[new("refunds/create", before => before with { Refunds = [refund] }, after => ShopPartBody.Refund(after, refund)) { IsAfterDelivery = isLate }],
        ];
    }

    private List<ShopTransaction> Payments(ShopOrder order)
    {
        var intent = Draws(scenario.IntentsPerMille) ? $"pi_{order.Id}" : null;
        var isSale = random.Next(2) == 0;
        var first = new ShopTransaction(order.Id + 500, isSale ? "sale" : "authorization", order.Total, null, intent, At(order, 1));
        return isSale ? [first] : [first, new ShopTransaction(order.Id + 501, "capture", order.Total, first.Id, intent, At(order, 3))];
    }

    private List<ShopFulfilment> Fulfilments(ShopOrder order)
    {
        var isSplit = order.Lines.Sum(line => line.Quantity) > 1 && random.Next(2) == 0;
        IReadOnlyList<List<(long, int)>> shipments = isSplit ? Split(order) : [[.. order.Lines.Select(line => (line.Id, line.Quantity))]];
        return [.. shipments.Select((lines, index) => Shipment(order, lines, index))];
    }

    private ShopFulfilment Shipment(ShopOrder order, List<(long, int)> lines, int index)
    {
        var (at, number) = (At(order, 6 + index), $"SIM{order.Number}{index}");
        return new ShopFulfilment(order.Id + 600 + index, "success", lines, "Simulated Post", [number], $"https://post.example/{number}", at, at);
    }

    // One unit of the first line goes ahead, the rest follows.
    private static IReadOnlyList<List<(long, int)>> Split(ShopOrder order)
    {
        var first = order.Lines[0];
        List<(long, int)> rest = [.. order.Lines.Select(line => (line.Id, line == first ? line.Quantity - 1 : line.Quantity)).Where(line => line.Item2 > 0)];
        return [[(first.Id, 1)], rest];
    }

    private ShopRefund Refund(ShopOrder order, ShopTransaction payment, bool hasLeft)
    {
        var line = order.Lines[random.Next(order.Lines.Count)];
        var withShipping = order.Shipping > 0 && random.Next(2) == 0;
        var restock = !hasLeft ? "cancel" : random.Next(2) == 0 ? "return" : "no_restock";
        var step = scenario.ExactTaxes ? order.Tax.ExactStep : 1;
        var subtotal = line.Net / line.Quantity / step * step;
        var refunded = new ShopRefundLine(line.Id, 1, subtotal, order.Tax.On(subtotal), restock);
        var (shipping, shippingTax) = withShipping ? (order.Shipping, order.Tax.On(order.Shipping)) : (0, 0);
        var amount = refunded.Subtotal + shipping + (order.Tax.Included ? 0 : refunded.Tax + shippingTax);
        return Refund(order, payment, [refunded], (shipping, shippingTax), amount, "one too many");
    }

    private ShopRefund RefundOfAll(ShopOrder order, ShopTransaction payment)
    {
        List<ShopRefundLine> lines = [.. order.Lines.Select(line => new ShopRefundLine(line.Id, line.Quantity, line.Net, order.Tax.On(line.Net), "cancel"))];
        return Refund(order, payment, lines, (order.Shipping, order.Tax.On(order.Shipping)), order.Total, "cancelled");
    }

    private ShopRefund Refund(ShopOrder order, ShopTransaction payment, List<ShopRefundLine> lines, (long Net, long Tax) shipping, long amount, string note)
    {
        var at = At(order, 9);
        return new ShopRefund(order.Id + 800, lines, shipping.Net, shipping.Tax, new(order.Id + 510, "refund", amount, payment.Id, payment.Intent, at), note, at);
    }

    private DateTimeOffset At(ShopOrder order, int steps) => order.CreatedAt + (scenario.ChangeDelay * (order.Version + steps));

    // Nothing is drawn where nothing can happen, so that a scenario without it tells what it always told.
    private bool Draws(int perMille) => perMille > 0 && random.Next(1000) < perMille;

    internal static string GatewayOf(ShopTransaction transaction) => transaction.Intent is null ? "bogus" : Gateway;
}
