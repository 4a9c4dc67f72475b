namespace OdooGrains.Domain.Policies;

/// <summary>What money must be known before an order is confirmed in the ERP.</summary>
public enum ReleaseOn
{
    /// <summary>None: payments are followed, and nothing waits for them.</summary>
    None,
    /// <summary>The order's total is reserved on the buyer's account, or captured.</summary>
    Authorised,
    /// <summary>The order's total is captured.</summary>
    Captured,
}
