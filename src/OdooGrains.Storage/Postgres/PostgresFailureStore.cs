using Npgsql;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Failures;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Postgres;

/// <inheritdoc cref="IFailureStore"/>
internal sealed class PostgresFailureStore(PostgresSources sources) : IFailureStore
{
    // As FailureFields.Paths has them.
    private const string Facts = "jsonb_build_array(d.state #> '{hold,code}', d.state #> '{hold,since}', d.state #> '{erp,value}', d.state #> '{order,currency}', d.state #> '{order,total}')::text";

    private const string HeldOfAll = "select tenant_id, channel_id, document_id, number, failure_class, reason, owner, updated_at, facts, step from sweep_failures($1, $2, $3, $4)";

    private const string HeldOfOne = $$"""
        select d.tenant_id, d.channel_id, d.document_id, d.number, d.failure_class, d.reason, coalesce(d.owner_name, d.owner), d.updated_at, {{Facts}}, (
            select e.step from effect e
            where e.tenant_id = d.tenant_id and e.channel_id = d.channel_id and e.document_id = d.document_id and e.status in ('held', 'dead')
                and e.detail -> 'lastFailure' ->> 'code' = d.state -> 'hold' ->> 'code'
            order by e.number desc limit 1)
        from document d
        where d.tenant_id = $1 and d.status = 'held' and (d.channel_id, d.document_id) > (coalesce($2, ''), coalesce($3, ''))
        order by d.channel_id, d.document_id limit $4
        """;

    public async Task<IReadOnlyList<FailedDocument>> HeldAsync(TenantId? tenant, DocumentKey? after, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        tenant is null ? sources.Sweepers : sources.Readers,
        tenant?.Value,
        tenant is null ? HeldOfAll : HeldOfOne,
        parameters =>
        {
            parameters.AddText(tenant?.Value ?? after?.Tenant.Value);
            parameters.AddText(after?.Channel.Value);
            parameters.AddText(after?.Id);
            parameters.AddInteger(limit);
        },
        ToFailed,
        cancellation);

    private const string Footprints = $$"""
        select d.tenant_id, d.channel_id, d.document_id, d.status, d.failure_class, d.updated_at, {{Facts}}, (
            select string_agg(concat_ws('|', e.step, e.connection_id, e.status, case when e.detail -> 'doubtfulSince' is null then 0 else 1 end), ',' order by e.number)
            from effect e where e.tenant_id = d.tenant_id and e.channel_id = d.channel_id and e.document_id = d.document_id)
        from (
            (select * from document where tenant_id = $1 and updated_at >= $2 and updated_at < $3 order by updated_at desc limit $4)
            union all
            (select * from document where tenant_id = $1 and status = 'held' and updated_at < $2 order by channel_id, document_id limit $4)) d
        """;

    public async Task<IReadOnlyList<Footprint>> FootprintsAsync(TenantId tenant, DateTimeOffset since, DateTimeOffset until, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Readers,
        tenant.Value,
        Footprints,
        parameters =>
        {
            parameters.AddText(tenant.Value);
            parameters.AddTime(since);
            parameters.AddTime(until);
            parameters.AddInteger(limit);
        },
        row => FailureFields.Footprint(PostgresRows.Key(row), row.Text(3), row.TextOrNull(4), row.Time(5), row.Text(6), row.TextOrNull(7)),
        cancellation);

    private static FailedDocument ToFailed(NpgsqlDataReader row)
        => FailureFields.Failed(PostgresRows.Key(row), row.Text(3), row.TextOrNull(4), row.TextOrNull(5), row.TextOrNull(6), row.Time(7), row.Text(8), row.TextOrNull(9));
}
