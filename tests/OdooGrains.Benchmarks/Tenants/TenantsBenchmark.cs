using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Benchmarks.Platform;

namespace OdooGrains.Benchmarks.Tenants;

/// <summary>
/// Whether an order costs more the more tenants there are, at one total load: few tenants and many, each in a database and a server process of
/// their own, measured in turns, while the other stands still. The ERP is one that costs nothing. Run it by <c>eng/with-postgres.sh</c>.
/// </summary>
internal sealed class TenantsBenchmark(string[] args) : IBenchmark
{
    private const int WarmUpPerSecond = 400;
    private readonly int _few = Option(args, "--few", 10), _many = Option(args, "--many", 10_000);
    private readonly int _pairs = Option(args, "--pairs", 5), _seconds = Option(args, "--seconds", 15), _perSecond = Option(args, "--rate", 200);

    public string Name => "tenants";

    public string What => "CPU an order with few tenants and with many; --few N --many N --pairs N --seconds S --rate N";

    public async Task<JsonObject> RunAsync(TextWriter report)
    {
        report.WriteLine($"{_few} and {_many} tenants, {_perSecond} new orders a second in all, an even share of each tenant; {_pairs} pair(s) of {_seconds} s each. An order is a signed webhook of 2 KB");
        report.WriteLine($"and three operations of an ERP that costs nothing. CPU of the server process and of all of PostgreSQL's, without the load; {Environment.ProcessorCount} cores. Load average {Cpu.LoadAverage}.");
        await using var few = await TenantCrowd.StartAsync(_few);
        await using var many = await TenantCrowd.StartAsync(_many);

        // Until the hot paths are compiled, and each tenant has had an order since the server's start.
        var warmUp = Math.Max(_many, _seconds * _perSecond);
        await few.RunAsync(warmUp, WarmUpPerSecond);
        await many.RunAsync(warmUp, WarmUpPerSecond);
        List<(CrowdRound Few, CrowdRound Many)> pairs = [];
        for (var pair = 1; pair <= _pairs; pair++)
        {
            pairs.Add((await few.RunAsync(_seconds * _perSecond, _perSecond), await many.RunAsync(_seconds * _perSecond, _perSecond)));
            report.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Pair {pair}: CPU an order {_few} tenants {pairs[^1].Few}, {_many} tenants {pairs[^1].Many}, ratio {Ratio(pairs[^1]):0.00}."));
        }

        report.WriteLine($"Load average {Cpu.LoadAverage}.");
        return new()
        {
            ["fewTenants"] = _few,
            ["manyTenants"] = _many,
            ["cpuRatioMedian"] = Math.Round(Median(pairs.Select(Ratio)), 3),
            ["fewCpuMsPerOrder"] = Math.Round(Median(pairs.Select(pair => pair.Few.MillisecondsEach)), 3),
            ["manyCpuMsPerOrder"] = Math.Round(Median(pairs.Select(pair => pair.Many.MillisecondsEach)), 3),
        };
    }

    private static double Ratio((CrowdRound Few, CrowdRound Many) pair) => pair.Many.MillisecondsEach / pair.Few.MillisecondsEach;

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var all ? (all[(all.Count - 1) / 2] + all[all.Count / 2]) / 2 : 0;

    private static int Option(string[] args, string name, int byDefault)
        => Array.IndexOf(args, name) is >= 0 and var at ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : byDefault;
}
