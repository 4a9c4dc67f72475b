namespace OdooGrains.Domain.Policies;

/// <summary>Who states a value, the most general first. Platform and plan are the provider's; what they grant, tenant and connection may only tighten.</summary>
public enum PolicyLevel
{
    /// <summary>The program itself, where nobody says anything.</summary>
    Default,
    Platform,
    Plan,
    Tenant,
    Connection,
}

/// <summary>Which way the provider's word binds tenant and connection.</summary>
public enum PolicyBound
{
    /// <summary>The nearest level decides.</summary>
    Free,
    /// <summary>Tenant and connection may state the granted value or less.</summary>
    AtMost,
    /// <summary>Tenant and connection may state the granted value or more.</summary>
    AtLeast,
}
