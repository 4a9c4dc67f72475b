using OdooGrains.Domain.Customers;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Customers;

/// <summary>Proposals to merge customers. Erased with their tenant.</summary>
public interface IMergeStore
{
    /// <summary>Adds proposals of one tenant. One about the same two, open or decided, stays as it is.</summary>
    Task ProposeAsync(TenantId tenant, IReadOnlyList<MergeProposal> proposals, CancellationToken cancellation);

    Task<MergeProposal?> FindAsync(MergeKey key, CancellationToken cancellation);

    /// <summary>Proposals of one status or of all by their key after <paramref name="after"/>, so that those of one customer stand together.</summary>
    Task<IReadOnlyList<MergeProposal>> ListAsync(TenantId tenant, MergeStatus? status, MergeKey? after, int limit, CancellationToken cancellation);

    /// <summary>False, and nothing is stored, where there is no open proposal of this key.</summary>
    Task<bool> DecideAsync(MergeKey key, MergeDecision decision, CancellationToken cancellation);
}
