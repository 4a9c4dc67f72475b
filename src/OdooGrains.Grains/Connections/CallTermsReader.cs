using OdooGrains.Connectors;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.Grains.Connections;

/// <summary>Reads the terms of a connection from caches that are at most half a minute old.</summary>
public sealed class CallTermsReader(ConnectionDirectory directory, ConnectorRegistry connectors, PolicyDirectory policies, PlatformFigures figures, GrainLimits limits, TimeProvider time)
{
    internal async ValueTask<CallTerms> ReadAsync(ConnectionKey key)
    {
        var policy = (await policies.ForAsync(key)).Outbound;
        if (await directory.FindWithStatusAsync(key) is not var (config, stored, tenant))
        {
            return new(null, null, null, null, Bounded(policy, null), figures.Brownout, time.GetUtcNow());
        }

        return new(config, stored, tenant, connectors.Find(config.Kind), Bounded(policy, config.Number("concurrency")), figures.Brownout, time.GetUtcNow());
    }

    // A connection's own figure can only lower what policy allows.
    private OutboundPolicy Bounded(OutboundPolicy policy, decimal? own)
    {
        var max = Math.Clamp(Math.Min(policy.ConcurrencyMax, (int)(own ?? int.MaxValue)), 1, limits.OutboundCallsMax);
        return policy with { ConcurrencyMax = max, ConcurrencyStart = Math.Min(policy.ConcurrencyStart, max) };
    }
}
