using OdooGrains.Storage.Migrations;

namespace OdooGrains.Storage.Sqlite;

/// <summary>Applies the numbered files in one transaction; a second process waits for the lock and then finds nothing to do.</summary>
internal static class SqliteMigrations
{
    private const string Table = """
        create table if not exists schema_migration (
            number        integer not null primary key,
            name          text    not null,
            checksum      text    not null,
            refuses_older integer not null check (refuses_older in (0, 1))
        );
        """;

    private const string Applied = "select number, name, checksum, refuses_older from schema_migration order by number";
    private const string Record = "insert into schema_migration (number, name, checksum, refuses_older) values ($1, $2, $3, $4)";

    public static void Apply(SqliteSession session) => Apply(session, Migration.All("Sqlite"));

    public static void Apply(SqliteSession session, IReadOnlyList<Migration> known)
    {
        session.Script("begin immediate");
        session.Script(Table);
        var applied = session.Query(Applied, row => new AppliedMigration(row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetInt64(3) != 0));
        foreach (var migration in MigrationPlan.Missing(known, applied))
        {
            session.Script(migration.Sql);
            session.Execute(Record, migration.Number, migration.Name, migration.Checksum, migration.RefusesOlder);
        }

        session.Script("commit");
    }
}
