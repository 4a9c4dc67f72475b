using OdooGrains.Grains;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Simulation;

/// <summary>
/// G1: in every window W the vendor counts at most burst + rate × W requests. A request counts when it arrives. One that the network held back until
/// its sender had given up, had died, or was the owner no more counts when it left: that delay is the network's, and no budget can know of it.
/// </summary>
internal sealed class VendorCount(CallsLimit limit)
{
    private static readonly TimeSpan MarkAgeMax = new GrainLimits().MarkAgeMax;
    private readonly RequestTimes _counted = new();
    private TimeSpan? _ownedSince;

    /// <summary>The connection has a new owner, whose budget lets nothing leave before the old one's last request must have left.</summary>
    public void OwnerChanged(TimeSpan now) => _ownedSince = now;

    /// <param name="isAwaited">Whether its sender lives and waits for the answer.</param>
    public void Arrived(TimeSpan left, TimeSpan now, bool isAwaited)
    {
        var isOwners = _ownedSince is null || left >= _ownedSince + MarkAgeMax;
        _counted.Add(isAwaited && isOwners ? now : left);
    }

    /// <summary>The fullest window where it had too many; null where none had.</summary>
    public RequestWindow? Excess() => _counted.Fullest(limit.PerSecond, limit.Burst) is { IsAllowed: false } window ? window : null;
}
