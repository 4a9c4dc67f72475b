using Microsoft.Data.Sqlite;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Failures;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Sqlite;

/// <inheritdoc cref="IReplayStore"/>
internal sealed class SqliteReplayStore(SqliteWriter writer, SqliteReaders readers) : IReplayStore
{
    private const string Create = """
        insert into replay (tenant_id, replay_id, status, created_at, updated_at, detail, version) values ($1, $2, $3, $4, $5, $6, 1) on conflict do nothing
        """;

    public Task<bool> CreateAsync(Replay replay, CancellationToken cancellation) => writer.RunAsync(
        replay.Tenant,
        session => session.Execute(Create, replay.Tenant, replay.Id, Words<ReplayStatus>.Of(replay.Status), replay.CreatedAt, replay.UpdatedAt, StorageJson.Text(replay)) == 1,
        cancellation);

    private const string Find = "select detail, version from replay where tenant_id = $1 and replay_id = $2";

    public Task<Replay?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellation)
        => readers.ReadAsync(session => session.First(Find, ToReplay, tenant, id), cancellation);

    private const string List = """
        select detail, version from replay where tenant_id = $1 and ($2 is null or (created_at, replay_id) < ($2, $3))
        order by created_at desc, replay_id desc limit $4
        """;

    public async Task<IReadOnlyList<Replay>> ListAsync(TenantId tenant, ReplayCursor? before, int limit, CancellationToken cancellation)
        => await readers.ReadAsync(session => session.Query(List, ToReplay, tenant, before?.CreatedAt, before?.Id, limit), cancellation);

    private const string Update = "update replay set status = $3, updated_at = $4, detail = $5, version = version + 1 where tenant_id = $1 and replay_id = $2 and version = $6";

    private const string Plan = """
        insert into replay_item (tenant_id, replay_id, number, channel_id, document_id, document_version, kind, plan, outcome) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    public Task<Replay?> UpdateAsync(Replay replay, IReadOnlyList<ReplayItem> planned, CancellationToken cancellation) => writer.RunAsync(
        replay.Tenant,
        session =>
        {
            if (session.Execute(Update, replay.Tenant, replay.Id, Words<ReplayStatus>.Of(replay.Status), replay.UpdatedAt, StorageJson.Text(replay), replay.Version) == 0)
            {
                return null;
            }

            foreach (var item in planned)
            {
                session.Execute(
                    Plan, replay.Tenant, replay.Id, item.Number, item.Document.Channel, item.Document.Id, item.DocumentVersion,
                    Words<ReplayKind>.Of(item.Plan.Kind), StorageJson.Text(item.Plan), Words<ReplayOutcome>.Of(item.Outcome));
            }

            return replay with { Version = replay.Version + 1 };
        },
        cancellation);

    private const string ItemColumns = "tenant_id, channel_id, document_id, number, document_version, plan, outcome, note, at";

    private const string Items = $"""
        select {ItemColumns} from replay_item
        where tenant_id = $1 and replay_id = $2 and number > $3 and ($4 is null or outcome = $4) order by number limit $5
        """;

    public async Task<IReadOnlyList<ReplayItem>> ItemsAsync(TenantId tenant, Guid id, ReplayOutcome? outcome, int after, int limit, CancellationToken cancellation) => await readers.ReadAsync(
        session => session.Query(Items, ToItem, tenant, id, after, outcome is { } one ? Words<ReplayOutcome>.Of(one) : null, limit), cancellation);

    private const string Open = $"""
        select {ItemColumns} from replay_item
        where tenant_id = $1 and replay_id = $2 and number <= $3 and outcome in ('waiting', 'applied') order by number
        """;

    public async Task<IReadOnlyList<ReplayItem>> OpenAsync(TenantId tenant, Guid id, int upTo, CancellationToken cancellation)
        => await readers.ReadAsync(session => session.Query(Open, ToItem, tenant, id, upTo), cancellation);

    private const string Settle = """
        update replay_item set outcome = $4, note = $5, at = $6 where tenant_id = $1 and replay_id = $2 and number = $3 and outcome in ('waiting', 'applied')
        """;

    public Task SettleAsync(TenantId tenant, Guid id, IReadOnlyList<ReplayItem> items, CancellationToken cancellation) => writer.RunAsync(
        tenant,
        session => items.Sum(item => session.Execute(Settle, tenant, id, item.Number, Words<ReplayOutcome>.Of(item.Outcome), item.Note, item.At)),
        cancellation);

    private const string Count = "select kind, outcome, count(*) from replay_item where tenant_id = $1 and replay_id = $2 group by kind, outcome order by kind, outcome";

    public async Task<IReadOnlyList<ReplayCount>> CountAsync(TenantId tenant, Guid id, CancellationToken cancellation) => await readers.ReadAsync(
        session => session.Query(Count, row => new ReplayCount(Words<ReplayKind>.Parse(row.Text(0)), Words<ReplayOutcome>.Parse(row.Text(1)), (int)row.Number(2)), tenant, id), cancellation);

    private static Replay ToReplay(SqliteDataReader row) => StorageJson.ToReplay(row.Text(0)) with { Version = row.Number(1) };

    private static ReplayItem ToItem(SqliteDataReader row) => new(
        (int)row.Number(3), SqliteRows.Key(row), row.Number(4), StorageJson.ToPlan(row.Text(5)), Words<ReplayOutcome>.Parse(row.Text(6)), row.TextOrNull(7), row.TimeOrNull(8));
}
