using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Formats;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.Storage.Postgres;

/// <summary>Calls the functions that alone may look over all tenants (0002_row_security.sql); they give keys and due times away, never a payload.</summary>
internal sealed class PostgresSweepStore(PostgresSources sources) : ISweepStore
{
    private const string Due = "select tenant_id, channel_id, document_id, next_action_at from sweep_due_documents($1, $2, $3, $4, $5, $6)";
    private const string FirstOfTenants = "select tenant_id, channel_id, document_id, next_action_at from sweep_first_due_of_tenants($1, $2, $3, $4, $5, $6)";

    public async Task<IReadOnlyList<DueDocument>> DueDocumentsAsync(DateTimeOffset now, DueDocument? after, int limit, CancellationToken cancellation)
    {
        var inOrder = await DueAsync(Due, now, after, limit, cancellation);
        var first = inOrder.Count < limit ? [] : await DueAsync(FirstOfTenants, now, after, limit, cancellation);
        return FairPage.Of(inOrder, first, limit);
    }

    private Task<List<DueDocument>> DueAsync(string sql, DateTimeOffset now, DueDocument? after, int limit, CancellationToken cancellation) => PostgresCalls.QueryAsync(
        sources.Sweepers,
        null,
        sql,
        parameters =>
        {
            parameters.AddTime(now);
            parameters.AddTime(after?.DueAt);
            parameters.AddText(after?.Document.Tenant.Value);
            parameters.AddText(after?.Document.Channel.Value);
            parameters.AddText(after?.Document.Id);
            parameters.AddInteger(limit);
        },
        row => new DueDocument(PostgresRows.Key(row), row.Time(3)),
        cancellation);

    private const string Open = "select tenant_id, connection_id, document_id, event_id, received_at from sweep_open_events($1, $2, $3, $4)";

    private const string FirstOpenOfTenants = "select tenant_id, connection_id, document_id, event_id, received_at from sweep_first_open_of_tenants($1, $2, $3, $4)";

    public async Task<IReadOnlyList<OpenEvent>> OpenEventsAsync(DateTimeOffset before, OpenEvent? after, int limit, CancellationToken cancellation)
    {
        var inOrder = await OpenAsync(Open, before, after, limit, cancellation);
        var first = inOrder.Count < limit ? [] : await OpenAsync(FirstOpenOfTenants, before, after, limit, cancellation);
        return FairPage.Of(inOrder, first, limit);
    }

    private Task<List<OpenEvent>> OpenAsync(string sql, DateTimeOffset before, OpenEvent? after, int limit, CancellationToken cancellation) => PostgresCalls.QueryAsync(
        sources.Sweepers,
        null,
        sql,
        parameters =>
        {
            parameters.AddTime(before);
            parameters.AddTime(after?.ReceivedAt);
            parameters.AddId(after?.Event.Value);
            parameters.AddInteger(limit);
        },
        row => new OpenEvent(PostgresRows.Key(row), new(row.GetGuid(3)), row.Time(4)),
        cancellation);

    private const string Backlog = "select tenant_id, open_events, open_documents, oldest_received_at, money_events from sweep_backlog_by_lane()";

    public async Task<IReadOnlyList<TenantBacklog>> BacklogAsync(CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Sweepers,
        null,
        Backlog,
        _ => { },
        row => new TenantBacklog(new(row.Text(0)), row.GetInt64(1), row.GetInt64(2), row.TimeOrNull(3), row.GetInt64(4)),
        cancellation);

    private const string Lanes = "select lane, status, effects, oldest_planned_at from sweep_lanes()";

    public async Task<IReadOnlyList<LaneDepth>> LanesAsync(CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Sweepers,
        null,
        Lanes,
        _ => { },
        row => new LaneDepth((Lane)row.GetInt16(0), Words<EffectStatus>.Parse(row.Text(1)), row.GetInt32(2), row.Time(3)),
        cancellation);

    private const string Troubles = "select tenant_id, held, stalled from sweep_troubles($1)";

    public async Task<IReadOnlyList<TenantTrouble>> TroublesAsync(DateTimeOffset now, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Sweepers,
        null,
        Troubles,
        parameters => parameters.AddTime(now),
        row => new TenantTrouble(new(row.Text(0)), row.GetInt64(1), row.GetInt64(2)),
        cancellation);

    private const string Stalled = $"select {PostgresRows.DocumentColumns} from sweep_stalled($1, $2)";

    public async Task<IReadOnlyList<DocumentHead>> StalledAsync(DateTimeOffset now, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Sweepers, null, Stalled, parameters => { parameters.AddTime(now); parameters.AddInteger(limit); }, PostgresRows.Head, cancellation);
}
