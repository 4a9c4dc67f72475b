using Npgsql;
using OdooGrains.Storage.Migrations;

namespace OdooGrains.Storage.Postgres;

/// <summary>Applies the numbered files, each with its record in one transaction. An advisory lock lets one process do it while others wait; nothing but speed rests on it.</summary>
internal static class PostgresMigrations
{
    private const string Lock = "select pg_advisory_xact_lock(7361427)";

    private const string Table = """
        create table if not exists schema_migration (
            number        integer     not null primary key,
            name          text        not null,
            checksum      text        not null,
            refuses_older boolean     not null,
            applied_at    timestamptz not null default now()
        )
        """;

    private const string Applied = "select number, name, checksum, refuses_older from schema_migration order by number";
    private const string Record = "insert into schema_migration (number, name, checksum, refuses_older) values ($1, $2, $3, $4)";

    // A migration that needs a lock gives up after 3 s rather than stop the previous version of the program behind it.
    private const string Patience = "set local lock_timeout = '3s'; set local statement_timeout = 0";

    public static Task ApplyAsync(string connectionString, string? grantTo, CancellationToken cancellation)
        => ApplyAsync(connectionString, Migration.All("Postgres"), grantTo, cancellation);

    public static async Task ApplyAsync(string connectionString, IReadOnlyList<Migration> known, string? grantTo, CancellationToken cancellation)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "odoograins migrate", Pooling = false };
        await using var source = NpgsqlDataSource.Create(settings);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await RunAsync(connection, Lock, cancellation);
        await RunAsync(connection, Patience, cancellation);
        await RunAsync(connection, Table, cancellation);
        foreach (var migration in MigrationPlan.Missing(known, await AppliedAsync(connection, cancellation)))
        {
            await RunAsync(connection, migration.Sql, cancellation);
            await RecordAsync(connection, migration, cancellation);
        }

        if (grantTo is not null)
        {
            await RunAsync(connection, Grants(grantTo), cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    private static string Grants(string role)
    {
        var name = $"\"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        return $"""
            do $$ begin
                execute format('grant usage on schema %I to {name}', current_schema());
                execute format('grant select, insert, update, delete on all tables in schema %I to {name}', current_schema());
                execute format('grant execute on all functions in schema %I to {name}', current_schema());
                execute 'revoke insert, update, delete on schema_migration from {name}';
            end $$
            """;
    }

    private static async Task<List<AppliedMigration>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Applied, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<AppliedMigration> rows = [];
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetBoolean(3)));
        }

        return rows;
    }

    private static async Task RecordAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Record, connection);
        command.Parameters.AddInteger(migration.Number);
        command.Parameters.AddText(migration.Name);
        command.Parameters.AddText(migration.Checksum);
        command.Parameters.AddFlag(migration.RefusesOlder);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
