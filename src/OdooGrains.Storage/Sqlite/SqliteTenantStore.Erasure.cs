using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Storage.Sqlite;

internal sealed partial class SqliteTenantStore
{
    private const string StatusOf = "select status from tenant where tenant_id = $1";
    private const string Remember = """
        insert into erasure (tenant_id, erased_at, rows_erased) values ($1, $2, $3)
        on conflict (tenant_id) do update set erased_at = $2, rows_erased = rows_erased + $3
        """;

    private const string Close = "update tenant set status = 'closed', name = '(erased)', version = version + 1 where tenant_id = $1 and status = 'draining'";

    private const string EraseReminders = "delete from reminder where tenant_id = $1";

    public Task<bool> EraseAsync(TenantId tenant, int batch, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        return writer.RunAsync(tenant, session => Erase(session, tenant, batch, now), cancellation);
    }

    private static bool Erase(SqliteSession session, TenantId tenant, int batch, DateTimeOffset now)
    {
        var status = session.First(StatusOf, row => row.Text(0), tenant);
        if (status is not "draining")
        {
            return status is "closed" ? true : throw Erasures.NotDraining(tenant, status);
        }

        var left = batch;
        foreach (var table in Erasures.Tables)
        {
            left -= session.Execute($"delete from {table} where rowid in (select rowid from {table} where tenant_id = $1 limit $2)", tenant, left);
        }

        var isLast = left > 0 && session.Execute(Close, tenant) == 1;
        session.Execute(Remember, tenant, now, batch - left + (isLast ? session.Execute(EraseReminders, tenant) : 0));
        return isLast;
    }
}
