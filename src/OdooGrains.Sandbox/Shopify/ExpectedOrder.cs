namespace OdooGrains.Sandbox.Shopify;

/// <summary>A line that must be found in the ERP.</summary>
/// <param name="Sku">Null for a custom line item.</param>
/// <param name="Title">Text of the line.</param>
/// <param name="Quantity">Ordered quantity, without what was refunded before it left; 0 where that is all.</param>
/// <param name="UnitPrice">As the shop writes it, with or without tax as the order says.</param>
public sealed record ExpectedLine(string? Sku, string Title, int Quantity, decimal UnitPrice)
{
    /// <summary>Units that came back after they had left.</summary>
    public int Returned { get; init; }

    /// <summary>Units that were refunded after they had left, whether or not they came back.</summary>
    public int Given { get; init; }
}

/// <summary>What the ERP must hold after one version of an order took effect, by the shop's own arithmetic.</summary>
public sealed record ExpectedOrder
{
    public required string OrderId { get; init; }

    /// <summary>The order's name, <c>#1001</c>.</summary>
    public required string Name { get; init; }

    /// <summary>1 for the order as placed, one more with every event.</summary>
    public required int Version { get; init; }

    public required string Currency { get; init; }

    public required bool TaxesIncluded { get; init; }

    public required IReadOnlyList<ExpectedLine> Lines { get; init; }

    /// <summary>Sum of the discounts of those quantities, positive, in the same terms (with or without tax) as the prices.</summary>
    public required decimal Discount { get; init; }

    public required decimal Shipping { get; init; }

    public required decimal Tip { get; init; }

    public required decimal Tax { get; init; }

    /// <summary>What the order comes to, tax and tip included, without what was refunded before it left.</summary>
    public required decimal Total { get; init; }

    public required string? CustomerEmail { get; init; }

    public required string? Note { get; init; }

    public required string ShippingZip { get; init; }

    /// <summary>Whether the order ends cancelled rather than confirmed.</summary>
    public required bool Cancelled { get; init; }

    /// <summary>Money that was taken in, as far as transactions told.</summary>
    public decimal Captured { get; init; }

    /// <summary>Money that went back.</summary>
    public decimal Refunded { get; init; }

    /// <summary>Units of all lines that have left.</summary>
    public int Delivered { get; init; }
}
