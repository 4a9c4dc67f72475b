using System.Text.Json.Nodes;

namespace OdooGrains.Benchmarks.Peers.Job;

/// <summary>Latencies in milliseconds, by their percentiles.</summary>
internal static class Spread
{
    public static JsonObject Of(IEnumerable<double> latencies)
    {
        var sorted = latencies.Order().ToList();
        double? Percentile(double share) => sorted.Count == 0 ? null : Math.Round(sorted[(int)(share * (sorted.Count - 1))], 1);
        return new() { ["p50"] = Percentile(0.5), ["p99"] = Percentile(0.99), ["samples"] = sorted.Count };
    }
}
