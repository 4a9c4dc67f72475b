using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Orders;

/// <summary>
/// The channel cancelled the order. What has not left the house is cancelled in the ERP, and the money is awaited back. What has left cannot be
/// cancelled: it goes on to its end by refunds and returns, and is held meanwhile, never cancelled in silence.
/// </summary>
internal static class Cancellation
{
    public static OrderNext? Next(OrderState state, OrderLedger ledger, OrderPolicy policy) => state switch
    {
        { Order.CancelledAt: null } => null,

        _ when Fulfilment.IsShipped(ledger, policy) => Shipped(state, ledger, policy),
        { Booked: { } toCancel, IsCancelledInErp: false } => new OrderNext.Do(new CancelOrder(toCancel.ErpId)),
        _ when policy.Follows && ledger.Captured - ledger.Refunded > policy.TotalTolerance => new OrderNext.Awaits(OrderWait.Refund),
        _ => OrderNext.End,
    };

    // The ERP has no order left that could be billed, or has a draft yet, which goes once nothing is left to bill.
    private static OrderNext? Shipped(OrderState state, OrderLedger ledger, OrderPolicy policy) => state switch
    {
        { IsCancelledInErp: true } => Rest(ledger, policy),
        { IsConfirmedInErp: true } => null,
        { Booked: { } draft } when Rest(ledger, policy) is OrderNext.Nothing => new OrderNext.Do(new CancelOrder(draft.ErpId)),
        _ => Rest(ledger, policy),
    };

    /// <summary>What is left of a cancelled order whose goods left, once all that is known of it is written.</summary>
    public static OrderNext Rest(OrderLedger ledger, OrderPolicy policy)
        => ledger.IsAllBack && ledger.Captured - ledger.Refunded <= policy.TotalTolerance ? OrderNext.End : ShippedBefore;

    private static OrderNext.Held ShippedBefore { get; } = new(OrderHold.ShippedBeforeCancel,
        "The channel cancelled the order after goods had left. Take them back and refund them in the channel, which ends it, or discard it here.");
}
