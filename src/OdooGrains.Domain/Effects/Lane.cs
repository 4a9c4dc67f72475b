namespace OdooGrains.Domain.Effects;

/// <summary>The lanes of a connection, the most urgent first.</summary>
public enum Lane
{
    /// <summary>Orders, payments, refunds.</summary>
    Money,
    Stock,
    Fulfilment,
    Customers,
    Catalog,
    Reports,
}
