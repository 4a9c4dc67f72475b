namespace OdooGrains.Domain.Failures;

/// <summary>Which part of the business a failure stops.</summary>
public enum FailureFlow
{
    /// <summary>From the order to its confirmation, or its cancellation.</summary>
    Orders,
    /// <summary>Deliveries and returns.</summary>
    Fulfilment,
    /// <summary>Payments, invoices and credit notes.</summary>
    Money,
}
