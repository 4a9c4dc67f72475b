using System.Collections.Concurrent;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Scheduling;
using OdooGrains.Domain.Telemetry;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.Api.Hooks;

/// <summary>
/// Which verified events may come in: a token bucket and a backlog quota a tenant and class (docs/policy.md, "Admission"), from the policy that
/// holds at the moment. Events that fail verification take nothing, so that a stranger cannot use a tenant's share up.
/// </summary>
public sealed class HookAdmission(PolicyDirectory policies, BacklogCounts backlog, TimeProvider time)
{
    /// <summary>When to come again where the backlog is full: two rounds of the sweep later. 5 s.</summary>
    public static readonly TimeSpan BacklogRetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>How often buckets that are full again are dropped. 1 min.</summary>
    public static readonly TimeSpan DropEvery = TimeSpan.FromMinutes(1);

    private readonly long _origin = time.GetTimestamp();
    private readonly ConcurrentDictionary<(TenantId Tenant, AdmissionClass Class), Bucket> _buckets = new();
    private readonly ConcurrentDictionary<(TenantId Tenant, AdmissionClass Class), Tally> _tallies = new();
    private long _nextDrop = DropEvery.Ticks;

    /// <summary>Buckets that are not full, or were not when it was last looked.</summary>
    public int BucketCount => _buckets.Count;

    /// <param name="tenant">An existing one.</param>
    /// <param name="lane">What the connector says of the event.</param>
    /// <param name="isFolded">Whether it will wait to be folded, so that it needs room in the backlog.</param>
    /// <param name="cancellation">Cancels reading the policy.</param>
    /// <returns>Null when the event may come in.</returns>
    public async ValueTask<AdmissionRefusal?> RefusedAsync(TenantId tenant, Lane lane, bool isFolded, CancellationToken cancellation)
    {
        var kind = AdmissionPolicy.ClassOf(lane);
        var quota = (await policies.ForAsync(tenant, cancellation)).Admission.Of(kind);
        var refusal = Refused(tenant, kind, quota, isFolded);
        Count(tenant, kind, refusal);
        return refusal;
    }

    /// <summary>What was admitted and refused since this process started.</summary>
    public AdmissionFigures Figures(TenantId tenant, AdmissionClass kind)
        => _tallies.TryGetValue((tenant, kind), out var tally) ? new(Interlocked.Read(ref tally.Admitted), Interlocked.Read(ref tally.Refused)) : new(0, 0);

    private AdmissionRefusal? Refused(TenantId tenant, AdmissionClass kind, Quota quota, bool isFolded)
    {
        if (isFolded && !backlog.TryAdmit(tenant, kind, quota.BacklogMax))
        {
            return AdmissionRefusal.Backlog(kind, quota, BacklogRetryAfter);
        }

        var wait = Take((tenant, kind), new(quota.PerSecond, quota.Burst));
        if (wait == TimeSpan.Zero)
        {
            return null;
        }

        if (isFolded)
        {
            backlog.Release(tenant, kind);
        }

        return AdmissionRefusal.Rate(kind, quota, wait);
    }

    private TimeSpan Take((TenantId, AdmissionClass) key, TokenRate rate)
    {
        var now = time.GetElapsedTime(_origin);
        DropFull(now);
        while (true)
        {
            var bucket = _buckets.GetOrAdd(key, _ => new(TokenBucket.Full(rate, now), rate));
            var (next, wait) = bucket.State.Take(rate, now);
            if (wait > TimeSpan.Zero || _buckets.TryUpdate(key, new(next, rate), bucket))
            {
                return wait;
            }
        }
    }

    // A full bucket is the same as none, so what is kept is what was used of late.
    private void DropFull(TimeSpan now)
    {
        var due = Interlocked.Read(ref _nextDrop);
        if (now.Ticks < due || Interlocked.CompareExchange(ref _nextDrop, (now + DropEvery).Ticks, due) != due)
        {
            return;
        }

        foreach (var bucket in _buckets.Where(bucket => bucket.Value.State.IsFull(bucket.Value.Rate, now)))
        {
            _buckets.TryRemove(bucket);
        }
    }

    private void Count(TenantId tenant, AdmissionClass kind, AdmissionRefusal? refusal)
    {
        var tally = _tallies.GetOrAdd((tenant, kind), _ => new());
        Interlocked.Increment(ref refusal is null ? ref tally.Admitted : ref tally.Refused);
        Instruments.Admission.Add(1, new("class", AdmissionRefusal.Word(kind)), new("outcome", refusal?.Outcome ?? "admitted"));
    }

    private readonly record struct Bucket(TokenBucket State, TokenRate Rate);

    private sealed class Tally
    {
        public long Admitted, Refused;
    }
}

/// <summary>Events of one class since this process started.</summary>
public sealed record AdmissionFigures(long Admitted, long Refused);
