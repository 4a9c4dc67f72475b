using System.Collections.Concurrent;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Storage.Policies;

/// <summary>
/// The policy in effect, from memory: each level is at most <see cref="AgeMax"/> old, writes of this process refresh it at once, and a miss reads
/// the store once for all that miss together, and once for a tenant and its connections. While the store cannot be read, what was worked out last
/// goes on to hold.
/// </summary>
public sealed class PolicyDirectory(IPolicyStore store, TenantDirectory tenants, TimeProvider time)
{
    /// <summary>How old what a level states may be: what another process changed takes effect within this time. 30 s.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(30);

    // By whose rows they are: a tenant's with those of its connections, or the platform's with those of the plans.
    private readonly AgedCache<string, IReadOnlyList<StoredPolicy>> _stated = new(AgeMax, TenantDirectory.MissAgeMax, TenantDirectory.MissesMax, time);
    private readonly ConcurrentDictionary<PolicyScope, Resolved> _last = new();

    /// <summary>What holds for the tenant; for one that does not exist, the platform's policy.</summary>
    /// <exception cref="StoreUnavailableException">It was never worked out, and the store cannot be read.</exception>
    public ValueTask<EffectivePolicy> ForAsync(TenantId tenant, CancellationToken cancellation = default) => ForAsync(PolicyScope.Of(tenant), cancellation);

    /// <summary>What holds for the connection; for one that states nothing, its tenant's policy.</summary>
    /// <exception cref="StoreUnavailableException">It was never worked out, and the store cannot be read.</exception>
    public ValueTask<EffectivePolicy> ForAsync(ConnectionKey connection, CancellationToken cancellation = default) => ForAsync(PolicyScope.Of(connection), cancellation);

    /// <summary>What holds at a level, that of the levels above it included.</summary>
    /// <exception cref="StoreUnavailableException">It was never worked out, and the store cannot be read.</exception>
    public async ValueTask<EffectivePolicy> ForAsync(PolicyScope scope, CancellationToken cancellation = default) => (await ResolveAsync(scope, cancellation)).Policy;

    /// <summary>What the levels above this one state, the most general first.</summary>
    /// <exception cref="StoreUnavailableException">It was never worked out, and the store cannot be read.</exception>
    public async ValueTask<IReadOnlyList<PolicyStatement>> AboveAsync(PolicyScope scope, CancellationToken cancellation = default) => (await ParentAsync(scope, cancellation)).Stated;

    /// <summary>What this level states was written, or went with its connection.</summary>
    public void Forget(PolicyScope scope) => _stated.Forget(PlatformRows.TenantOf(scope.Tenant));

    private async ValueTask<Resolved> ResolveAsync(PolicyScope scope, CancellationToken cancellation)
    {
        try
        {
            var parent = await ParentAsync(scope, cancellation);
            var stated = await _stated.FindAsync(PlatformRows.TenantOf(scope.Tenant), ReadAsync, cancellation);
            return Merge(scope, parent, stated!.FirstOrDefault(own => own.Scope == scope));
        }
        catch (StoreUnavailableException) when (_last.TryGetValue(scope, out var last))
        {
            return last;
        }
    }

    private async ValueTask<Resolved> ParentAsync(PolicyScope scope, CancellationToken cancellation) => scope switch
    {
        { Level: PolicyLevel.Platform } => Resolved.Root,
        { Level: PolicyLevel.Connection, Tenant: { } tenant } => await ResolveAsync(PolicyScope.Of(tenant), cancellation),
        { Tenant: { } tenant } when (await tenants.FindTenantAsync(tenant, cancellation))?.Plan is { } plan && PolicyScope.IsPlan(plan) => await ResolveAsync(PolicyScope.OfPlan(plan), cancellation),
        _ => await ResolveAsync(PolicyScope.Platform, cancellation),
    };

    // That nothing is stated is remembered like anything else: most state nothing.
    private async Task<IReadOnlyList<StoredPolicy>?> ReadAsync(string rows) => await store.ListAsync(PlatformRows.ToTenant(rows), CancellationToken.None);

    // Whoever states nothing shares what is above, so that ten thousand tenants hold one policy.
    private Resolved Merge(PolicyScope scope, Resolved parent, StoredPolicy? own)
    {
        var last = _last.GetValueOrDefault(scope);
        var merged = own is null or { Settings.Count: 0 } ? parent
            : last is not null && last.IsOf(parent, own) ? last
            : Resolved.Of(parent, own);
        if (merged != last)
        {
            _last[scope] = merged;
        }

        return merged;
    }

    private sealed class Resolved(Resolved? parent, StoredPolicy? own, IReadOnlyList<PolicyStatement> stated)
    {
        public static Resolved Root { get; } = new(null, null, []);

        public IReadOnlyList<PolicyStatement> Stated { get; } = stated;

        public EffectivePolicy Policy { get; } = stated.Count == 0 ? EffectivePolicy.Default : EffectivePolicy.Of(stated);

        public static Resolved Of(Resolved parent, StoredPolicy own) => new(parent, own, [.. parent.Stated, new(own.Scope.Level, own.Settings)]);

        /// <summary>Whether it was merged from these. A connection that was deleted and made anew counts its versions from 1 again.</summary>
        public bool IsOf(Resolved above, StoredPolicy stated) => parent == above && own is not null && own.Scope == stated.Scope && own.Version == stated.Version && own.UpdatedAt == stated.UpdatedAt;
    }
}
