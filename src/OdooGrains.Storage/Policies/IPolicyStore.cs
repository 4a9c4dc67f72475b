using System.Text.Json.Nodes;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Policies;

/// <summary>What platform, plans, tenants and connections state. A tenant's rows are erased with it, a connection's with the connection.</summary>
public interface IPolicyStore
{
    /// <summary>Null where nothing was ever stated.</summary>
    Task<StoredPolicy?> FindAsync(PolicyScope scope, CancellationToken cancellation);

    /// <summary>All that a tenant and its connections state; of null, what the platform and the plans state.</summary>
    Task<IReadOnlyList<StoredPolicy>> ListAsync(TenantId? tenant, CancellationToken cancellation);

    /// <summary>Inserts (expected version 0) or replaces; false when the row has another version.</summary>
    Task<bool> PutAsync(StoredPolicy policy, long expectedVersion, CancellationToken cancellation);
}

/// <summary>What one level states, as stored.</summary>
public sealed record StoredPolicy
{
    public required PolicyScope Scope { get; init; }

    /// <summary>Named settings (<see cref="PolicySettings"/>); what is not named is inherited.</summary>
    public required JsonObject Settings { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Row version, from 1; the ETag of the REST front.</summary>
    public long Version { get; init; }
}
