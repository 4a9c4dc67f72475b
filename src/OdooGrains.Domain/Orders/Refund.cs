namespace OdooGrains.Domain.Orders;

/// <summary>Money given back for an order, in full or in part, as the channel or the payment provider stated it. Amounts include tax.</summary>
public sealed record Refund
{
    public required string Id { get; init; }

    /// <summary>What was given back line by line; empty where only an amount is known.</summary>
    public IReadOnlyList<RefundLine> Lines { get; init; } = [];

    /// <summary>The part that gives shipping back.</summary>
    public decimal Shipping { get; init; }

    /// <summary>What is in <see cref="Total"/> and in no line, such as goodwill; negative where less was paid out than the lines say.</summary>
    public decimal Adjustment { get; init; }

    /// <summary>What was paid out in all: lines, shipping and adjustment.</summary>
    public required decimal Total { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>The payments that carried it, by their ids at the provider; empty where the channel names none.</summary>
    public IReadOnlyList<string> Payments { get; init; } = [];

    public required PaymentStatus Status { get; init; }
    public string? Reason { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <param name="LineId">The channel's id of the order line.</param>
/// <param name="Amount">Including tax, in the refund's currency.</param>
public sealed record RefundLine(string LineId, decimal Quantity, decimal Amount, Restock Restock);

/// <summary>What becomes of the goods of a refunded line.</summary>
public enum Restock
{
    /// <summary>They stay with the buyer, or are not sellable.</summary>
    None,
    /// <summary>They never left; the line is cancelled.</summary>
    Cancel,
    /// <summary>They come back into stock.</summary>
    Return,
}
