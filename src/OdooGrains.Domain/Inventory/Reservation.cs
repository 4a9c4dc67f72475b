using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Inventory;

/// <summary>
/// What an order line takes of the stock until a reading of the ERP has it: made when the order is taken in, gone when a reading that began after the
/// ERP's confirmation was known is counted.
/// </summary>
public sealed record Reservation
{
    public required DocumentKey Order { get; init; }

    /// <summary>The channel's id of the order line.</summary>
    public required string Line { get; init; }

    public required string Sku { get; init; }

    /// <summary>What it takes of the stock; 0 where the order was cancelled, discarded or is held for want of money or leave.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>What the channel sold, and took off its own level by itself.</summary>
    public required decimal Sold { get; init; }

    /// <summary>The part of <see cref="Sold"/> that the channel's count of sales has already.</summary>
    public decimal Counted { get; init; }

    /// <summary>The ERP that has confirmed the line as it stands here; null before.</summary>
    public ConnectionId? InErp { get; init; }

    /// <summary>The version of the order that wrote it.</summary>
    public required long Version { get; init; }
}

/// <summary>A reservation as somebody saw it.</summary>
public readonly record struct ReservationMark(DocumentKey Order, string Line, long Version);

/// <summary>What a fold changes of an order's reservations.</summary>
/// <param name="SoldBefore">What the order had sold of the line before.</param>
public sealed record ReservationChange(string Line, string Sku, decimal Quantity, decimal Sold, decimal SoldBefore, ConnectionId? InErp);
