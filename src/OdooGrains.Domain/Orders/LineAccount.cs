namespace OdooGrains.Domain.Orders;

/// <summary>One order line in quantities, as far as is known: <c>ordered = delivered + open + cancelled</c>.</summary>
public sealed record LineAccount
{
    public required string LineId { get; init; }
    public required decimal Ordered { get; init; }

    /// <summary>A product stands behind it, so that it is delivered.</summary>
    public required bool IsGoods { get; init; }

    /// <summary>Left the house, as the ERP has it; what came back is not taken off.</summary>
    public required decimal Delivered { get; init; }

    /// <summary>Left by the word of a channel that is master of deliveries, and is not written to the ERP yet.</summary>
    public decimal Leaving { get; init; }

    /// <summary>Came back, as the ERP has it.</summary>
    public required decimal Returned { get; init; }

    public required decimal Invoiced { get; init; }
    public required decimal Credited { get; init; }

    /// <summary>The part of <see cref="Credited"/> whose goods come back.</summary>
    public required decimal CreditedReturns { get; init; }

    /// <summary>Given back in money, whatever becomes of the goods.</summary>
    public required decimal Refunded { get; init; }

    /// <summary>The part of <see cref="Refunded"/> whose goods shall come back.</summary>
    public required decimal RefundedReturns { get; init; }

    /// <summary>Can only come back what left.</summary>
    public decimal ToComeBack => Math.Min(RefundedReturns, Delivered);

    /// <summary>Refunded and never left: it shall not leave any more.</summary>
    public decimal Cancelled => Math.Clamp(Refunded - Math.Min(RefundedReturns, Delivered + Leaving), 0, Math.Max(0, Ordered - Delivered - Leaving));

    public decimal Open => IsGoods ? Ordered - Delivered - Cancelled : 0;

    /// <summary>
    /// Delivered and not invoiced, never more than ordered. What came back before it was invoiced never is; what came back and was credited was
    /// invoiced before.
    /// </summary>
    public decimal ToInvoice => Math.Max(0, Math.Min(Delivered, Ordered) - Math.Max(Returned, CreditedReturns) - (Invoiced - CreditedReturns));

    /// <summary>Refunded and invoiced, and not credited. Asked when nothing is to be invoiced: what is delivered and not invoiced then came back before.</summary>
    public decimal ToCredit => Math.Max(0, Math.Min(Refunded - Cancelled - Math.Max(0, Delivered - Invoiced), Invoiced) - Credited);

    public decimal ToReturn => Math.Max(0, ToComeBack - Returned);
}
