using Npgsql;
using OdooGrains.Domain.Customers;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Customers;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Postgres;

/// <inheritdoc cref="IMergeStore"/>
internal sealed class PostgresMergeStore(PostgresSources sources) : IMergeStore
{
    private const string Columns = "connection_id, kept_id, other_id, rule, tenant_id, channel_id, document_id, found_at, status, decided_by, reason, decided_at";

    private const string Propose = """
        with added as (
            insert into merge_proposal (tenant_id, connection_id, kept_id, other_id, rule, channel_id, document_id, found_at, status)
            select $1, p.*, 'open' from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[]) p
            on conflict do nothing returning 1)
        select count(*) from added
        """;

    public Task ProposeAsync(TenantId tenant, IReadOnlyList<MergeProposal> proposals, CancellationToken cancellation) => PostgresCalls.WriteAsync(
        sources.Singles,
        tenant.Value,
        Propose,
        parameters =>
        {
            parameters.AddText(tenant.Value);
            parameters.AddTexts(proposals.Select(proposal => proposal.Key.Connection.Connection.Value));
            parameters.AddTexts(proposals.Select(proposal => proposal.Key.Kept));
            parameters.AddTexts(proposals.Select(proposal => proposal.Key.Other));
            parameters.AddTexts(proposals.Select(proposal => Words<CustomerRule>.Of(proposal.Rule)));
            parameters.AddTexts(proposals.Select(proposal => proposal.Order.Channel.Value));
            parameters.AddTexts(proposals.Select(proposal => proposal.Order.Id));
            parameters.AddTimes(proposals.Select(proposal => (DateTimeOffset?)proposal.FoundAt));
        },
        row => row.GetInt64(0),
        cancellation);

    private const string Find = $"select {Columns} from merge_proposal where tenant_id = $1 and connection_id = $2 and kept_id = $3 and other_id = $4";

    public Task<MergeProposal?> FindAsync(MergeKey key, CancellationToken cancellation)
        => PostgresCalls.FirstAsync(sources.Readers, key.Connection.Tenant.Value, Find, parameters => AddKey(parameters, key), ToProposal, cancellation);

    private const string List = $"""
        select {Columns} from merge_proposal
        where tenant_id = $1 and (connection_id, kept_id, other_id) > (coalesce($2, ''), coalesce($3, ''), coalesce($4, '')) and ($5::text is null or status = $5)
        order by connection_id, kept_id, other_id limit $6
        """;

    public async Task<IReadOnlyList<MergeProposal>> ListAsync(TenantId tenant, MergeStatus? status, MergeKey? after, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Readers,
        tenant.Value,
        List,
        parameters =>
        {
            parameters.AddText(tenant.Value);
            parameters.AddText(after?.Connection.Connection.Value);
            parameters.AddText(after?.Kept);
            parameters.AddText(after?.Other);
            parameters.AddText(status is { } one ? Words<MergeStatus>.Of(one) : null);
            parameters.AddInteger(limit);
        },
        ToProposal,
        cancellation);

    private const string Decide = """
        update merge_proposal set status = $5, decided_by = $6, reason = $7, decided_at = $8
        where tenant_id = $1 and connection_id = $2 and kept_id = $3 and other_id = $4 and status = 'open' returning true
        """;

    public Task<bool> DecideAsync(MergeKey key, MergeDecision decision, CancellationToken cancellation) => PostgresCalls.WriteAsync(
        sources.Singles,
        key.Connection.Tenant.Value,
        Decide,
        parameters =>
        {
            AddKey(parameters, key);
            parameters.AddText(Words<MergeStatus>.Of(decision.Status));
            parameters.AddText(decision.By);
            parameters.AddText(decision.Reason);
            parameters.AddTime(decision.At);
        },
        row => row.GetBoolean(0),
        cancellation);

    private static void AddKey(NpgsqlParameterCollection parameters, MergeKey key)
    {
        parameters.AddText(key.Connection.Tenant.Value);
        parameters.AddText(key.Connection.Connection.Value);
        parameters.AddText(key.Kept);
        parameters.AddText(key.Other);
    }

    private static MergeProposal ToProposal(NpgsqlDataReader row) => new()
    {
        Key = new(new(new(row.Text(4)), new(row.Text(0))), row.Text(1), row.Text(2)),
        Rule = Words<CustomerRule>.Parse(row.Text(3)),
        Order = new(new(row.Text(4)), new(row.Text(5)), row.Text(6)),
        FoundAt = row.Time(7),
        Decision = row.TextOrNull(9) is { } by ? new(Words<MergeStatus>.Parse(row.Text(8)), by, row.Text(10), row.Time(11)) : null,
    };
}
