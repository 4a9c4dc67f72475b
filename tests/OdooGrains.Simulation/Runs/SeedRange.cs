using System.Diagnostics;

namespace OdooGrains.Simulation;

/// <summary>Runs many seeds, one world a thread at a time.</summary>
internal sealed class SeedRange
{
    public Tally Tally { get; } = new();
    public List<SeedRun> Failures { get; } = [];
    public int Runs { get; private set; }
    public long Turns { get; private set; }
    public TimeSpan VirtualTime { get; private set; }
    public TimeSpan Elapsed { get; private set; }

    /// <param name="first">The first seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="composition">What the processes are made of.</param>
    /// <param name="stopAfter">Stops after so many failing seeds.</param>
    /// <param name="threads">Worlds at once. Default: the processors, at most 4.</param>
    public static SeedRange Run(int first, int count, Composition composition, int stopAfter = 3, int? threads = null)
    {
        var range = new SeedRange();
        var begun = Stopwatch.GetTimestamp();
        var next = first - 1;
        var gate = new Lock();
        Exception? broken = null;
        var workers = Enumerable.Range(0, threads ?? Math.Clamp(Environment.ProcessorCount, 1, 4)).Select(_ => new Thread(() =>
        {
            try
            {
                while (Interlocked.Increment(ref next) is var seed && seed < first + count && range.Failures.Count < stopAfter)
                {
                    var run = SeedRun.Of(seed, composition);
                    lock (gate)
                    {
                        range.Add(run);
                    }
                }
            }
            catch (Exception error)
            {
                broken = new InvalidOperationException("A world could not be run.", error);
            }
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        range.Elapsed = Stopwatch.GetElapsedTime(begun);
        return broken is null ? range : throw broken;
    }

    public string Summary()
        => $"{Runs} seeds in {Elapsed.TotalSeconds:0.0} s ({Runs / Elapsed.TotalSeconds:0} a second), {Turns:N0} turns, {VirtualTime.TotalDays:0.0} days of virtual time, {Failures.Count} failed";

    private void Add(SeedRun run)
    {
        Runs++;
        Turns += run.Turns;
        VirtualTime += run.VirtualTime;
        Tally.Add(run.Tally);
        if (run.Violation is not null)
        {
            Failures.Add(run);
        }
    }
}
