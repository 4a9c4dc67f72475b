namespace OdooGrains.Domain.Orders;

/// <summary>Part of an order line that was refunded before it left, and so is never delivered.</summary>
/// <param name="LineId">The channel's id of the order line.</param>
/// <param name="Amount">What was given back for it, including tax, in the order's currency.</param>
public readonly record struct CancelledLine(string LineId, decimal Quantity, decimal Amount);
