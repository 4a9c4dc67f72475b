using System.Collections.Immutable;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Domain.Outbound;

/// <summary>
/// Whose turn it is among the lanes of a connection: weighted round robin with a deficit of one call a lane. Where a lane and lower ones wait, they
/// take turns: one call for the lane, one for those below it, which share theirs in the same way. So however lanes come and go,
/// <list type="bullet">
/// <item>of two calls in a row at most one is of a lower lane than one that waits: a lower lane delays a higher one by one call;</item>
/// <item>a lane below k others goes at least once in every 2^k calls while it waits: it never starves.</item>
/// </list>
/// Lanes that all wait share 16 : 8 : 4 : 2 : 1 : 1.
/// </summary>
/// <param name="Owed">Bit by lane: it had its call, and the next is owed to those below it.</param>
public readonly record struct LaneTurns(int Owed = 0)
{
    public static readonly ImmutableArray<Lane> Lanes = [.. Enum.GetValues<Lane>()];

    /// <summary>Of so many calls of a lane and those below it, one is surely the lane's: 2, 4, 8, 16, 32, 32.</summary>
    public static int EveryAtLeast(Lane lane) => 1 << Math.Min((int)lane + 1, Lanes.Length - 1);

    /// <summary>The next lane and the turns after it; null when none waits.</summary>
    public (Lane Lane, LaneTurns After)? Next(Func<Lane, bool> waits)
    {
        var owed = Owed;
        Lane? waiting = null;
        foreach (var lane in Lanes.Where(waits))
        {
            if (waiting is { } higher)
            {
                if ((owed & Bit(higher)) == 0)
                {
                    return (higher, new(owed | Bit(higher)));
                }

                owed &= ~Bit(higher);
            }

            waiting = lane;
        }

        return waiting is { } last ? (last, new(owed)) : null;
    }

    private static int Bit(Lane lane) => 1 << (int)lane;
}
