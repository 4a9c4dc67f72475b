using Xunit.Abstractions;

namespace OdooGrains.Simulation;

/// <summary>The simulation is worth what it finds: each planted bug within 500 seeds.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private const int SeedsMax = 500;

    public static TheoryData<string> Bugs => [.. Planted.All.Keys];

    [Theory]
    [MemberData(nameof(Bugs))]
    public void A_planted_bug_is_found(string bug)
    {
        var range = SeedRange.Run(1, SeedsMax, Planted.Find(bug), stopAfter: 1);

        Assert.True(range.Failures.Count > 0, $"The planted bug {bug} was not found in {SeedsMax} seeds.");
        var found = range.Failures[0];
        output.WriteLine($"{bug}: found by seed {found.Seed}, after {range.Runs} seeds: {found.Violation}");
        Assert.DoesNotContain("run:", found.Violation, StringComparison.Ordinal);
    }
}
