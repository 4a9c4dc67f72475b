using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Storage.Postgres;

internal sealed partial class PostgresTenantStore
{
    private const string StatusOf = "select status from tenant where tenant_id = $1";

    // Each batch is a transaction of its own and counts what it took, so an erasure goes on after a kill.
    private const string Remember = """
        insert into erasure as e (tenant_id, erased_at, rows_erased) values ($1, $2, $3)
        on conflict (tenant_id) do update set erased_at = $2, rows_erased = e.rows_erased + $3 returning true
        """;

    private const string Close = """
        with closed as (
            update tenant set status = 'closed', name = '(erased)', version = version + 1 where tenant_id = $1 and status = 'draining' returning tenant_id),
        gone as (delete from reminder r using closed c where r.tenant_id = c.tenant_id returning 1),
        remembered as (update erasure e set rows_erased = e.rows_erased + (select count(*) from gone) from closed c where e.tenant_id = c.tenant_id)
        select true from closed
        """;

    public async Task<bool> EraseAsync(TenantId tenant, int batch, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        var status = await PostgresCalls.FirstAsync(sources.Singles, tenant.Value, StatusOf, parameters => parameters.AddText(tenant.Value), row => row.GetString(0), cancellation);
        if (status is not "draining")
        {
            return status is "closed" ? true : throw Erasures.NotDraining(tenant, status);
        }

        var left = batch;
        foreach (var table in Erasures.Tables)
        {
            left -= left > 0 ? await EraseAsync(tenant, table, left, cancellation) : 0;
        }

        await WriteAsync(
            tenant.Value, Remember, parameters => { parameters.AddText(tenant.Value); parameters.AddTime(now); parameters.AddNumber(batch - left); }, cancellation);
        return left > 0 && await WriteAsync(tenant.Value, Close, parameters => parameters.AddText(tenant.Value), cancellation);
    }

    private Task<int> EraseAsync(TenantId tenant, string table, int limit, CancellationToken cancellation) => PostgresCalls.WriteAsync(
        sources.Singles,
        tenant.Value,
        $"""
        with gone as (
            delete from {table} where ctid = any (array(select ctid from {table} where tenant_id = $1 limit $2)) and tenant_id = $1 returning 1)
        select count(*)::int from gone
        """,
        parameters => { parameters.AddText(tenant.Value); parameters.AddInteger(limit); },
        row => row.GetInt32(0),
        cancellation);
}
