namespace OdooGrains.Domain.Orders;

/// <summary>Goods of an order that go out, or come back, together: a picking of the ERP or a fulfilment of the channel, as it was last stated.</summary>
public sealed record Delivery
{
    /// <summary>The id in the system that states it.</summary>
    public required string Id { get; init; }

    public required DeliverySource Source { get; init; }
    public bool IsReturn { get; init; }
    public required DeliveryStatus Status { get; init; }
    public required IReadOnlyList<LineQuantity> Lines { get; init; }

    /// <summary>The delivery that this one is the rest of.</summary>
    public string? BackorderOf { get; init; }

    public string? Carrier { get; init; }
    public IReadOnlyList<string> TrackingNumbers { get; init; } = [];
    public string? TrackingUrl { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Part of an order line.</summary>
/// <param name="LineId">The channel's id of the order line.</param>
public readonly record struct LineQuantity(string LineId, decimal Quantity);

/// <summary>Who says so; what one side states is carried to the other.</summary>
public enum DeliverySource
{
    Erp,
    Channel,
}

public enum DeliveryStatus
{
    Open,
    Done,
    Cancelled,
}
