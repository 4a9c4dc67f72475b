using System.Collections.Concurrent;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Api.Hooks;

/// <summary>
/// A token bucket a tenant for verified events: for every window W, admitted ≤ <see cref="ApiOptions.HooksBurst"/> + <see cref="ApiOptions.HooksPerSecond"/> × W.
/// Events that fail verification take nothing, so that a stranger cannot use a tenant's share up.
/// </summary>
public sealed class HookAdmission(ApiOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<TenantId, Bucket> _buckets = new();

    /// <summary>Null when the event may come in, else how long to wait.</summary>
    public TimeSpan? Refused(TenantId tenant)
        => _buckets.GetOrAdd(tenant, _ => new Bucket(options.HooksBurst, time.GetTimestamp())).Take(options, time);

    /// <summary>The limit in the words of the RateLimit header fields (draft-ietf-httpapi-ratelimit-headers).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields(TimeSpan wait) =>
    [
        new("RateLimit-Policy", FormattableString.Invariant($"\"hooks\";q={options.HooksBurst};w={Math.Max(1, (int)Math.Ceiling(options.HooksBurst / options.HooksPerSecond))}")),
        new("RateLimit", FormattableString.Invariant($"\"hooks\";r=0;t={Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))}")),
    ];

    private sealed class Bucket(double tokens, long at)
    {
        private readonly Lock _gate = new();
        private double _tokens = tokens;
        private long _at = at;

        public TimeSpan? Take(ApiOptions options, TimeProvider time)
        {
            lock (_gate)
            {
                var now = time.GetTimestamp();
                _tokens = Math.Min(options.HooksBurst, _tokens + (time.GetElapsedTime(_at, now).TotalSeconds * options.HooksPerSecond));
                _at = now;
                if (_tokens >= 1)
                {
                    _tokens--;
                    return null;
                }

                return TimeSpan.FromSeconds((1 - _tokens) / options.HooksPerSecond);
            }
        }
    }
}
