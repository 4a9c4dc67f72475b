using System.Collections.Concurrent;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Sweep;

/// <summary>
/// Events that are accepted and not folded, a tenant and class, known without a read: what the last count found, and what this process has
/// admitted since that count began. The sweep counts. Events whose commit was under way when the count began, and those that other processes
/// admit after it, are missing; what was folded since then is still in it.
/// </summary>
public sealed class BacklogCounts
{
    // One for each tenant that ever sent anything here or has a backlog; a few words each.
    private readonly ConcurrentDictionary<(TenantId Tenant, AdmissionClass Class), Tally> _tallies = new();

    public long Of(TenantId tenant, AdmissionClass kind) => _tallies.TryGetValue((tenant, kind), out var tally) ? tally.Estimate : 0;

    /// <summary>Counts one more; false, and nothing is counted, where there are <paramref name="max"/> already.</summary>
    public bool TryAdmit(TenantId tenant, AdmissionClass kind, long max) => _tallies.GetOrAdd((tenant, kind), _ => new()).TryAdmit(max);

    /// <summary>One that was counted did not come in after all.</summary>
    public void Release(TenantId tenant, AdmissionClass kind) => _tallies[(tenant, kind)].Release();

    /// <summary>Counts anew. One count at a time.</summary>
    public async Task<IReadOnlyList<TenantBacklog>> CountAsync(ISweepStore store, CancellationToken cancellation)
    {
        foreach (var tally in _tallies.Values)
        {
            tally.Begin();
        }

        var backlog = await store.BacklogAsync(cancellation);
        var found = backlog.SelectMany(Classes).ToDictionary(count => count.Key, count => count.Events);
        foreach (var key in found.Keys)
        {
            _tallies.GetOrAdd(key, _ => new());
        }

        foreach (var (key, tally) in _tallies)
        {
            tally.End(found.GetValueOrDefault(key));
        }

        return backlog;
    }

    private static IEnumerable<((TenantId Tenant, AdmissionClass Class) Key, long Events)> Classes(TenantBacklog one) =>
    [
        ((one.Tenant, AdmissionClass.Orders), one.MoneyEvents),
        ((one.Tenant, AdmissionClass.Other), one.OpenEvents - one.MoneyEvents),
    ];

    private sealed class Tally
    {
        private readonly Lock _gate = new();
        private long _counted, _admitted, _admittedBeforeCount;

        public long Estimate
        {
            get
            {
                lock (_gate)
                {
                    return _counted + _admitted;
                }
            }
        }

        public bool TryAdmit(long max)
        {
            lock (_gate)
            {
                var isRoom = _counted + _admitted < max;
                _admitted += isRoom ? 1 : 0;
                return isRoom;
            }
        }

        public void Release()
        {
            lock (_gate)
            {
                _admitted--;
            }
        }

        public void Begin()
        {
            lock (_gate)
            {
                _admittedBeforeCount = _admitted;
            }
        }

        /// <summary>What was admitted before the count began is in the count.</summary>
        public void End(long counted)
        {
            lock (_gate)
            {
                _counted = counted;
                _admitted -= _admittedBeforeCount;
                _admittedBeforeCount = 0;
            }
        }
    }
}
