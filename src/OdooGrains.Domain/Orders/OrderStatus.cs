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
    /// <summary>A draft sale order stands in the ERP; it is being confirmed, or waits at the gate before that.</summary>
    Booked,
    /// <summary>The ERP confirmed it and reserves its stock. The end, where the platform does not follow deliveries there; else goods are still to leave.</summary>
    Confirmed,
    /// <summary>Cancelled by the channel; what the ERP has of it is being undone.</summary>
    Cancelling,
    Cancelled,
    /// <summary>A person said, with a reason, that the platform shall not go on with it.</summary>
    Discarded,
    /// <summary>Payments, refunds or deliveries of it were told, and the channel has not stated the order itself yet.</summary>
    AwaitingOrder,
    /// <summary>All goods left or were cancelled; invoices, payments or refunds are still to be written.</summary>
    Delivered,
    /// <summary>Delivered, invoiced, paid, and refunds credited: nothing is left to do.</summary>
    Completed,
}
