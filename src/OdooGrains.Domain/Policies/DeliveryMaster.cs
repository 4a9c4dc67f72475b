namespace OdooGrains.Domain.Policies;

/// <summary>Which side says what left the house. What the other side says of its own is not carried over, so that no two masters contradict each other.</summary>
public enum DeliveryMaster
{
    /// <summary>The ERP's warehouse; the channel is told.</summary>
    Erp,
    /// <summary>The channel, or a warehouse behind it; the ERP is told.</summary>
    Channel,
}
