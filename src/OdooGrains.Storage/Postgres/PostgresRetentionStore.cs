using Npgsql;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Retention;

namespace OdooGrains.Storage.Postgres;

/// <inheritdoc cref="IRetentionStore"/>
internal sealed class PostgresRetentionStore(PostgresSources sources) : IRetentionStore
{
    // Ids ascend with time, so the primary key leads to the old ones: no index is kept for this alone.
    private const string PurgeEvents = """
        with old as (
            select tenant_id, event_id from inbox
            where tenant_id = $1 and event_id < $2 and received_at < $3 and status not in ('open', 'work')
            order by event_id limit $4),
        gone as (delete from inbox i using old where i.tenant_id = old.tenant_id and i.event_id = old.event_id returning 1)
        select count(*)::int from gone
        """;

    public Task<int> PurgeEventsAsync(TenantId tenant, DateTimeOffset before, int limit, CancellationToken cancellation) => PurgeAsync(
        tenant,
        PurgeEvents,
        parameters =>
        {
            parameters.AddId(SequentialIds.Floor(before));
            parameters.AddTime(before);
            parameters.AddInteger(limit);
        },
        cancellation);

    // A document that is being folded is left for the next time.
    private const string PurgeDocuments = """
        with old as (
            select d.tenant_id, d.channel_id, d.document_id from document d
            where d.tenant_id = $1 and d.updated_at < $2 and d.deadline is null
                and not exists (
                    select 1 from inbox i
                    where i.tenant_id = d.tenant_id and i.connection_id = d.channel_id and i.document_id = d.document_id and i.channel_id is null and i.status in ('open', 'work'))
                and not exists (
                    select 1 from inbox i
                    where i.tenant_id = d.tenant_id and i.channel_id = d.channel_id and i.document_id = d.document_id and i.status in ('open', 'work'))
            order by d.updated_at limit $3 for update of d skip locked),
        effects as (
            delete from effect e using old where e.tenant_id = old.tenant_id and e.channel_id = old.channel_id and e.document_id = old.document_id),
        named as (
            delete from document_reference r using old where r.tenant_id = old.tenant_id and r.channel_id = old.channel_id and r.document_id = old.document_id),
        gone as (
            delete from document d using old where d.tenant_id = old.tenant_id and d.channel_id = old.channel_id and d.document_id = old.document_id returning 1)
        select count(*)::int from gone
        """;

    public Task<int> PurgeDocumentsAsync(TenantId tenant, DateTimeOffset before, int limit, CancellationToken cancellation)
        => PurgeAsync(tenant, PurgeDocuments, parameters => { parameters.AddTime(before); parameters.AddInteger(limit); }, cancellation);

    private const string PurgeReports = """
        with old as (
            select tenant_id, run_id from reconciliation where tenant_id = $1 and started_at < $2 and status <> 'running' order by started_at limit $3),
        found as (delete from reconciliation_drift d using old where d.tenant_id = old.tenant_id and d.run_id = old.run_id),
        gone as (delete from reconciliation r using old where r.tenant_id = old.tenant_id and r.run_id = old.run_id returning 1)
        select count(*)::int from gone
        """;

    public Task<int> PurgeReportsAsync(TenantId tenant, DateTimeOffset before, int limit, CancellationToken cancellation)
        => PurgeAsync(tenant, PurgeReports, parameters => { parameters.AddTime(before); parameters.AddInteger(limit); }, cancellation);

    private Task<int> PurgeAsync(TenantId tenant, string sql, Action<NpgsqlParameterCollection> bind, CancellationToken cancellation) => PostgresCalls.WriteAsync(
        sources.Singles, tenant.Value, sql, parameters => { parameters.AddText(tenant.Value); bind(parameters); }, row => row.GetInt32(0), cancellation);
}
