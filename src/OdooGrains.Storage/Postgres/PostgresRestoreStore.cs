using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Restore;

namespace OdooGrains.Storage.Postgres;

/// <inheritdoc cref="IRestoreStore"/>
internal sealed class PostgresRestoreStore(PostgresSources sources) : IRestoreStore
{
    private const string Last = "select restored_at, backup_at, is_done from restore order by restored_at desc limit 1";

    public Task<RestorePoint?> LastAsync(CancellationToken cancellation)
        => PostgresCalls.FirstAsync(sources.Readers, null, Last, _ => { }, row => new RestorePoint(row.Time(0), row.Time(1), row.GetBoolean(2)), cancellation);

    private const string Put = """
        insert into restore (restored_at, backup_at, is_done) values ($1, $2, $3)
        on conflict (restored_at) do update set backup_at = excluded.backup_at, is_done = excluded.is_done returning true
        """;

    public Task PutAsync(RestorePoint point, CancellationToken cancellation) => PostgresCalls.WriteAsync(
        sources.Singles,
        "",
        Put,
        parameters => { parameters.AddTime(point.RestoredAt); parameters.AddTime(point.BackupAt); parameters.AddFlag(point.IsDone); },
        row => row.GetBoolean(0),
        cancellation);

    private const string Raise = "with raised as (update connection_epoch set epoch = epoch + $2 where tenant_id = $1 returning 1) select count(*)::int from raised";

    public Task<int> RaiseEpochsAsync(TenantId tenant, long by, CancellationToken cancellation) => PostgresCalls.WriteAsync(
        sources.Singles, tenant.Value, Raise, parameters => { parameters.AddText(tenant.Value); parameters.AddNumber(by); }, row => row.GetInt32(0), cancellation);

    // This process has opened nothing but the session that asks.
    private const string Users = """
        select count(*)::int from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and application_name like (regexp_replace(current_setting('application_name'), ' [a-z]+$', '') || ' %')
        """;

    public async Task<string?> UserAsync(CancellationToken cancellation)
        => await PostgresCalls.FirstAsync(sources.Singles, null, Users, _ => { }, row => row.GetInt32(0), cancellation) is > 0 and var users
            ? $"{users} other session(s) of OdooGrains are connected to this database."
            : null;
}
