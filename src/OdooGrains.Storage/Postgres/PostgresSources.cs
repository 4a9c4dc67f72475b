using Npgsql;

namespace OdooGrains.Storage.Postgres;

/// <summary>The connections of a process, bounded a purpose, so that lists cannot starve commits.</summary>
internal sealed class PostgresSources : IAsyncDisposable
{
    // Writers find rows by key only. A plan that was made while a table was small must not outlive that.
    private const string ByKeyOnly = " -c enable_seqscan=off";

    public PostgresSources(string connectionString)
    {
        Writers = Create(connectionString, "writer", PostgresLimits.Writers, ByKeyOnly);
        Readers = Create(connectionString, "reader", PostgresLimits.ReadersMax);
        Singles = Create(connectionString, "single", PostgresLimits.SingleWritersMax);
        Sweepers = Create(connectionString, "sweep", PostgresLimits.SweepersMax);
    }

    public NpgsqlDataSource Writers { get; }
    public NpgsqlDataSource Readers { get; }
    public NpgsqlDataSource Singles { get; }
    public NpgsqlDataSource Sweepers { get; }

    public async ValueTask DisposeAsync()
    {
        await Writers.DisposeAsync();
        await Readers.DisposeAsync();
        await Singles.DisposeAsync();
        await Sweepers.DisposeAsync();
    }

    private static NpgsqlDataSource Create(string connectionString, string purpose, int connectionsMax, string options = "")
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxPoolSize = connectionsMax,
            MinPoolSize = 0,
            CommandTimeout = (int)PostgresLimits.AnswerTimeout.TotalSeconds,
            Timeout = (int)PostgresLimits.AnswerTimeout.TotalSeconds,
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
            // All settings are local to a transaction, so there is nothing to reset, and that saves a round trip.
            NoResetOnClose = true,
            IncludeErrorDetail = false,
        };
        settings.ApplicationName = $"{settings.ApplicationName ?? "odoograins"} {purpose}";
        settings.Options = $"{settings.Options} -c statement_timeout={PostgresLimits.StatementTimeout.TotalMilliseconds:0}"
            + $" -c lock_timeout={PostgresLimits.LockTimeout.TotalMilliseconds:0}{options}";
        return NpgsqlDataSource.Create(settings);
    }
}
