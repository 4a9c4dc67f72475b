using OdooGrains.Domain.Effects;

namespace OdooGrains.Domain.Orders;

/// <summary>Why an order waits for its cause to go away or for a person.</summary>
/// <param name="Code">A stable word for programs, such as <c>unknown_sku</c>.</param>
/// <param name="Reason">A sentence for people: value and remedy.</param>
/// <param name="Differences">Field by field, where the hold is about a difference.</param>
public sealed record OrderHold(FailureClass Class, string Code, string Reason, string Owner, DateTimeOffset Since, DateTimeOffset Deadline, IReadOnlyList<Difference> Differences)
{
    /// <summary>The hold's code where a confirmed order was changed by the channel.</summary>
    public const string ChangedAfterConfirmation = "changed_after_confirmation";

    /// <summary>The hold's code where the ERP computes another total than the channel.</summary>
    public const string TotalDiffers = "total_differs";

    /// <summary>The hold's code where the order is not fit to be booked.</summary>
    public const string Invalid = "invalid_order";

    /// <summary>The hold's code where policy blocks the customer.</summary>
    public const string CustomerBlocked = "customer_blocked";

    /// <summary>The hold's code where every payment of an order failed that is released by a payment.</summary>
    public const string PaymentFailed = "payment_failed";

    /// <summary>The hold's code where the buyer's bank asks for the money back.</summary>
    public const string PaymentDisputed = "payment_disputed";

    /// <summary>The hold's code where a payment failed after it was registered in the ERP.</summary>
    public const string PaymentReversed = "payment_reversed";

    /// <summary>The hold's code where a refund failed after it was credited in the ERP.</summary>
    public const string RefundReversed = "refund_reversed";

    /// <summary>The hold's code where more was refunded than captured.</summary>
    public const string RefundExceedsPayment = "refund_exceeds_payment";

    /// <summary>The hold's code where more of a line was refunded than ordered.</summary>
    public const string RefundExceedsOrder = "refund_exceeds_order";

    /// <summary>The hold's code where a payment or refund is not in the order's currency.</summary>
    public const string OtherCurrency = "other_currency";

    /// <summary>The hold's code where the channel cancelled the order after goods had left.</summary>
    public const string ShippedBeforeCancel = "shipped_before_cancel";

    /// <summary>The hold's code where goods or money do not add up.</summary>
    public const string LedgerBreach = "ledger_breach";
}

/// <summary>One field that differs: what the ERP was given, and what the channel says now.</summary>
public sealed record Difference(string Field, string? Booked, string? Now);
