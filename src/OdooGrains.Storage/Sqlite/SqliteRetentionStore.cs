using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Retention;

namespace OdooGrains.Storage.Sqlite;

/// <inheritdoc cref="IRetentionStore"/>
internal sealed class SqliteRetentionStore(SqliteWriter writer) : IRetentionStore
{
    // Ids ascend with time, so the primary key leads to the old ones: no index is kept for this alone.
    private const string PurgeEvents = """
        delete from inbox where rowid in (
            select rowid from inbox where tenant_id = $1 and event_id < $2 and received_at < $3 and status not in ('open', 'work') order by event_id limit $4)
        """;

    public Task<int> PurgeEventsAsync(TenantId tenant, DateTimeOffset before, int limit, CancellationToken cancellation)
        => writer.RunAsync(tenant, session => session.Execute(PurgeEvents, tenant, SequentialIds.Floor(before), before, limit), cancellation);

    private const string Old = """
        select channel_id, document_id from document
        where tenant_id = $1 and updated_at < $2 and deadline is null
            and not exists (
                select 1 from inbox
                where inbox.tenant_id = $1 and connection_id = document.channel_id and inbox.document_id = document.document_id and inbox.channel_id is null and inbox.status in ('open', 'work'))
            and not exists (
                select 1 from inbox
                where inbox.tenant_id = $1 and inbox.channel_id = document.channel_id and inbox.document_id = document.document_id and inbox.status in ('open', 'work'))
        order by updated_at limit $3
        """;

    private static readonly string[] Tables = ["effect", "document_reference", "document"];

    public Task<int> PurgeDocumentsAsync(TenantId tenant, DateTimeOffset before, int limit, CancellationToken cancellation)
        => writer.RunAsync(tenant, session => Purge(session, tenant, before, limit), cancellation);

    private static int Purge(SqliteSession session, TenantId tenant, DateTimeOffset before, int limit)
    {
        var old = session.Query(Old, row => (Channel: row.Text(0), Id: row.Text(1)), tenant, before, limit);
        foreach (var (channel, id) in old)
        {
            foreach (var table in Tables)
            {
                session.Execute($"delete from {table} where tenant_id = $1 and channel_id = $2 and document_id = $3", tenant, channel, id);
            }
        }

        return old.Count;
    }

    private const string OldReports = "select run_id from reconciliation where tenant_id = $1 and started_at < $2 and status <> 'running' order by started_at limit $3";

    public Task<int> PurgeReportsAsync(TenantId tenant, DateTimeOffset before, int limit, CancellationToken cancellation) => writer.RunAsync(
        tenant,
        session =>
        {
            var old = session.Query(OldReports, row => row.Id(0), tenant, before, limit);
            foreach (var run in old)
            {
                session.Execute("delete from reconciliation_drift where tenant_id = $1 and run_id = $2", tenant, run);
                session.Execute("delete from reconciliation where tenant_id = $1 and run_id = $2", tenant, run);
            }

            return old.Count;
        },
        cancellation);
}
