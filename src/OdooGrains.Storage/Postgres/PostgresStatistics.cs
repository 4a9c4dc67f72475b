using Npgsql;

namespace OdooGrains.Storage.Postgres;

/// <summary>
/// Has the server look at the tables after the first writes of a process: plans made on empty tables are guesses, and its own autovacuum comes
/// a minute later at best. A role that does not own the tables is refused with a warning only, and then waits for autovacuum.
/// </summary>
internal sealed class PostgresStatistics(NpgsqlDataSource source)
{
    private const string Analyze = "analyze inbox, document, effect";
    private static readonly long[] After = [500, 5_000, 50_000];
    private long _written;

    /// <summary>Counts writes; at some counts it starts the look and does not wait for it.</summary>
    public void Written(int count)
    {
        var now = Interlocked.Add(ref _written, count);
        if (Array.Exists(After, at => now - count < at && at <= now))
        {
            _ = AnalyzeAsync();
        }
    }

    private async Task AnalyzeAsync()
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var command = new NpgsqlCommand(Analyze, connection);
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception error) when (PostgresErrors.IsStoreError(error) || error is ObjectDisposedException)
        {
            // Only speed rests on it.
        }
    }
}
