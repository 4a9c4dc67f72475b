using Microsoft.Data.Sqlite;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Formats;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.Storage.Sqlite;

/// <inheritdoc cref="ISweepStore"/>
internal sealed class SqliteSweepStore(SqliteReaders readers) : ISweepStore
{
    private const string Due = """
        select tenant_id, channel_id, document_id, next_action_at from document
        where next_action_at <= $1 and ($2 is null or (next_action_at, tenant_id, channel_id, document_id) > ($2, $3, $4, $5))
        order by next_action_at, tenant_id, channel_id, document_id limit $6
        """;

    // Walks from tenant to tenant in the index, then takes the first document of each.
    private const string FirstOfTenants = """
        with recursive due_tenant (tenant_id) as (
            select min(tenant_id) from document where next_action_at is not null
            union all
            select (select min(tenant_id) from document where next_action_at is not null and tenant_id > due_tenant.tenant_id)
            from due_tenant where due_tenant.tenant_id is not null)
        select document.tenant_id, channel_id, document_id, next_action_at
        from due_tenant join document on document.rowid = (
            select rowid from document where tenant_id = due_tenant.tenant_id and next_action_at <= $1
                and ($2 is null or (next_action_at, tenant_id, channel_id, document_id) > ($2, $3, $4, $5))
            order by next_action_at, channel_id, document_id limit 1)
        order by next_action_at, document.tenant_id limit $6
        """;

    public Task<IReadOnlyList<DueDocument>> DueDocumentsAsync(DateTimeOffset now, DueDocument? after, int limit, CancellationToken cancellation) => readers.ReadAsync(
        session =>
        {
            var key = after?.Document;
            var inOrder = session.Query(Due, ToDue, now, after?.DueAt, key?.Tenant, key?.Channel, key?.Id, limit);
            var first = inOrder.Count < limit ? [] : session.Query(FirstOfTenants, ToDue, now, after?.DueAt, key?.Tenant, key?.Channel, key?.Id, limit);
            return FairPage.Of(inOrder, first, limit);
        },
        cancellation);

    private static DueDocument ToDue(SqliteDataReader row) => new(SqliteRows.Key(row), row.Time(3));

    private const string Open = """
        select tenant_id, coalesce(channel_id, connection_id), document_id, event_id, received_at from inbox
        where status = 'open' and received_at < $1 and ($2 is null or (received_at, event_id) > ($2, $3))
        order by received_at, event_id limit $4
        """;

    private const string FirstOpenOfTenants = """
        with recursive open_tenant (tenant_id) as (
            select min(tenant_id) from inbox where status = 'open'
            union all
            select (select min(tenant_id) from inbox where status = 'open' and tenant_id > open_tenant.tenant_id)
            from open_tenant where open_tenant.tenant_id is not null)
        select inbox.tenant_id, coalesce(channel_id, connection_id), document_id, event_id, received_at
        from open_tenant join inbox on inbox.rowid = (
            select rowid from inbox where tenant_id = open_tenant.tenant_id and status = 'open' and received_at < $1
                and ($2 is null or (received_at, event_id) > ($2, $3))
            order by received_at, event_id limit 1)
        order by received_at, event_id limit $4
        """;

    public Task<IReadOnlyList<OpenEvent>> OpenEventsAsync(DateTimeOffset before, OpenEvent? after, int limit, CancellationToken cancellation) => readers.ReadAsync(
        session =>
        {
            var inOrder = session.Query(Open, ToOpen, before, after?.ReceivedAt, after?.Event, limit);
            var first = inOrder.Count < limit ? [] : session.Query(FirstOpenOfTenants, ToOpen, before, after?.ReceivedAt, after?.Event, limit);
            return FairPage.Of(inOrder, first, limit);
        },
        cancellation);

    private static OpenEvent ToOpen(SqliteDataReader row) => new(SqliteRows.Key(row), new(row.Id(3)), row.Time(4));

    private const string Backlog = """
        select tenant_id, sum(events), sum(documents), min(oldest), sum(money) from (
            select tenant_id, count(*) as events, 0 as documents, min(received_at) as oldest, count(*) filter (where lane = 0) as money
            from inbox where status = 'open' group by tenant_id
            union all
            select tenant_id, 0, count(*), null, 0 from document where deadline is not null group by tenant_id)
        group by tenant_id order by tenant_id
        """;

    public async Task<IReadOnlyList<TenantBacklog>> BacklogAsync(CancellationToken cancellation) => await readers.ReadAsync(
        session => session.Query(Backlog, row => new TenantBacklog(new TenantId(row.Text(0)), row.Number(1), row.Number(2), row.TimeOrNull(3), row.Number(4))), cancellation);

    private const string Lanes = """
        select lane, status, count(*), min(planned_at) from effect where status in ('planned', 'sent', 'in_doubt')
        group by lane, status order by lane, status
        """;

    public async Task<IReadOnlyList<LaneDepth>> LanesAsync(CancellationToken cancellation) => await readers.ReadAsync(
        session => session.Query(Lanes, row => new LaneDepth((Lane)row.Number(0), Words<EffectStatus>.Parse(row.Text(1)), (int)row.Number(2), row.Time(3))), cancellation);

    private const string Troubles = """
        select tenant_id, sum(held), sum(stalled) from (
            select tenant_id, count(*) as held, 0 as stalled from document where status = 'held' group by tenant_id
            union all
            select tenant_id, 0, count(*) from document where deadline < $1 group by tenant_id)
        group by tenant_id order by tenant_id
        """;

    public async Task<IReadOnlyList<TenantTrouble>> TroublesAsync(DateTimeOffset now, CancellationToken cancellation) => await readers.ReadAsync(
        session => session.Query(Troubles, row => new TenantTrouble(new TenantId(row.Text(0)), row.Number(1), row.Number(2)), now), cancellation);

    private const string Stalled = $"""
        select {SqliteRows.DocumentColumns} from document where deadline < $1
        order by deadline, tenant_id, channel_id, document_id limit $2
        """;

    public async Task<IReadOnlyList<DocumentHead>> StalledAsync(DateTimeOffset now, int limit, CancellationToken cancellation)
        => await readers.ReadAsync(session => session.Query(Stalled, SqliteRows.Head, now, limit), cancellation);
}
