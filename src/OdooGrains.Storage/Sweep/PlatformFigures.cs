using OdooGrains.Domain.Brownout;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Alerts;

namespace OdooGrains.Storage.Sweep;

/// <summary>What the sweep of this process saw last of the whole platform. Whoever reads it asks the store nothing.</summary>
public sealed class PlatformFigures
{
    private volatile BrownoutStep _brownout;
    private volatile IReadOnlyList<TenantBacklog> _backlog = [];
    private volatile IReadOnlyList<Tenant> _tenants = [];
    private volatile IReadOnlyList<TenantTrouble> _troubles = [];
    private volatile IReadOnlyList<OpenAlerts> _alerts = [];
    private long _seenAt;

    /// <summary>What is shed now.</summary>
    public BrownoutStep Brownout
    {
        get => _brownout;
        set => _brownout = value;
    }

    /// <summary>Unfinished work of the tenants that have any.</summary>
    public IReadOnlyList<TenantBacklog> Backlog
    {
        get => _backlog;
        set => _backlog = value;
    }

    /// <summary>All tenants, by id.</summary>
    public IReadOnlyList<Tenant> Tenants
    {
        get => _tenants;
        set => _tenants = value;
    }

    /// <summary>Orders that are held or stalled, of the tenants that have any.</summary>
    public IReadOnlyList<TenantTrouble> Troubles
    {
        get => _troubles;
        set => _troubles = value;
    }

    /// <summary>Open alerts by tenant and kind.</summary>
    public IReadOnlyList<OpenAlerts> Alerts
    {
        get => _alerts;
        set => _alerts = value;
    }

    /// <summary>When the sweep looked last; null before its first round.</summary>
    public DateTimeOffset? SeenAt
    {
        get => Interlocked.Read(ref _seenAt) is > 0 and var ticks ? new(ticks, TimeSpan.Zero) : null;
        set => Interlocked.Exchange(ref _seenAt, value?.UtcTicks ?? 0);
    }
}
