using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Failures;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Sqlite;

/// <inheritdoc cref="IFailureStore"/>
internal sealed class SqliteFailureStore(SqliteReaders readers) : IFailureStore
{
    // As FailureFields.Paths has them; of several paths together SQLite makes an array, with numbers as they are written.
    private const string Facts = "json_extract(d.state, '$.hold.code', '$.hold.since', '$.erp.value', '$.order.currency', '$.order.total')";

    private const string Held = $"""
        select d.tenant_id, d.channel_id, d.document_id, d.number, d.failure_class, d.reason, coalesce(d.owner_name, d.owner), d.updated_at, {Facts}, (
            select e.step from effect e
            where e.tenant_id = d.tenant_id and e.channel_id = d.channel_id and e.document_id = d.document_id and e.status in ('held', 'dead')
                and json_extract(e.detail, '$.lastFailure.code') = json_extract(d.state, '$.hold.code')
            order by e.planned_at desc, e.rowid desc limit 1)
        from document d
        """;

    private const string HeldOfAll = $"""
        {Held} where d.status = 'held' and ($1 is null or (d.tenant_id, d.channel_id, d.document_id) > ($1, $2, $3))
        order by d.tenant_id, d.channel_id, d.document_id limit $4
        """;

    private const string HeldOfOne = $"""
        {Held} where d.tenant_id = $1 and d.status = 'held' and ($2 is null or (d.channel_id, d.document_id) > ($2, $3))
        order by d.channel_id, d.document_id limit $4
        """;

    public async Task<IReadOnlyList<FailedDocument>> HeldAsync(TenantId? tenant, DocumentKey? after, int limit, CancellationToken cancellation) => await readers.ReadAsync(
        session => session.Query(
            tenant is null ? HeldOfAll : HeldOfOne,
            row => FailureFields.Failed(SqliteRows.Key(row), row.Text(3), row.TextOrNull(4), row.TextOrNull(5), row.TextOrNull(6), row.Time(7), row.Text(8), row.TextOrNull(9)),
            tenant ?? after?.Tenant, after?.Channel, after?.Id, limit),
        cancellation);

    private const string Columns = $"""
        d.tenant_id, d.channel_id, d.document_id, d.status, d.failure_class, d.updated_at, {Facts}, (
            select group_concat(trace, ',') from (
                select e.step || '|' || e.connection_id || '|' || e.status || '|' || (json_extract(e.detail, '$.doubtfulSince') is not null) as trace
                from effect e where e.tenant_id = d.tenant_id and e.channel_id = d.channel_id and e.document_id = d.document_id
                order by e.planned_at, e.rowid))
        """;

    private const string Footprints = $"""
        select {Columns} from (select * from document where tenant_id = $1 and updated_at >= $2 and updated_at < $3 order by updated_at desc limit $4) d
        union all
        select {Columns} from (select * from document where tenant_id = $1 and status = 'held' and updated_at < $2 order by channel_id, document_id limit $4) d
        """;

    public async Task<IReadOnlyList<Footprint>> FootprintsAsync(TenantId tenant, DateTimeOffset since, DateTimeOffset until, int limit, CancellationToken cancellation) => await readers.ReadAsync(
        session => session.Query(
            Footprints,
            row => FailureFields.Footprint(SqliteRows.Key(row), row.Text(3), row.TextOrNull(4), row.Time(5), row.Text(6), row.TextOrNull(7)),
            tenant, since, until, limit),
        cancellation);
}
