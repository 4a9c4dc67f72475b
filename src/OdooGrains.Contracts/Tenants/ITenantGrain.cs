namespace OdooGrains.Contracts.Tenants;

/// <summary>The life of one tenant; key is the tenant's id. Its reminder carries an erasure on over restarts.</summary>
[Alias("og.tenant")]
public interface ITenantGrain : IGrainWithStringKey
{
    /// <summary>Begins or goes on with the erasure of a draining tenant; returns once a reminder watches over it.</summary>
    [Alias("Erase")]
    Task Erase();
}
