namespace OdooGrains.Domain.Policies;

/// <summary>When the ERP is asked for an invoice.</summary>
public enum InvoiceWhen
{
    /// <summary>When goods were delivered, for what was delivered.</summary>
    Delivered,
    /// <summary>Never: somebody else writes invoices.</summary>
    Never,
}
