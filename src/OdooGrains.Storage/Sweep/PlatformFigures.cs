using OdooGrains.Domain.Brownout;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Alerts;

namespace OdooGrains.Storage.Sweep;

/// <summary>
/// What the sweep of this process saw last of the whole platform. Whoever reads it asks the store nothing, and may do so beside the sweep: each figure
/// is one word or a reference, written whole, to what never changes.
/// </summary>
public sealed class PlatformFigures
{
    private long _seenAt;

    /// <summary>What is shed now.</summary>
    public BrownoutStep Brownout { get; set; }

    /// <summary>Unfinished work of the tenants that have any.</summary>
    public IReadOnlyList<TenantBacklog> Backlog { get; set; } = [];

    /// <summary>All tenants, by id.</summary>
    public IReadOnlyList<Tenant> Tenants { get; set; } = [];

    /// <summary>Orders that are held or stalled, of the tenants that have any.</summary>
    public IReadOnlyList<TenantTrouble> Troubles { get; set; } = [];

    /// <summary>Open alerts by tenant and kind.</summary>
    public IReadOnlyList<OpenAlerts> Alerts { get; set; } = [];

    /// <summary>When the sweep looked last; null before its first round.</summary>
    public DateTimeOffset? SeenAt
    {
        get => Interlocked.Read(ref _seenAt) is > 0 and var ticks ? new(ticks, TimeSpan.Zero) : null;
        set => Interlocked.Exchange(ref _seenAt, value?.UtcTicks ?? 0);
    }
}
