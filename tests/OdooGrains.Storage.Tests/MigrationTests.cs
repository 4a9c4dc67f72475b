using Npgsql;
using OdooGrains.Storage.Migrations;
using OdooGrains.Storage.Postgres;
using OdooGrains.Storage.Sqlite;
using OdooGrains.TestKit.Postgres;

namespace OdooGrains.Storage.Tests;

public sealed class MigrationTests : IDisposable
{
    private static readonly Migration First = Migration.Of("0001_first.sql", "create table first (id integer);");
    private static readonly Migration Second = Migration.Of("0002_second.sql", "create table second (id integer);");
    private readonly string _folder = Directory.CreateTempSubdirectory("odoograins-migration-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_what_is_missing_is_applied(bool isPostgres)
    {
        var apply = Target(isPostgres);

        await apply([First]);
        await apply([First]);
        await apply([First, Second]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_changed_file_is_refused_by_name(bool isPostgres)
    {
        var apply = Target(isPostgres);
        await apply([First]);

        var refused = await Assert.ThrowsAsync<StoreNotUsableException>(() => apply([Migration.Of(First.Name, "create table first (id bigint);")]));
        Assert.Contains("0001_first.sql", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_newer_store_is_accepted_unless_it_refuses_older_programs(bool isPostgres)
    {
        var apply = Target(isPostgres);
        await apply([First, Second]);
        await apply([First]);
        await apply([First, Second, Migration.Of("0003_third.sql", $"{Migration.RefusesOlderMark}\ncreate table third (id integer);")]);

        var refused = await Assert.ThrowsAsync<StoreNotUsableException>(() => apply([First, Second]));
        Assert.Contains("0003_third.sql", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_broken_file_leaves_nothing_behind(bool isPostgres)
    {
        var apply = Target(isPostgres);

        await Assert.ThrowsAnyAsync<Exception>(() => apply([First, Migration.Of("0002_second.sql", "create table second (id integer); nonsense;")]));
        await apply([First, Second]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Several_processes_may_migrate_at_once(bool isPostgres)
    {
        var apply = Target(isPostgres);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => apply([First, Second]))));
    }

    [Fact]
    public void Line_ends_do_not_change_a_checksum()
        => Assert.Equal(Migration.Of("0001_a.sql", "select 1;\nselect 2;").Checksum, Migration.Of("0001_a.sql", "select 1;\r\nselect 2;").Checksum);

    // A store leaves out the numbers that are of no concern to it.
    [Fact]
    public void A_number_is_given_once_and_means_the_same_in_both_stores()
    {
        var names = Migration.All("Sqlite").Concat(Migration.All("Postgres")).Select(migration => (migration.Number, migration.Name)).Distinct();

        Assert.Distinct(names.Select(name => name.Number));
        Assert.Distinct(Migration.All("Sqlite").Select(migration => migration.Number));
        Assert.Distinct(Migration.All("Postgres").Select(migration => migration.Number));
    }

    private Func<IReadOnlyList<Migration>, Task> Target(bool isPostgres)
    {
        if (!isPostgres)
        {
            return known =>
            {
                using var session = new SqliteSession(Path.Combine(_folder, "store.db"), "pragma journal_mode = wal");
                SqliteMigrations.Apply(session, known);
                return Task.CompletedTask;
            };
        }

        var connectionString = new NpgsqlConnectionStringBuilder(PostgresServer.Shared.CreateDatabase()) { Pooling = false }.ToString();
        return known => PostgresMigrations.ApplyAsync(connectionString, known, null, CancellationToken.None);
    }
}
