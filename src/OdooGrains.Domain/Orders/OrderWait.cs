namespace OdooGrains.Domain.Orders;

/// <summary>What an order waits for that neither the platform nor the ERP can do. It is no failure; it has an owner and a deadline of its own.</summary>
public enum OrderWait
{
    /// <summary>Something of it was told, and the channel has not stated the order itself yet.</summary>
    Order,
    /// <summary>The money that releases it, or that its invoices ask for.</summary>
    Payment,
    /// <summary>The warehouse.</summary>
    Delivery,
    /// <summary>It was cancelled, and the money that was taken for it is not all given back.</summary>
    Refund,
}
