using OdooGrains.Grains;

namespace OdooGrains.Simulation;

/// <summary>
/// G1: in every window W the vendor counts at most burst + rate × W requests. A request counts when it arrives. One that the network held back until
/// its sender had given up, had died, or was the owner no more counts when it left: that delay is the network's, and no budget can know of it.
/// </summary>
internal sealed class VendorCount(CallsLimit limit)
{
    // Sums of times as doubles.
    private const double Grain = 1e-6;
    private static readonly TimeSpan MarkAgeMax = new GrainLimits().MarkAgeMax;
    private readonly List<DateTimeOffset> _counted = [];
    private DateTimeOffset _ownedSince;

    /// <summary>The connection has a new owner, whose budget lets nothing leave before the old one's last request must have left.</summary>
    public void OwnerChanged(DateTimeOffset now) => _ownedSince = now;

    /// <param name="isAwaited">Whether its sender lives and waits for the answer.</param>
    public void Arrived(DateTimeOffset left, DateTimeOffset now, bool isAwaited)
    {
        var isOwners = left >= _ownedSince + MarkAgeMax;
        _counted.Add(isAwaited && isOwners ? now : left);
    }

    /// <summary>The worst window in words where it had too many; null where none had.</summary>
    public string? Excess()
    {
        // Requests i to j are j - i + 1; so in the order of their times the least of i - rate × time(i) begins the worst window.
        var (least, first, from) = (double.MaxValue, 0, default(DateTimeOffset));
        foreach (var (index, at) in _counted.Order().Index())
        {
            var level = index - (limit.PerSecond * (at - DateTimeOffset.UnixEpoch).TotalSeconds);
            (least, first, from) = level < least ? (level, index, at) : (least, first, from);
            if (level - least + 1 > limit.Burst + Grain)
            {
                return $"{index - first + 1} requests in {(at - from).TotalSeconds:0.000} s from {from:HH:mm:ss.fff} on, where {limit} allows {limit.Burst + (limit.PerSecond * (at - from).TotalSeconds):0.0}";
            }
        }

        return null;
    }
}
