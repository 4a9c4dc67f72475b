using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace OdooGrains.Benchmarks.Accept;

/// <summary>PostgreSQL's own benchmark, inserting one row of the same 2 KB a transaction at 32 clients: what the database gives a plain design.</summary>
internal static partial class Pgbench
{
    private const int Clients = 32;

    /// <summary>Transactions a second. The server is named by PGHOST, PGPORT and PGUSER, as eng/with-postgres.sh sets them.</summary>
    public static async Task<double> RunAsync(int seconds)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Accept");
        await RunAsync("psql", "-q", "-d", "postgres", "-f", Path.Combine(folder, "pgbench-schema.sql"));
        var output = await RunAsync("pgbench", "-n", "-f", Path.Combine(folder, "pgbench-insert.sql"), "-c", $"{Clients}", "-j", "2", "-T", $"{seconds}", "postgres");
        return double.Parse(Tps().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var folder = Environment.GetEnvironmentVariable("PG_BIN") ?? "";
        var start = new ProcessStartInfo(Path.Combine(folder, program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed: {await error}");
    }

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Tps();
}
