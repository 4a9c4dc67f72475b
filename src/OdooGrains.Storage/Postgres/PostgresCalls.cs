using Npgsql;

namespace OdooGrains.Storage.Postgres;

/// <summary>
/// One small transaction in one round trip: the tenants that it may touch, then its statement. A statement that returns no row where one is
/// asked for gives default.
/// </summary>
internal static class PostgresCalls
{
    public const string SetTenants = "select set_config('app.tenants', $1, true)";

    public static Task<List<T>> QueryAsync<T>(
        NpgsqlDataSource source, string? tenants, string sql, Action<NpgsqlParameterCollection> bind, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
        => GuardAsync(() => RunAsync(source, tenants, sql, bind, read, cancellation));

    public static async Task<T?> FirstAsync<T>(
        NpgsqlDataSource source, string? tenants, string sql, Action<NpgsqlParameterCollection> bind, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
        => (await QueryAsync(source, tenants, sql, bind, read, cancellation)).FirstOrDefault();

    /// <summary>A write; where no answer comes, nobody knows whether it was committed.</summary>
    public static async Task<T?> WriteAsync<T>(
        NpgsqlDataSource source, string tenants, string sql, Action<NpgsqlParameterCollection> bind, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
        => (await WriteManyAsync(source, tenants, sql, bind, read, cancellation)).FirstOrDefault();

    /// <summary>The same, with all rows that it returns.</summary>
    public static async Task<IReadOnlyList<T>> WriteManyAsync<T>(
        NpgsqlDataSource source, string tenants, string sql, Action<NpgsqlParameterCollection> bind, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            // Once sent it is carried to its end: a cancelled write would be an unknown one.
            return await RunAsync(source, tenants, sql, bind, read, CancellationToken.None);
        }
        catch (OpenFailedException error)
        {
            throw PostgresErrors.ToCaller(error.InnerException!);
        }
        catch (Exception error) when (PostgresErrors.IsStoreError(error))
        {
            throw PostgresErrors.Classify(error) is PostgresFault.NoAnswer
                ? new CommitUnknownException($"PostgreSQL gave no answer to a commit: {PostgresErrors.Short(error)}.", error)
                : PostgresErrors.ToCaller(error);
        }
    }

    /// <summary>Opens a connection; what fails here has surely written nothing.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellation);
        }
        catch (Exception error) when (PostgresErrors.IsStoreError(error))
        {
            throw new OpenFailedException(error);
        }
    }

    /// <summary>Turns errors into what callers of reads know.</summary>
    public static async Task<T> GuardAsync<T>(Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (OpenFailedException error)
        {
            throw PostgresErrors.ToCaller(error.InnerException!);
        }
        catch (Exception error) when (PostgresErrors.IsStoreError(error))
        {
            throw PostgresErrors.ToCaller(error);
        }
    }

    public static NpgsqlBatchCommand TenantsCommand(string tenants)
    {
        var command = new NpgsqlBatchCommand(SetTenants);
        command.Parameters.AddText(tenants);
        return command;
    }

    /// <summary>Runs a statement with the errors as Npgsql gives them.</summary>
    public static async Task<List<T>> RunAsync<T>(
        NpgsqlDataSource source, string? tenants, string sql, Action<NpgsqlParameterCollection> bind, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(source, cancellation);
        await using var batch = new NpgsqlBatch(connection);
        if (tenants is not null)
        {
            batch.BatchCommands.Add(TenantsCommand(tenants));
        }

        var command = new NpgsqlBatchCommand(sql);
        bind(command.Parameters);
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        if (tenants is not null)
        {
            await reader.NextResultAsync(cancellation);
        }

        List<T> rows = [];
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(read(reader));
        }

        // Errors of the commit itself come with the end of the answer.
        while (await reader.NextResultAsync(cancellation))
        {
        }

        return rows;
    }
}

/// <summary>No connection could be opened.</summary>
internal sealed class OpenFailedException(Exception inner) : Exception(inner.Message, inner);
