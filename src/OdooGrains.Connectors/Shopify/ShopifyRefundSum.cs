using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Shopify;

/// <summary>A refunded line as Shopify states it.</summary>
internal sealed record ShopifyRefundLine(string LineId, decimal Quantity, decimal Subtotal, decimal Tax, Restock Restock);

/// <summary>A transaction of a refund, in the shop's currency.</summary>
/// <param name="Amount">Null where it is stated in another currency alone.</param>
/// <param name="Payment">The payment that carried it, as <see cref="ShopifyPayments"/> names it.</param>
internal sealed record ShopifyRefundMoney(decimal? Amount, PaymentStatus Status, string? Payment);

/// <summary>
/// What a refund is made of. A subtotal includes tax where the order's prices do, which the order tells and a refund's own body does not; there, it
/// includes tax only if so it adds up to the money that was paid out, or if with tax on top it would be more than that (a tip may go back with it).
/// </summary>
internal sealed record ShopifyRefundSum
{
    public required IReadOnlyList<ShopifyRefundLine> Lines { get; init; }
    public decimal Shipping { get; init; }
    public decimal ShippingTax { get; init; }

    /// <summary>What was given back beside lines and shipping, as stated (refund_discrepancy).</summary>
    public decimal Discrepancy { get; init; }

    public required IReadOnlyList<ShopifyRefundMoney> Money { get; init; }

    /// <summary>Whether subtotals include tax; null where nobody says.</summary>
    public bool? IncludesTax { get; init; }

    public Refund Refund(string id, string currency, string? reason, DateTimeOffset updatedAt)
    {
        var included = IncludesTax ?? (Paid == Stated(included: true) || (Paid > 0 && Paid < Stated(included: false)));
        List<RefundLine> lines = [.. Lines.Select(line => new RefundLine(line.LineId, line.Quantity, Amount(line.Subtotal, line.Tax, included), line.Restock))];
        var shipping = Amount(Shipping, ShippingTax, included);
        var total = Paid ?? Stated(included);
        return new()
        {
            Id = id,
            Lines = lines,
            Shipping = shipping,
            Adjustment = total - shipping - lines.Sum(line => line.Amount),
            Total = total,
            Currency = currency,
            Payments = [.. Counted.Select(money => money.Payment).OfType<string>().Distinct(StringComparer.Ordinal)],
            Status = Status,
            Reason = reason,
            UpdatedAt = updatedAt,
        };
    }

    // What failed was not paid out; where all failed, they tell what was tried.
    private IReadOnlyList<ShopifyRefundMoney> Counted
        => Money.Any(money => money.Status is not PaymentStatus.Failed) ? [.. Money.Where(money => money.Status is not PaymentStatus.Failed)] : Money;

    private decimal? Paid => Counted.Any(money => money.Amount is null) ? null : Counted.Sum(money => money.Amount);

    private PaymentStatus Status => Counted.Any(money => money.Status is PaymentStatus.Pending) ? PaymentStatus.Pending
        : Counted.Any(money => money.Status is PaymentStatus.Failed) ? PaymentStatus.Failed
        : PaymentStatus.Succeeded;

    private decimal Stated(bool included) => Lines.Sum(line => Amount(line.Subtotal, line.Tax, included)) + Amount(Shipping, ShippingTax, included) + Discrepancy;

    private static decimal Amount(decimal subtotal, decimal tax, bool included) => included ? subtotal : subtotal + tax;
}
