using OdooGrains.LocalSilo;
using OdooGrains.Storage.Sqlite;

namespace OdooGrains.Storage.Silo;

/// <inheritdoc cref="IReminderTable"/>
internal sealed class SqliteReminderTable(SqliteStore store) : IReminderTable
{
    private const string ReadAll = "select grain_type, grain_key, name, start_at, period, etag from reminder";

    public async Task<IReadOnlyList<ReminderRow>> ReadAllAsync(CancellationToken cancellationToken = default) => await store.Readers.ReadAsync(
        session => session.Query(ReadAll, row => new ReminderRow
        {
            Grain = new(row.GetString(0), row.GetString(1)),
            Name = row.GetString(2),
            StartAt = row.Time(3),
            Period = TimeSpan.FromMicroseconds(row.GetInt64(4)),
            ETag = row.GetString(5),
        }),
        cancellationToken);

    private const string Upsert = """
        insert into reminder (tenant_id, grain_type, grain_key, name, start_at, period, etag) values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (tenant_id, grain_type, grain_key, name) do update set start_at = $5, period = $6, etag = $7
        """;

    public Task<string> UpsertAsync(ReminderRow row, CancellationToken cancellationToken = default)
    {
        var (next, period) = (SiloTables.NewETag(), row.Period.Ticks / TimeSpan.TicksPerMicrosecond);
        return store.Writer.RunAsync(
            SiloTables.TurnOf(row.Grain.Key),
            session =>
            {
                session.Execute(Upsert, SiloTables.TenantOf(row.Grain.Key), row.Grain.Type, row.Grain.Key, row.Name, row.StartAt, period, next);
                return next;
            },
            cancellationToken);
    }

    private const string Delete = "delete from reminder where tenant_id = $1 and grain_type = $2 and grain_key = $3 and name = $4 and etag = $5";

    public Task<bool> RemoveAsync(GrainId grain, string name, string etag, CancellationToken cancellationToken = default) => store.Writer.RunAsync(
        SiloTables.TurnOf(grain.Key), session => session.Execute(Delete, SiloTables.TenantOf(grain.Key), grain.Type, grain.Key, name, etag) == 1, cancellationToken);
}
