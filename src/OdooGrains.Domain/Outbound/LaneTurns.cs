using System.Collections.Immutable;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Domain.Outbound;

/// <summary>
/// Whose turn it is among the lanes of a connection: weighted deficit round robin in its interleaved form. Each call, every waiting lane gains
/// its weight, the one with the most goes and pays the weights of all that waited. A lane's weight is not less than those below it together, so
/// <list type="bullet">
/// <item>of two calls in a row at most one is of a lower lane than one that waits: a lower lane delays a higher one by one call;</item>
/// <item>a lane of weight w goes at least once in every ⌈total ÷ w⌉ calls: it never starves.</item>
/// </list>
/// </summary>
public sealed record LaneTurns
{
    public static readonly ImmutableArray<Lane> Lanes = [.. Enum.GetValues<Lane>()];

    public static LaneTurns Start { get; } = new() { Credits = [.. Lanes.Select(_ => 0)] };

    private ImmutableArray<int> Credits { get; init; }

    /// <summary>Money 16, stock 8, fulfilment 4, customers 2, catalog 1, reports 1.</summary>
    public static int Weight(Lane lane) => 1 << Math.Max(0, Lanes.Length - 2 - (int)lane);

    /// <summary>The next lane and the turns after it; null when none waits.</summary>
    public (Lane Lane, LaneTurns After)? Next(Func<Lane, bool> waits)
    {
        var credits = Credits.ToBuilder();
        var total = 0;
        Lane? next = null;
        foreach (var lane in Lanes)
        {
            if (!waits(lane))
            {
                // What a lane did not use is not saved up.
                credits[(int)lane] = 0;
                continue;
            }

            total += Weight(lane);
            credits[(int)lane] += Weight(lane);
            next = next is { } best && credits[(int)best] >= credits[(int)lane] ? best : lane;
        }

        if (next is not { } chosen)
        {
            return null;
        }

        credits[(int)chosen] -= total;
        return (chosen, new() { Credits = credits.ToImmutable() });
    }
}
