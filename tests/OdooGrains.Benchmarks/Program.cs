using OdooGrains.Benchmarks;
using OdooGrains.Benchmarks.Grains;

// dotnet run -c Release --project tests/OdooGrains.Benchmarks -- NAME [--json]
IBenchmark[] benchmarks = [new GrainsBenchmark()];

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
if (args.Contains("--json")) Console.WriteLine(figures.ToJsonString());
return 0;
