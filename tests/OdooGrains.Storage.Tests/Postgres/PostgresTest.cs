using Npgsql;
using OdooGrains.Storage.Postgres;
using OdooGrains.Storage.Tests.Conformance;
using OdooGrains.TestKit.Postgres;

namespace OdooGrains.Storage.Tests.Postgres;

/// <summary>A migrated database of its own, with raw access beside the store.</summary>
public abstract class PostgresTest : IAsyncLifetime
{
    protected static readonly CancellationToken None = CancellationToken.None;
    private readonly PostgresDatabases _databases = new();

    protected PostgresStore Store { get; private set; } = null!;

    protected string ConnectionString => _databases.ConnectionString;

    public async Task InitializeAsync()
    {
        Store = (PostgresStore)await _databases.CreateAsync();
        await Store.MigrateAsync(None);
    }

    public async Task DisposeAsync()
    {
        await Store.DisposeAsync();
        await _databases.RemoveAsync();
    }

    protected PostgresStore Open(string? connectionString = null, TimeProvider? time = null)
        => new(new() { ConnectionString = connectionString ?? ConnectionString, AllowUnsafe = true }, time ?? TimeProvider.System);

    /// <summary>The connection string by way of a proxy.</summary>
    protected string Through(LossyProxy proxy) => new NpgsqlConnectionStringBuilder(ConnectionString) { Host = "127.0.0.1", Port = proxy.Port, ApplicationName = "proxied" }.ToString();

    protected LossyProxy Proxy() => new(new NpgsqlConnectionStringBuilder(ConnectionString).Port);

    /// <summary>Opens a connection as the store's own role, or as superuser.</summary>
    protected async Task<NpgsqlConnection> ConnectAsync(bool asAdmin = false)
    {
        var text = asAdmin ? PostgresServer.Shared.AsAdmin(ConnectionString) : ConnectionString;
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(text) { Pooling = false }.ToString());
        await connection.OpenAsync();
        return connection;
    }

    protected static async Task<List<string>> ListAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add($"{reader.GetValue(0)}");
        }

        return rows;
    }

    protected static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
