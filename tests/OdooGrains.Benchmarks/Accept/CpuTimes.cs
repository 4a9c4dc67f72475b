using System.Diagnostics;
using System.Globalization;

namespace OdooGrains.Benchmarks.Accept;

/// <summary>Processor time, user and system, that the three sides of the benchmark have used so far.</summary>
internal sealed record CpuTimes(TimeSpan Server, TimeSpan Postgres, TimeSpan Load)
{
    /// <param name="server">The server's process.</param>
    /// <param name="backend">Any of PostgreSQL's processes; all that have its parent count.</param>
    public static CpuTimes Read(int server, int backend)
    {
        var postmaster = Parent(backend);
        return new(Of(server), Processes().Where(id => id == postmaster || Parent(id) == postmaster).Aggregate(TimeSpan.Zero, (sum, id) => sum + Of(id)), Environment.CpuUsage.TotalTime);
    }

    public static CpuTimes operator -(CpuTimes later, CpuTimes earlier)
        => new(later.Server - earlier.Server, later.Postgres - earlier.Postgres, later.Load - earlier.Load);

    /// <summary>Microseconds of all three for one of so many.</summary>
    public double MicrosecondsEach(long count) => (Server + Postgres + Load).TotalMicroseconds / count;

    private static IEnumerable<int> Processes()
        => Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0])).Select(name => int.Parse(name!, CultureInfo.InvariantCulture));

    // Processes come and go while they are read; one that has gone has used nothing.
    private static TimeSpan Of(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return found.TotalProcessorTime;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return TimeSpan.Zero;
        }
    }

    // The name, in brackets, may hold anything; the state and the parent's id follow it (proc(5)).
    private static int Parent(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(text[(text.LastIndexOf(')') + 1)..].Split(' ')[2], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
