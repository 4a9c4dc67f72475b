using System.Diagnostics;
using Npgsql;

namespace OdooGrains.TestKit.Postgres;

/// <summary>
/// A server for tests: the one that ODOOGRAINS_TEST_POSTGRES names, else one of our own. The shared one of a test process has fsync off, which
/// stores accept with AllowUnsafe only. Stores connect as an ordinary role, since row-level security does not bind a superuser.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private static readonly Lazy<PostgresServer> SharedServer = new(() => Start(isDurable: false));
    private readonly PostgresCluster? _own;
    private int _databases;

    private PostgresServer(string adminConnectionString, PostgresCluster? own)
    {
        (AdminConnectionString, _own) = (adminConnectionString, own);
        Role = $"og_test_{Environment.ProcessId}";
        Execute($"create role {Role} login password '{Role}'");
    }

    /// <summary>One server for all tests of this process; it stops when the process ends.</summary>
    public static PostgresServer Shared => SharedServer.Value;

    /// <summary>A superuser's connection string, without a database.</summary>
    public string AdminConnectionString { get; }

    /// <summary>The ordinary role that owns the databases.</summary>
    public string Role { get; }

    /// <summary>A server of its own with durable settings; the caller disposes it.</summary>
    public static PostgresServer StartDurable() => Start(isDurable: true);

    /// <summary>A new and empty database, owned by <see cref="Role"/>; returns that role's connection string.</summary>
    public string CreateDatabase()
    {
        var name = $"{Role}_{Interlocked.Increment(ref _databases)}";
        Execute($"create database {name} owner {Role} strategy file_copy");
        return Of(name, Role);
    }

    public void DropDatabase(string connectionString) => Execute($"drop database if exists {new NpgsqlConnectionStringBuilder(connectionString).Database} with (force)");

    /// <summary>A superuser's connection string of the same database.</summary>
    public string AsAdmin(string connectionString) => new NpgsqlConnectionStringBuilder(AdminConnectionString)
    {
        Database = new NpgsqlConnectionStringBuilder(connectionString).Database,
        Pooling = false,
    }.ToString();

    /// <summary>Runs statements as superuser.</summary>
    public void Execute(string sql, string? connectionString = null)
    {
        using var source = NpgsqlDataSource.Create(connectionString is null ? new NpgsqlConnectionStringBuilder(AdminConnectionString) { Database = "postgres", Pooling = false }.ToString() : AsAdmin(connectionString));
        using var command = source.CreateCommand(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>A consistent copy of a database, taken while servers work on it.</summary>
    public void BackUp(string connectionString, string file) => Run("pg_dump", new(AsAdmin(connectionString)), "--format=custom", "--file", file);

    /// <summary>A new database made of such a copy; returns the connection string of <see cref="Role"/>.</summary>
    public string Restore(string file)
    {
        var restored = CreateDatabase();
        Run("pg_restore", new(AsAdmin(restored)), "--exit-on-error", "--dbname", new NpgsqlConnectionStringBuilder(restored).Database!, file);
        return restored;
    }

    private static void Run(string program, NpgsqlConnectionStringBuilder server, params string[] arguments)
    {
        var start = new ProcessStartInfo(PostgresBinaries.Beside(program), ["--host", server.Host!, "--port", $"{server.Port}", "--username", server.Username!, .. arguments])
        {
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = server.Password, ["PGDATABASE"] = server.Database },
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with code {process.ExitCode}: {error}");
        }
    }

    public void Dispose()
    {
        if (_own is null)
        {
            Execute($"drop role if exists {Role}");
        }

        _own?.Dispose();
    }

    private string Of(string database, string role) => new NpgsqlConnectionStringBuilder(AdminConnectionString) { Database = database, Username = role, Password = role }.ToString();

    private static PostgresServer Start(bool isDurable)
    {
        if (Environment.GetEnvironmentVariable("ODOOGRAINS_TEST_POSTGRES") is { Length: > 0 } named)
        {
            return new(named, null);
        }

        var cluster = PostgresCluster.Start(isDurable);
        return new(cluster.ConnectionString, cluster);
    }
}
