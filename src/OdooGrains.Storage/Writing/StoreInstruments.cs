using System.Diagnostics.Metrics;
using OdooGrains.Domain.Telemetry;

namespace OdooGrains.Storage.Writing;

/// <summary>What the writers measure beside <see cref="Instruments.CommitBatch"/>.</summary>
internal static class StoreInstruments
{
    private static readonly Histogram<double> CommitSeconds = Instruments.Meter.CreateHistogram(
        "odoograins.commit.duration", "s", "Duration of one commit of the group-commit writer.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5] });

    public static void Committed(int transactions, TimeSpan duration, CommitTimes times)
    {
        times.Add(duration);
        Instruments.CommitBatch.Record(transactions);
        CommitSeconds.Record(duration.TotalSeconds);
    }
}
