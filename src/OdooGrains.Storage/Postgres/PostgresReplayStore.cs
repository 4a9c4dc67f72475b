using Npgsql;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Failures;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Postgres;

/// <inheritdoc cref="IReplayStore"/>
internal sealed class PostgresReplayStore(PostgresSources sources) : IReplayStore
{
    private const string Create = """
        insert into replay (tenant_id, replay_id, status, created_at, updated_at, detail, version) values ($1, $2, $3, $4, $5, $6, 1)
        on conflict do nothing returning true
        """;

    public Task<bool> CreateAsync(Replay replay, CancellationToken cancellation)
        => PostgresCalls.WriteAsync(sources.Singles, replay.Tenant.Value, Create, parameters => AddRow(parameters, replay), row => row.GetBoolean(0), cancellation);

    private const string Find = "select detail, version from replay where tenant_id = $1 and replay_id = $2";

    public Task<Replay?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellation)
        => PostgresCalls.FirstAsync(sources.Readers, tenant.Value, Find, parameters => AddKey(parameters, tenant, id), ToReplay, cancellation);

    private const string List = """
        select detail, version from replay
        where tenant_id = $1 and (created_at, replay_id) < (coalesce($2, 'infinity'), coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
        order by created_at desc, replay_id desc limit $4
        """;

    public async Task<IReadOnlyList<Replay>> ListAsync(TenantId tenant, ReplayCursor? before, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Readers,
        tenant.Value,
        List,
        parameters =>
        {
            parameters.AddText(tenant.Value);
            parameters.AddTime(before?.CreatedAt);
            parameters.AddId(before?.Id);
            parameters.AddInteger(limit);
        },
        ToReplay,
        cancellation);

    private const string Update = """
        with changed as (
            update replay set status = $3, updated_at = $5, detail = $6, version = version + 1
            where tenant_id = $1 and replay_id = $2 and created_at = $4 and version = $7 returning version),
        planned as (
            insert into replay_item (tenant_id, replay_id, number, channel_id, document_id, document_version, kind, plan, outcome)
            select $1, $2, i.* from unnest($8::int[], $9::text[], $10::text[], $11::bigint[], $12::text[], $13::jsonb[], $14::text[]) i cross join changed)
        select version from changed
        """;

    public async Task<Replay?> UpdateAsync(Replay replay, IReadOnlyList<ReplayItem> planned, CancellationToken cancellation)
    {
        var version = await PostgresCalls.WriteAsync(
            sources.Singles,
            replay.Tenant.Value,
            Update,
            parameters =>
            {
                AddRow(parameters, replay);
                parameters.AddNumber(replay.Version);
                parameters.AddIntegers(planned.Select(item => item.Number));
                parameters.AddTexts(planned.Select(item => item.Document.Channel.Value));
                parameters.AddTexts(planned.Select(item => item.Document.Id));
                parameters.AddNumbers(planned.Select(item => item.DocumentVersion));
                parameters.AddTexts(planned.Select(item => Words<ReplayKind>.Of(item.Plan.Kind)));
                parameters.AddJsons(planned.Select(item => StorageJson.Text(item.Plan)));
                parameters.AddTexts(planned.Select(item => Words<ReplayOutcome>.Of(item.Outcome)));
            },
            row => row.GetInt64(0),
            cancellation);
        return version == 0 ? null : replay with { Version = version };
    }

    private const string ItemColumns = "tenant_id, channel_id, document_id, number, document_version, plan, outcome, note, at";

    private const string Items = $"""
        select {ItemColumns} from replay_item
        where tenant_id = $1 and replay_id = $2 and number > $3 and ($4 is null or outcome = $4) order by number limit $5
        """;

    public async Task<IReadOnlyList<ReplayItem>> ItemsAsync(TenantId tenant, Guid id, ReplayOutcome? outcome, int after, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Readers,
        tenant.Value,
        Items,
        parameters =>
        {
            AddKey(parameters, tenant, id);
            parameters.AddInteger(after);
            parameters.AddText(outcome is { } one ? Words<ReplayOutcome>.Of(one) : null);
            parameters.AddInteger(limit);
        },
        ToItem,
        cancellation);

    private const string Open = $"""
        select {ItemColumns} from replay_item
        where tenant_id = $1 and replay_id = $2 and number <= $3 and outcome in ('waiting', 'applied') order by number
        """;

    public async Task<IReadOnlyList<ReplayItem>> OpenAsync(TenantId tenant, Guid id, int upTo, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Readers,
        tenant.Value,
        Open,
        parameters => { AddKey(parameters, tenant, id); parameters.AddInteger(upTo); },
        ToItem,
        cancellation);

    private const string Settle = """
        with settled as (
            update replay_item r set outcome = i.outcome, note = i.note, at = i.at
            from unnest($3::int[], $4::text[], $5::text[], $6::timestamptz[]) i (number, outcome, note, at)
            where r.tenant_id = $1 and r.replay_id = $2 and r.number = i.number and r.outcome in ('waiting', 'applied') returning 1)
        select count(*) from settled
        """;

    public Task SettleAsync(TenantId tenant, Guid id, IReadOnlyList<ReplayItem> items, CancellationToken cancellation) => PostgresCalls.WriteAsync(
        sources.Singles,
        tenant.Value,
        Settle,
        parameters =>
        {
            AddKey(parameters, tenant, id);
            parameters.AddIntegers(items.Select(item => item.Number));
            parameters.AddTexts(items.Select(item => Words<ReplayOutcome>.Of(item.Outcome)));
            parameters.AddTexts(items.Select(item => item.Note));
            parameters.AddTimes(items.Select(item => item.At));
        },
        row => row.GetInt64(0),
        cancellation);

    private const string Count = "select kind, outcome, count(*)::int from replay_item where tenant_id = $1 and replay_id = $2 group by kind, outcome order by kind, outcome";

    public async Task<IReadOnlyList<ReplayCount>> CountAsync(TenantId tenant, Guid id, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Readers,
        tenant.Value,
        Count,
        parameters => AddKey(parameters, tenant, id),
        row => new ReplayCount(Words<ReplayKind>.Parse(row.Text(0)), Words<ReplayOutcome>.Parse(row.Text(1)), row.GetInt32(2)),
        cancellation);

    private static void AddKey(NpgsqlParameterCollection parameters, TenantId tenant, Guid id)
    {
        parameters.AddText(tenant.Value);
        parameters.AddId(id);
    }

    private static void AddRow(NpgsqlParameterCollection parameters, Replay replay)
    {
        AddKey(parameters, replay.Tenant, replay.Id);
        parameters.AddText(Words<ReplayStatus>.Of(replay.Status));
        parameters.AddTime(replay.CreatedAt);
        parameters.AddTime(replay.UpdatedAt);
        parameters.AddJson(StorageJson.Text(replay));
    }

    private static Replay ToReplay(NpgsqlDataReader row) => StorageJson.ToReplay(row.Text(0)) with { Version = row.GetInt64(1) };

    private static ReplayItem ToItem(NpgsqlDataReader row) => new(
        row.GetInt32(3), PostgresRows.Key(row), row.GetInt64(4), StorageJson.ToPlan(row.Text(5)), Words<ReplayOutcome>.Parse(row.Text(6)), row.TextOrNull(7), row.TimeOrNull(8));
}
