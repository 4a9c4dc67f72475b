using Npgsql;

namespace OdooGrains.Storage.Postgres;

/// <summary>The connections of a process, bounded a purpose, so that lists cannot starve commits.</summary>
internal sealed class PostgresSources : IAsyncDisposable
{
    // Writers and loaders find rows by key only, so one plan fits all and none is made anew a batch; and no plan that was made while a table was
    // small may outlive that.
    private const string ByKeyOnly =
        " -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c enable_material=off -c jit=off";

    public PostgresSources(string connectionString)
    {
        Writers = Create(connectionString, "writer", PostgresLimits.Writers, ByKeyOnly);
        Loaders = Create(connectionString, "loader", PostgresLimits.LoadersMax, ByKeyOnly);
        Readers = Create(connectionString, "reader", PostgresLimits.ReadersMax);
        Singles = Create(connectionString, "single", PostgresLimits.SingleWritersMax);
        Sweepers = Create(connectionString, "sweep", PostgresLimits.SweepersMax);
    }

    public NpgsqlDataSource Writers { get; }
    public NpgsqlDataSource Loaders { get; }
    public NpgsqlDataSource Readers { get; }
    public NpgsqlDataSource Singles { get; }
    public NpgsqlDataSource Sweepers { get; }

    public async ValueTask DisposeAsync()
    {
        await Writers.DisposeAsync();
        await Loaders.DisposeAsync();
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
