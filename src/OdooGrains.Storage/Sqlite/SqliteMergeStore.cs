using Microsoft.Data.Sqlite;
using OdooGrains.Domain.Customers;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Customers;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Sqlite;

/// <inheritdoc cref="IMergeStore"/>
internal sealed class SqliteMergeStore(SqliteWriter writer, SqliteReaders readers) : IMergeStore
{
    private const string Columns = "connection_id, kept_id, other_id, rule, tenant_id, channel_id, document_id, found_at, status, decided_by, reason, decided_at";

    private const string Propose = """
        insert into merge_proposal (tenant_id, connection_id, kept_id, other_id, rule, channel_id, document_id, found_at, status)
        values ($1, $2, $3, $4, $5, $6, $7, $8, 'open') on conflict do nothing
        """;

    public Task ProposeAsync(TenantId tenant, IReadOnlyList<MergeProposal> proposals, CancellationToken cancellation) => writer.RunAsync(
        tenant,
        session => proposals.Sum(proposal => session.Execute(
            Propose, tenant, proposal.Key.Connection.Connection, proposal.Key.Kept, proposal.Key.Other, Words<CustomerRule>.Of(proposal.Rule),
            proposal.Order.Channel, proposal.Order.Id, proposal.FoundAt)),
        cancellation);

    private const string Find = $"select {Columns} from merge_proposal where tenant_id = $1 and connection_id = $2 and kept_id = $3 and other_id = $4";

    public Task<MergeProposal?> FindAsync(MergeKey key, CancellationToken cancellation)
        => readers.ReadAsync(session => session.First(Find, ToProposal, key.Connection.Tenant, key.Connection.Connection, key.Kept, key.Other), cancellation);

    private const string List = $"""
        select {Columns} from merge_proposal
        where tenant_id = $1 and (connection_id, kept_id, other_id) > (coalesce($2, ''), coalesce($3, ''), coalesce($4, '')) and ($5 is null or status = $5)
        order by connection_id, kept_id, other_id limit $6
        """;

    public async Task<IReadOnlyList<MergeProposal>> ListAsync(TenantId tenant, MergeStatus? status, MergeKey? after, int limit, CancellationToken cancellation) => await readers.ReadAsync(
        session => session.Query(List, ToProposal, tenant, after?.Connection.Connection, after?.Kept, after?.Other, status is { } one ? Words<MergeStatus>.Of(one) : null, limit), cancellation);

    private const string Decide = """
        update merge_proposal set status = $5, decided_by = $6, reason = $7, decided_at = $8
        where tenant_id = $1 and connection_id = $2 and kept_id = $3 and other_id = $4 and status = 'open'
        """;

    public Task<bool> DecideAsync(MergeKey key, MergeDecision decision, CancellationToken cancellation) => writer.RunAsync(
        key.Connection.Tenant,
        session => session.Execute(
            Decide, key.Connection.Tenant, key.Connection.Connection, key.Kept, key.Other, Words<MergeStatus>.Of(decision.Status), decision.By, decision.Reason, decision.At) == 1,
        cancellation);

    private static MergeProposal ToProposal(SqliteDataReader row) => new()
    {
        Key = new(new(new(row.Text(4)), new(row.Text(0))), row.Text(1), row.Text(2)),
        Rule = Words<CustomerRule>.Parse(row.Text(3)),
        Order = new(new(row.Text(4)), new(row.Text(5)), row.Text(6)),
        FoundAt = row.Time(7),
        Decision = row.TextOrNull(9) is { } by ? new(Words<MergeStatus>.Parse(row.Text(8)), by, row.Text(10), row.Time(11)) : null,
    };
}
