using Npgsql;
using OdooGrains.Benchmarks.Accept;

namespace OdooGrains.Benchmarks.Platform;

/// <summary>Processor time of this process, its load included, and of all processes of its PostgreSQL.</summary>
internal sealed class Cpu : IAsyncDisposable
{
    // A connection of our own, for it tells PostgreSQL's processes from those of another server.
    private readonly NpgsqlConnection _backend;

    private Cpu(NpgsqlConnection backend) => _backend = backend;

    public static async Task<Cpu> OpenAsync()
    {
        NpgsqlConnection backend = new(RunningPlatform.Store);
        await backend.OpenAsync();
        return new(backend);
    }

    public CpuUse Used
    {
        get
        {
            var (here, postgres, _) = CpuTimes.Read(Environment.ProcessId, _backend.ProcessID);
            return new(here, postgres);
        }
    }

    public static string LoadAverage => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Trim() : "unknown";

    public ValueTask DisposeAsync() => _backend.DisposeAsync();
}

/// <summary>Processor time, user and system.</summary>
internal readonly record struct CpuUse(TimeSpan Here, TimeSpan Postgres)
{
    public static CpuUse operator -(CpuUse later, CpuUse earlier) => new(later.Here - earlier.Here, later.Postgres - earlier.Postgres);

    public double MillisecondsEach(int count) => (Here + Postgres).TotalMilliseconds / count;

    public string Each(int count) => $"{MillisecondsEach(count):0.00} ms (here {Here.TotalMilliseconds / count:0.00}, PostgreSQL {Postgres.TotalMilliseconds / count:0.00})";
}
