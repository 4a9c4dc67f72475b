using Npgsql;

namespace OdooGrains.Storage.Postgres;

/// <summary>A writer's own connection, and which server process serves it, so that its end can be seen when it stops to answer.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, int process, DateTime startedAt) : IAsyncDisposable
{
    private const string Who = "select pid, backend_start from pg_stat_activity where pid = pg_backend_pid()";

    public NpgsqlConnection Connection { get; } = connection;
    public int Process { get; } = process;
    public DateTime StartedAt { get; } = startedAt;

    public static async Task<PostgresSession> OpenAsync(NpgsqlDataSource source)
    {
        var connection = await PostgresCalls.OpenAsync(source, CancellationToken.None);
        try
        {
            await using var command = new NpgsqlCommand(Who, connection);
            await using var reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            return new(connection, reader.GetInt32(0), reader.GetDateTime(1));
        }
        catch (Exception error) when (PostgresErrors.IsStoreError(error))
        {
            // Nothing was written on it yet.
            await connection.DisposeAsync();
            throw new OpenFailedException(error);
        }
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
