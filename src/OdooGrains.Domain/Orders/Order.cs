namespace OdooGrains.Domain.Orders;

/// <summary>
/// An order as the channel last stated it, in the platform's own words. Amounts are decimals in <see cref="Currency"/>, the shop's
/// accounting currency; times are UTC instants. Whether prices contain tax is told by <see cref="PricesIncludeTax"/>.
/// </summary>
public sealed record Order
{
    /// <summary>The channel's id of the order.</summary>
    public required string Id { get; init; }

    /// <summary>The number that people use, such as #1001.</summary>
    public required string Number { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? CancelledAt { get; init; }
    public string? CancelReason { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    public required bool PricesIncludeTax { get; init; }
    public required Customer Customer { get; init; }
    public Address? BillTo { get; init; }
    public Address? ShipTo { get; init; }
    public required IReadOnlyList<OrderLine> Lines { get; init; }
    public IReadOnlyList<ShippingLine> ShippingLines { get; init; } = [];
    public decimal Tip { get; init; }

    /// <summary>What the buyer pays in all, as the channel states it.</summary>
    public required decimal Total { get; init; }

    /// <summary>All tax in <see cref="Total"/>, as the channel states it.</summary>
    public required decimal TaxTotal { get; init; }

    public string? Note { get; init; }

    /// <summary>The channel marks it as a test order.</summary>
    public bool IsTest { get; init; }

    /// <summary>Stands for an order that the channel has not stated yet; every statement is newer.</summary>
    internal static Order Unstated(string id) => new()
    {
        Id = id,
        Number = id,
        PlacedAt = DateTimeOffset.MinValue,
        UpdatedAt = DateTimeOffset.MinValue,
        Currency = "",
        PricesIncludeTax = false,
        Customer = new() { Name = "" },
        Lines = [],
        Total = 0,
        TaxTotal = 0,
    };
}

/// <summary>One line. <see cref="Discount"/> is the amount taken off the whole line, never a rate.</summary>
public sealed record OrderLine
{
    public required string Id { get; init; }

    /// <summary>Null for a custom line that no product stands behind.</summary>
    public string? Sku { get; init; }

    public required string Title { get; init; }
    public required decimal Quantity { get; init; }
    public required decimal UnitPrice { get; init; }
    public decimal Discount { get; init; }
    public IReadOnlyList<Tax> Taxes { get; init; } = [];
}

/// <summary>A shipping charge. <see cref="Discount"/> is the amount taken off it.</summary>
public sealed record ShippingLine
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public required decimal Price { get; init; }
    public decimal Discount { get; init; }
    public IReadOnlyList<Tax> Taxes { get; init; } = [];
}

/// <summary>One tax on a line: its rate as a fraction (0.19 is 19 %) and the amount that the channel computed.</summary>
public sealed record Tax(string Title, decimal Rate, decimal Amount);

/// <summary>Who ordered. Matched in the ERP by email, else by the channel's customer id, else a customer of this one order; or by the rules of its connection.</summary>
public sealed record Customer
{
    /// <summary>The channel's id; null for a guest.</summary>
    public string? Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Lower-cased; null when the channel has none.</summary>
    public string? Email { get; init; }

    public string? Phone { get; init; }

    /// <summary>As <see cref="Customers.VatNumber"/> writes it; null when the channel has none.</summary>
    public string? Vat { get; init; }
}

/// <summary>A postal address. Country is ISO 3166-1 alpha-2, region the part of ISO 3166-2 after the hyphen.</summary>
public sealed record Address
{
    public string? Name { get; init; }
    public string? Company { get; init; }
    public string? Street { get; init; }
    public string? Street2 { get; init; }
    public string? City { get; init; }
    public string? PostalCode { get; init; }
    public string? Region { get; init; }
    public string? Country { get; init; }
    public string? Phone { get; init; }
}
