using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Benchmarks.Platform;
using OdooGrains.Domain.Scheduling;

namespace OdooGrains.Benchmarks.Noisy;

/// <summary>
/// How much one tenant's burst slows the others, and whether the capacity is used all the same: the host's composition in this process, an outside
/// system of 20 ms a call, 16 calls at once, 49 quiet tenants and a noisy one. docs/isolation.md states the bound. Run it by <c>eng/with-postgres.sh</c>.
/// </summary>
internal sealed class NoisyBenchmark(string[] args) : IBenchmark
{
    private static readonly TimeSpan CallTime = TimeSpan.FromMilliseconds(20);

    public string Name => "noisy";

    public string What => "quiet tenants beside a noisy one; --small, --pairs N";

    public async Task<JsonObject> RunAsync(TextWriter report)
    {
        var size = args.Contains("--small") ? Size.Small : Size.Full with { Pairs = Option("--pairs", Size.Full.Pairs) };
        report.WriteLine($"{size.Name} size: {size.Pairs} pair(s) of {size.Lasts.TotalSeconds:0} s without and {size.Lasts.TotalSeconds:0} s with {size.Noisy} changes at once of one tenant; {Environment.ProcessorCount} cores shared with the load and PostgreSQL.");
        report.WriteLine($"{Neighbourhood.QuietTenants} quiet tenants send {Neighbourhood.QuietPerSecond}/s each in an open loop: latency counts from the scheduled send time to the durable end of the order. Signed Shopify webhooks of 2 KB over HTTP;");
        report.WriteLine($"each changes an order that the ERP has confirmed, which is one operation of {CallTime.TotalMilliseconds:0} ms. OutboundCallsMax {Neighbourhood.Slots}. Load average {Cpu.LoadAverage}.");

        var (pairs, burst) = await MeasureAsync("fair", QueueDiscipline.ByTenant, size, report);
        report.WriteLine("The control: the same queues, first come, first served.");
        var (control, _) = await MeasureAsync("fifo", QueueDiscipline.FirstComeFirstServed, size with { Burst = 0 }, report);
        report.WriteLine($"Load average {Cpu.LoadAverage}.");
        return new()
        {
            ["size"] = size.Name,
            ["quietP99RatioMedian"] = Math.Round(Median(pairs.Select(pair => pair.Ratio)), 3),
            ["drainOverIdeal"] = Math.Round(Median(pairs.Select(pair => pair.DrainOverIdeal)), 3),
            ["burstQuietP99Ms"] = Math.Round(burst, 1),
            ["fifoQuietP99RatioMedian"] = Math.Round(Median(control.Select(pair => pair.Ratio)), 3),
            ["quietP99Ms"] = new JsonArray(Math.Round(Median(pairs.Select(pair => pair.Without.Percentile(0.99))), 1), Math.Round(Median(pairs.Select(pair => pair.With.Percentile(0.99))), 1)),
            ["cpuMsPerOrder"] = Math.Round(Median(pairs.Select(pair => pair.With.Cpu.MillisecondsEach(pair.With.Orders))), 3),
        };
    }

    private static async Task<(IReadOnlyList<Pair> Pairs, double BurstP99)> MeasureAsync(string name, QueueDiscipline discipline, Size size, TextWriter report)
    {
        await using var neighbours = await Neighbourhood.StartAsync(name, discipline);

        // Until the hot paths are compiled and the store has its first statistics.
        await neighbours.RunAsync(size.WarmUp, size.Noisy, CallTime);
        List<Pair> pairs = [];
        for (var number = 1; number <= size.Pairs; number++)
        {
            Pair pair = new(await neighbours.RunAsync(size.Lasts, 0, CallTime), await neighbours.RunAsync(size.Lasts, size.Noisy, CallTime), size);
            pairs.Add(pair);
            report.WriteLine($"{name} {number}: quiet p50 {Change(pair, 0.5)}, p99 {Change(pair, 0.99)} ({pair.With.Quiet.Count} samples each), ratio {pair.Ratio:0.00}; drain {pair.With.Drain!.Value.TotalSeconds:0.00} s = {pair.DrainOverIdeal:0.000} of the ideal {pair.Ideal.TotalSeconds:0.00} s; a call took {pair.With.CallTime.TotalMilliseconds:0.0} ms; CPU an order {pair.With.Cpu.Each(pair.With.Orders)}.");
        }

        if (size.Burst == 0)
        {
            return (pairs, 0);
        }

        var burst = await neighbours.RunAsync(size.Lasts, size.Burst, TimeSpan.Zero);
        report.WriteLine($"{name}: a burst of {size.Burst} with calls that take no time: quiet p50 {burst.Percentile(0.5):0.0} ms, p99 {burst.Percentile(0.99):0.0} ms; drained in {burst.Drain!.Value.TotalSeconds:0.00} s; CPU an order {burst.Cpu.Each(burst.Orders)}.");
        return (pairs, burst.Percentile(0.99));
    }

    private static string Change(Pair pair, double share) => $"{pair.Without.Percentile(share):0.0} -> {pair.With.Percentile(share):0.0} ms";

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;

    private int Option(string name, int byDefault)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : byDefault;
    }

    private sealed record Size(string Name, int Pairs, TimeSpan Lasts, int Noisy, int Burst, TimeSpan WarmUp)
    {
        public static Size Full { get; } = new("full", 5, TimeSpan.FromSeconds(15), 8_000, 20_000, TimeSpan.FromSeconds(10));

        public static Size Small { get; } = new("small", 1, TimeSpan.FromSeconds(5), 2_000, 4_000, TimeSpan.FromSeconds(5));
    }

    private sealed record Pair(Round Without, Round With, Size Size)
    {
        public double Ratio => With.Percentile(0.99) / Without.Percentile(0.99);

        /// <summary>What the slots can do beside the quiet tenants.</summary>
        public TimeSpan Ideal { get; } = TimeSpan.FromSeconds(Size.Noisy / ((Neighbourhood.Slots / CallTime.TotalSeconds) - (Neighbourhood.QuietTenants * Neighbourhood.QuietPerSecond)));

        public double DrainOverIdeal => With.Drain!.Value / Ideal;
    }
}
