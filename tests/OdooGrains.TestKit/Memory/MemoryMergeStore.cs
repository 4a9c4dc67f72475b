using OdooGrains.Domain.Customers;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Customers;
using OdooGrains.Storage.Formats;

namespace OdooGrains.TestKit.Memory;

/// <inheritdoc cref="IMergeStore"/>
internal sealed class MemoryMergeStore(MemoryStore store) : IMergeStore
{
    public Task ProposeAsync(TenantId tenant, IReadOnlyList<MergeProposal> proposals, CancellationToken cancellation) => store.WriteAsync(
        "Merges.Propose",
        tenant,
        tables =>
        {
            foreach (var proposal in proposals.Where(proposal => !tables.Merges.ContainsKey(proposal.Key) && !tables.Merges.ContainsKey(Turned(proposal.Key))))
            {
                tables.Merges.Add(proposal.Key, proposal with { FoundAt = StoredTime.Cut(proposal.FoundAt) });
            }

            return true;
        },
        cancellation);

    public Task<MergeProposal?> FindAsync(MergeKey key, CancellationToken cancellation)
        => store.ReadAsync("Merges.Find", key.Connection.Tenant, tables => tables.Merges.GetValueOrDefault(key), cancellation);

    public Task<IReadOnlyList<MergeProposal>> ListAsync(TenantId tenant, MergeStatus? status, MergeKey? after, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<MergeProposal>>(
        "Merges.List",
        tenant,
        tables =>
        [
            .. tables.Merges.Values
                .Where(proposal => proposal.Key.Connection.Tenant == tenant && (status is null || proposal.Status == status)
                    && (after is not { } key || MemoryTables.ByMergeKey.Compare(proposal.Key, key) > 0))
                .Take(limit),
        ],
        cancellation);

    public Task<bool> DecideAsync(MergeKey key, MergeDecision decision, CancellationToken cancellation) => store.WriteAsync(
        "Merges.Decide",
        key.Connection.Tenant,
        tables =>
        {
            if (tables.Merges.GetValueOrDefault(key) is not { Decision: null } open)
            {
                return false;
            }

            tables.Merges[key] = open with { Decision = decision with { At = StoredTime.Cut(decision.At) } };
            return true;
        },
        cancellation);

    private static MergeKey Turned(MergeKey key) => key with { Kept = key.Other, Other = key.Kept };
}
