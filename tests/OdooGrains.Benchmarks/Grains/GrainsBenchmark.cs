using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace OdooGrains.Benchmarks.Grains;

/// <summary>What the runtime costs: calls a second of 100 callers over 1,000 grains, and the memory of a grain at rest.</summary>
internal sealed class GrainsBenchmark : IBenchmark
{
    private const int Callers = 100;
    private const int Grains = 1_000;
    private const int IdleGrains = 200_000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(5);

    public string Name => "grains";

    public string What => "calls a second, bytes of an idle grain";

    public async Task<JsonObject> RunAsync(TextWriter report)
    {
        await using var silo = await BenchmarkSilo.StartAsync();
        await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores; {Callers} callers in a closed loop over {Grains} grains for {Measured.TotalSeconds} s"));
        await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"after {WarmUp.TotalSeconds} s of warm-up; every call is awaited, and counted by its grain."));
        var calls = await CallsPerSecondAsync(silo.Grains);
        await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{calls:N0} calls a second."));

        var bytes = await IdleGrainBytesAsync(silo.Grains);
        await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{bytes:N0} bytes an idle grain: managed heap after {IdleGrains:N0} grains were called once, less before, after full collections."));
        return new JsonObject { ["callsPerSecond"] = Math.Round(calls), ["idleGrainBytes"] = Math.Round(bytes) };
    }

    private static async Task<double> CallsPerSecondAsync(IGrainFactory grains)
    {
        IPing[] targets = [.. Enumerable.Range(0, Grains).Select(number => grains.GetGrain<IPing>($"busy-{number}"))];
        var sent = await CallAsync(targets, WarmUp);
        var begin = Stopwatch.GetTimestamp();
        var measured = await CallAsync(targets, Measured);
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;

        var counted = 0L;
        foreach (var target in targets) counted += await target.CountAsync();
        if (counted != sent + measured) throw new InvalidOperationException($"{sent + measured} calls were answered and {counted} counted by the grains.");
        return measured / seconds;
    }

    private static async Task<long> CallAsync(IPing[] targets, TimeSpan time)
    {
        var begin = Stopwatch.GetTimestamp();
        var calls = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var calls = 0L;
            // Callers walk the grains from different places, so that they meet at a grain now and then.
            for (var next = caller * 7; Stopwatch.GetElapsedTime(begin) < time; next += 7, calls++) await targets[next % targets.Length].PingAsync();
            return calls;
        })));
        return calls.Sum();
    }

    private static async Task<double> IdleGrainBytesAsync(IGrainFactory grains)
    {
        var before = Heap();
        for (var number = 0; number < IdleGrains; number++) await grains.GetGrain<IPing>($"idle-{number}").PingAsync();
        return (Heap() - before) / (double)IdleGrains;
    }

    private static long Heap()
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
