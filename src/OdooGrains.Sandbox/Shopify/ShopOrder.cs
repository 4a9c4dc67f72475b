namespace OdooGrains.Sandbox.Shopify;

internal sealed record ShopLine(long Id, string? Sku, string Title, int Quantity, long Price, long Discount)
{
    public long Gross => Price * Quantity;

    public long Net => Gross - Discount;
}

internal sealed record ShopAddress(string FirstName, string LastName, string Street, string City, string Zip, string CountryCode, string Country);

internal sealed record ShopCustomer(long Id, string Email, string FirstName, string LastName, string? Phone);

/// <summary>The shop's own record of an order, in minor units. Totals are derived, never stored.</summary>
internal sealed record ShopOrder
{
    public required long Id { get; init; }

    public required int Number { get; init; }

    public required int Version { get; init; }

    public required string Currency { get; init; }

    public required ShopTax Tax { get; init; }

    public required IReadOnlyList<ShopLine> Lines { get; init; }

    public required long Shipping { get; init; }

    public required long Tip { get; init; }

    public required ShopCustomer? Customer { get; init; }

    public required string? Email { get; init; }

    public required ShopAddress ShipTo { get; init; }

    public required string? Note { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? CancelledAt { get; init; }

    public IReadOnlyList<ShopTransaction> Transactions { get; init; } = [];

    public IReadOnlyList<ShopRefund> Refunds { get; init; } = [];

    public IReadOnlyList<ShopFulfilment> Fulfilments { get; init; } = [];

    public string Name => $"#{Number}";

    public long Gross => Lines.Sum(line => line.Gross);

    public long Discounts => Lines.Sum(line => line.Discount);

    public long Subtotal => Gross - Discounts;

    public long TotalTax => Lines.Sum(line => Tax.On(line.Net)) + Tax.On(Shipping);

    public long Total => Subtotal + Shipping + (Tax.Included ? 0 : TotalTax) + Tip;

    public ShopMoney Money(long minor) => new(minor, Currency);

    /// <summary>Units of a line that have left.</summary>
    public int Fulfilled(long lineId) =>
        Fulfilments.Where(fulfilment => fulfilment.Status == "success").SelectMany(fulfilment => fulfilment.Lines).Where(line => line.LineId == lineId).Sum(line => line.Quantity);

    /// <summary>Units of a line that were refunded with this word on what becomes of them: cancel (before they left), return, no_restock.</summary>
    public int Refunded(long lineId, string restockType) =>
        RefundLines.Where(line => line.LineId == lineId && line.RestockType == restockType).Sum(line => line.Quantity);

    private IEnumerable<ShopRefundLine> RefundLines => Refunds.SelectMany(refund => refund.Lines);

    private IEnumerable<ShopRefundLine> CancelledLines => RefundLines.Where(line => line.RestockType == "cancel");

    public ExpectedOrder Expected() => new()
    {
        OrderId = Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Name = Name,
        Version = Version,
        Currency = Currency,
        TaxesIncluded = Tax.Included,
        Lines = [.. Lines.Select(line => new ExpectedLine(line.Sku, line.Title, line.Quantity - Refunded(line.Id, "cancel"), Money(line.Price).Amount) { Returned = Refunded(line.Id, "return"), Given = Refunded(line.Id, "return") + Refunded(line.Id, "no_restock") })],
        Discount = Money(Discounts - CancelledLines.Sum(line => Lines.First(ordered => ordered.Id == line.LineId).Price * line.Quantity - line.Subtotal)).Amount,
        Shipping = Money(Shipping).Amount,
        Tip = Money(Tip).Amount,
        Tax = Money(TotalTax - CancelledLines.Sum(line => line.Tax)).Amount,
        Total = Money(Total - CancelledLines.Sum(line => line.Subtotal + (Tax.Included ? 0 : line.Tax))).Amount,
        CustomerEmail = Email,
        Note = Note,
        ShippingZip = ShipTo.Zip,
        Cancelled = CancelledAt is not null,
        Captured = Money(Transactions.Where(transaction => transaction.Kind is "sale" or "capture").Sum(transaction => transaction.Amount)).Amount,
        Refunded = Money(Refunds.Sum(refund => refund.Transaction.Amount)).Amount,
        Delivered = Lines.Sum(line => Fulfilled(line.Id)),
    };
}
