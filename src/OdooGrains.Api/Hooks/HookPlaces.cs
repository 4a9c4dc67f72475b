using OdooGrains.Domain.Tenants;

namespace OdooGrains.Api.Hooks;

/// <summary>
/// How many whole hooks of one tenant are verified and stored at once. Whoever sends alone is not held back. Where several tenants sent lately, each has
/// an even part of <see cref="ApiOptions.HookPlaces"/>, at least <see cref="ApiOptions.HookPlacesMin"/>, and further hooks of it wait in order: what they
/// would compete for is the processor, whose queue nobody orders by tenant. docs/isolation.md has what that is worth.
/// </summary>
public sealed class HookPlaces(ApiOptions options, TimeProvider time)
{
    /// <summary>A tenant counts as one that sent lately for at least so long, and twice as long at most. 5 s.</summary>
    public static readonly TimeSpan LatelyFor = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<TenantId, Share> _shares = [];
    private readonly long _begun = time.GetTimestamp();
    private long _period;
    private int _tenantsNow, _tenantsBefore;

    /// <summary>Who entered must leave.</summary>
    /// <exception cref="OperationCanceledException">No place came free in time; nothing is to be left.</exception>
    public Task EnterAsync(TenantId tenant, CancellationToken cancellation)
    {
        lock (_gate)
        {
            TurnPeriod();
            var share = ShareOf(tenant);
            if (share.Taken < Part && share.Waiting.Count == 0)
            {
                share.Taken++;
                return Task.CompletedTask;
            }

            Waiting waiting = new();
            waiting.CancelBy(cancellation);
            share.Waiting.Enqueue(waiting);
            Admit(share);
            return waiting.Entered;
        }
    }

    public void Leave(TenantId tenant)
    {
        lock (_gate)
        {
            TurnPeriod();
            var share = ShareOf(tenant);
            share.Taken--;
            Admit(share);
        }
    }

    /// <summary>What a tenant may take in at once just now.</summary>
    private int Part => Math.Max(_tenantsNow, _tenantsBefore) is var tenants && tenants <= 1
        ? int.MaxValue
        : Math.Max(options.HookPlacesMin, options.HookPlaces / tenants);

    private void Admit(Share share)
    {
        while (share.Taken < Part && share.Waiting.TryDequeue(out var next))
        {
            // Who gave up is passed over.
            share.Taken += next.Enter() ? 1 : 0;
        }
    }

    private Share ShareOf(TenantId tenant)
    {
        if (!_shares.TryGetValue(tenant, out var share))
        {
            share = new();
            _shares.Add(tenant, share);
        }

        if (share.Period != _period)
        {
            share.Period = _period;
            _tenantsNow++;
        }

        return share;
    }

    private void TurnPeriod()
    {
        var period = 1 + (time.GetElapsedTime(_begun).Ticks / LatelyFor.Ticks);
        if (period == _period)
        {
            return;
        }

        _tenantsBefore = period == _period + 1 ? _tenantsNow : 0;
        (_period, _tenantsNow) = (period, 0);
        foreach (var (tenant, _) in _shares.Where(one => one.Value is { Taken: 0, Waiting.Count: 0 }).ToList())
        {
            _shares.Remove(tenant);
        }
    }

    private sealed class Share
    {
        public Queue<Waiting> Waiting { get; } = new();
        public int Taken { get; set; }
        public long Period { get; set; }
    }

    private sealed class Waiting
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private CancellationTokenRegistration _giveUp;

        public Task Entered => _entered.Task;

        public void CancelBy(CancellationToken cancellation) => _giveUp = cancellation.Register(() => _entered.TrySetCanceled(cancellation));

        /// <summary>False for who gave up.</summary>
        public bool Enter()
        {
            _giveUp.Unregister();
            return _entered.TrySetResult();
        }
    }
}
