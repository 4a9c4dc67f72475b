using OdooGrains.Benchmarks;
using OdooGrains.Benchmarks.Accept;
using OdooGrains.Benchmarks.Budget;
using OdooGrains.Benchmarks.Flash;
using OdooGrains.Benchmarks.Grains;
using OdooGrains.Benchmarks.Idle;
using OdooGrains.Benchmarks.Noisy;
using OdooGrains.Benchmarks.Peers;
using OdooGrains.Benchmarks.Sick;
using OdooGrains.Benchmarks.Tenants;

// dotnet run -c Release --project tests/OdooGrains.Benchmarks -- NAME [--json] [--at-least KEY=NUMBER] [--at-most KEY=NUMBER]
// A benchmark's own server, started by it as a process.
if (args is [InstantServer.Command, ..])
{
    await InstantServer.RunAsync(args);
    return 0;
}

IBenchmark[] benchmarks =
[
    new GrainsBenchmark(), new AcceptBenchmark(args), new BudgetBenchmark(args), new NoisyBenchmark(args), new FlashBenchmark(args), new SickBenchmark(args),
    new IdleBenchmark(args), new TenantsBenchmark(args), new PeersBenchmark(args),
];

var name = args.FirstOrDefault(argument => !argument.StartsWith('-'));
if (benchmarks.FirstOrDefault(benchmark => benchmark.Name == name) is not { } chosen)
{
    Console.Error.WriteLine($"Usage: NAME [--json], NAME one of: {string.Join(", ", benchmarks.Select(benchmark => $"{benchmark.Name} ({benchmark.What})"))}");
    return 2;
}

#if DEBUG
Console.WriteLine("This is a Debug build: its figures mean nothing. Run with -c Release.");
#endif
var figures = await chosen.RunAsync(Console.Out);
var missed = Gate.Missed(args, figures);
foreach (var miss in missed) Console.Error.WriteLine(miss);
if (args.Contains("--json")) Console.WriteLine(figures.ToJsonString());
return missed.Count == 0 ? 0 : 1;
