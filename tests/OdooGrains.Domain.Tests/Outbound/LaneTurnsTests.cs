using FsCheck;
using FsCheck.Fluent;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Outbound;

namespace OdooGrains.Domain.Tests.Outbound;

public sealed class LaneTurnsTests
{
    [Fact]
    public void Lanes_that_all_wait_share_by_weight()
    {
        var served = Serve(Enumerable.Repeat(LaneTurns.Lanes.ToHashSet(), 64)).CountBy(lane => lane).ToDictionary();

        Assert.Equal([32, 16, 8, 4, 2, 2], LaneTurns.Lanes.Select(lane => served[lane]));
    }

    [Fact]
    public void A_lane_that_waits_alone_has_all_turns()
        => Assert.All(Serve(Enumerable.Repeat<HashSet<Lane>>([Lane.Reports], 20)), lane => Assert.Equal(Lane.Reports, lane));

    [Fact]
    public void Nothing_waits_nobody_goes() => Assert.Null(new LaneTurns().Next(_ => false));

    /// <summary>However lanes come and go: while a lane waits, no two calls in a row are of lower ones.</summary>
    [Fact]
    public void A_lower_lane_delays_a_higher_one_by_one_call_at_most() => Prop.ForAll(Waits().ToArbitrary(), waits =>
    {
        var served = Serve(waits);
        return Enumerable.Range(1, Math.Max(0, waits.Count - 1)).All(turn =>
            !LaneTurns.Lanes.Any(lane => waits[turn - 1].Contains(lane) && waits[turn].Contains(lane) && served[turn - 1] > lane && served[turn] > lane));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_lane_starves() => Prop.ForAll(Waits().ToArbitrary(), waits =>
    {
        var served = Serve(waits);
        return LaneTurns.Lanes.All(lane => LongestWait(waits, served, lane) < LaneTurns.EveryAtLeast(lane));
    }).QuickCheckThrowOnFailure();

    private static int LongestWait(IReadOnlyList<HashSet<Lane>> waits, List<Lane> served, Lane lane)
    {
        var (longest, now) = (0, 0);
        for (var turn = 0; turn < waits.Count; turn++)
        {
            now = waits[turn].Contains(lane) && served[turn] != lane ? now + 1 : 0;
            longest = Math.Max(longest, now);
        }

        return longest;
    }

    private static List<Lane> Serve(IEnumerable<HashSet<Lane>> waits)
    {
        List<Lane> served = [];
        LaneTurns turns = new();
        foreach (var waiting in waits)
        {
            (var lane, turns) = turns.Next(waiting.Contains) ?? throw new InvalidOperationException("Nobody waits.");
            served.Add(lane);
        }

        return served;
    }

    // Waits that change now and then, as lanes fill and drain.
    private static Gen<IReadOnlyList<HashSet<Lane>>> Waits()
        => from stretches in (from lanes in Gen.NonEmptyListOf(Gen.Elements(LaneTurns.Lanes.AsEnumerable()))
                              from length in Gen.Choose(1, 40)
                              select Enumerable.Repeat(lanes.ToHashSet(), length)).ListOf(12)
           select (IReadOnlyList<HashSet<Lane>>)[.. stretches.SelectMany(stretch => stretch)];
}
