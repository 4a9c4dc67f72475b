namespace OdooGrains.Domain.Orders;

/// <summary>How far an order has come. A hold stands beside it.</summary>
public enum OrderStatus
{
    /// <summary>Taken in, and not fit to be booked as it stands.</summary>
    Received,
    /// <summary>Fit to be booked; the customer is being ensured.</summary>
    Validated,
    /// <summary>The ERP knows the customer; the draft is being written.</summary>
    CustomerEnsured,
    /// <summary>A draft sale order stands in the ERP; it is being confirmed.</summary>
    Booked,
    Confirmed,
    /// <summary>Cancelled by the channel; what the ERP has of it is being undone.</summary>
    Cancelling,
    Cancelled,
    /// <summary>A person said, with a reason, that the platform shall not go on with it.</summary>
    Discarded,
}
