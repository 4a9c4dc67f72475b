using System.Globalization;

namespace OdooGrains.Simulation;

/// <summary>Run as a program, this assembly replays a seed with its log, runs a range, or prints trace hashes for another process to compare.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["replay", var seed, .. var bug]:
                var run = SeedRun.Of(Number(seed), Planted.Find(bug.FirstOrDefault() ?? ""), keepLog: true);
                Console.WriteLine(string.Join('\n', run.Log));
                Console.WriteLine($"{run.Options}\n{run.Turns} turns, {run.VirtualTime}, hash {run.TraceHash:x16}: {run.Violation ?? "all invariants held"}");
                return run.Violation is null ? 0 : 1;
            case ["run", var first, var count, .. var bug]:
                var range = SeedRange.Run(Number(first), Number(count), Planted.Find(bug.FirstOrDefault() ?? ""), stopAfter: 20);
                Console.WriteLine(string.Join('\n', range.Tally.All.Select(entry => $"{entry.Times,10}  {entry.What}")));
                Console.WriteLine(string.Join('\n', range.Failures.Select(failure => $"seed {failure.Seed}: {failure.Violation}")));
                Console.WriteLine(range.Summary());
                return range.Failures.Count == 0 ? 0 : 1;
            case ["hash", var first, var count]:
                foreach (var seed in Enumerable.Range(Number(first), Number(count)))
                {
                    var one = SeedRun.Of(seed, Composition.Real);
                    Console.WriteLine($"{seed} {one.TraceHash:x16} {one.Turns}");
                }

                return 0;
            default:
                Console.Error.WriteLine("Usage: replay SEED [BUG] | run FIRST COUNT [BUG] | hash FIRST COUNT. The tests themselves are run by dotnet test.");
                return 2;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
