using System.Text.Json;
using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.WooCommerce;

/// <summary>
/// Refunds of an order. The order's body names them with their totals; their lines are read from /orders/{id}/refunds. So that the whole refund wins over
/// its name whichever comes first, the name counts as told when the order was placed.
/// </summary>
internal static class WooRefunds
{
    // The line of the order that a line of a refund gives back (wc_create_refund).
    private const string RefundedLine = "_refunded_item_id";

    /// <summary>The refunds that an order's body names: pending until the feed has read their lines, where there is one.</summary>
    public static IEnumerable<OrderFact> Named(JsonView order, WooSettings settings)
        => order.Items("refunds").Select(refund =>
        {
            var amount = Math.Abs(WooAmounts.Get(refund, "total"));
            return new OrderFact.RefundFact(new()
            {
                Id = refund.Get("id").Id(),
                Adjustment = amount,
                Total = amount,
                Currency = order.Get("currency").String(),
                Payments = [WooPayments.Id(order, settings.PaymentIdKey)],
                Status = settings.HasKeys ? PaymentStatus.Pending : PaymentStatus.Succeeded,
                Reason = WooAmounts.Words(refund, "reason"),
                UpdatedAt = WooTime.Get(order, "date_created_gmt"),
            });
        });

    /// <summary>A refund as the feed hands it on: <c>{"order": {…}, "refund": {…}}</c>.</summary>
    public static Refund Whole(JsonView body, bool restocks)
    {
        var (order, refund) = (body.Get("order"), body.Get("refund"));
        var total = WooAmounts.Get(refund, "amount");
        List<RefundLine> lines = [.. Lines(refund, "line_items", restocks), .. Lines(refund, "fee_lines", restocks: false)];
        var shipping = refund.Items("shipping_lines").Sum(Gross);
        return new()
        {
            Id = refund.Get("id").Id(),
            Lines = lines,
            Shipping = shipping,
            // A refund of an amount, and a total that was typed in beside its lines.
            Adjustment = total - shipping - lines.Sum(line => line.Amount),
            Total = total,
            Currency = order.Get("currency").String(),
            Payments = order.Text("payment") is { } payment ? [payment] : [],
            Status = PaymentStatus.Succeeded,
            Reason = WooAmounts.Words(refund, "reason"),
            UpdatedAt = WooTime.Get(refund, "date_created_gmt"),
        };
    }

    // Amounts and quantities of a refund are negative.
    private static IEnumerable<RefundLine> Lines(JsonView refund, string name, bool restocks)
        => from line in refund.Items(name)
           let quantity = Math.Abs(line.Find("quantity")?.Decimal() ?? 1)
           let amount = Gross(line)
           where quantity != 0 || amount != 0
           select new RefundLine(Of(line), quantity, amount, restocks && quantity != 0 ? Restock.Return : Restock.None);

    private static decimal Gross(JsonView line) => -(WooAmounts.Get(line, "total") + (WooAmounts.Find(line, "total_tax") ?? 0));

    private static string Of(JsonView line)
    {
        var value = line.Items("meta_data").Where(meta => meta.Text("key") == RefundedLine).Select(meta => meta.Find("value")).FirstOrDefault();
        return value switch
        {
            { Element.ValueKind: JsonValueKind.String } text when text.String().Length > 0 => text.String(),
            { Element.ValueKind: JsonValueKind.Number } number => number.Id(),
            _ => throw new JsonShapeException($"{line.Path}/meta_data", $"a list with the key {RefundedLine}"),
        };
    }
}
