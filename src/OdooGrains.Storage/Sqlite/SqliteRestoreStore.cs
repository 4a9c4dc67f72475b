using Microsoft.Data.Sqlite;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Restore;

namespace OdooGrains.Storage.Sqlite;

/// <inheritdoc cref="IRestoreStore"/>
internal sealed class SqliteRestoreStore(SqliteWriter writer, SqliteReaders readers, Func<string, SqliteSession> open) : IRestoreStore
{
    private const string Last = "select restored_at, backup_at, is_done from restore order by restored_at desc limit 1";

    public Task<RestorePoint?> LastAsync(CancellationToken cancellation)
        => readers.ReadAsync(session => session.First(Last, row => new RestorePoint(row.Time(0), row.Time(1), row.Number(2) == 1)), cancellation);

    private const string Put = """
        insert into restore (restored_at, backup_at, is_done) values ($1, $2, $3)
        on conflict (restored_at) do update set backup_at = excluded.backup_at, is_done = excluded.is_done
        """;

    public Task PutAsync(RestorePoint point, CancellationToken cancellation)
        => writer.RunAsync(SqliteStore.PlatformTurn, session => session.Execute(Put, point.RestoredAt, point.BackupAt, point.IsDone), cancellation);

    private const string Raise = "update connection_epoch set epoch = epoch + $2 where tenant_id = $1";

    public Task<int> RaiseEpochsAsync(TenantId tenant, long by, CancellationToken cancellation)
        => writer.RunAsync(tenant, session => session.Execute(Raise, tenant, by), cancellation);

    // Each connection to a file in WAL holds a shared lock while it is open, so an exclusive one tells whether there is any other.
    private const string Alone = "pragma busy_timeout = 0; pragma locking_mode = exclusive;";

    public Task<string?> UserAsync(CancellationToken cancellation) => Task.Run(
        () =>
        {
            try
            {
                using var session = open(Alone);
                session.Script("begin exclusive; commit;");
                return null;
            }
            catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED)
            {
                return "Another process has the file open.";
            }
        },
        cancellation);
}
