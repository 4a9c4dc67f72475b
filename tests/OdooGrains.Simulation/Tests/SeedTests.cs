using System.Globalization;
using Xunit.Abstractions;

namespace OdooGrains.Simulation;

/// <summary>The product under many seeds. ODOOGRAINS_SEEDS says how many (default 1,000), ODOOGRAINS_SEED replays one.</summary>
public sealed class SeedTests(ITestOutputHelper output)
{
    private const int SeedsDefault = 1_000;

    // With fewer, rare edges are missed by chance.
    private const int SeedsForCoverage = 1_000;

    [Fact]
    public void No_seed_breaks_an_invariant_and_every_fault_and_edge_is_hit()
    {
        var seeds = Setting("ODOOGRAINS_SEEDS") ?? SeedsDefault;

        var range = SeedRange.Run(1, seeds, Composition.Real);

        foreach (var (what, times) in range.Tally.All)
        {
            output.WriteLine($"{times,10}  {what}");
        }

        output.WriteLine(range.Summary());
        Assert.True(range.Failures.Count == 0, string.Join("\n\n", range.Failures.Select(failure => failure.Report())));
        if (seeds >= SeedsForCoverage)
        {
            Assert.Empty(Expected.Missing(range.Tally));
        }

        Assert.Empty(Expected.Unknown(range.Tally));
    }

    /// <summary>Each seed by itself has what the issue asks of it, not only all of them together.</summary>
    [Fact]
    public void Every_seed_has_its_share_of_each_kind_of_harm()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var run = SeedRun.Of(seed, Composition.Real);
            var what = $"Seed {seed}";

            Assert.True(run.Options.Tenants.Count >= 3, what);
            Assert.True(run.Options.Tenants.Sum(tenant => tenant.OrdersOfShops.Sum()) >= 20, what);
            Assert.True(run.Tally.Of(Fault.Restart) >= 2, what);
            Assert.True(run.Tally.Of(Fault.AnswerLostAfterCommit) >= 1, what);
            Assert.True(run.Tally.Of(Fault.SecondOrderActivation) >= 1, what);
            Assert.True(run.Tally.Of(Fault.SecondConnectionActivation) >= 1, what);
            Assert.True(run.Tally.Of(Fault.StaleCommit) >= 1, what);
            Assert.True(run.Tally.Of(Fault.StoreUnavailable) + run.Tally.Of(Fault.CommittedButUnknown) + run.Tally.Of(Fault.LostAndUnknown) >= 1, what);
        }
    }

    /// <summary>Seed 1, or the one that ODOOGRAINS_SEED names, with its whole log.</summary>
    [Fact]
    public void One_seed_is_replayed()
    {
        var run = SeedRun.Of(Setting("ODOOGRAINS_SEED") ?? 1, Composition.Real, keepLog: true);

        output.WriteLine(string.Join('\n', run.Log));
        output.WriteLine(run.Options.ToString());
        Assert.Null(run.Violation);
    }

    private static int? Setting(string name)
        => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;
}
