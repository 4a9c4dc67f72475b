using Npgsql;
using OdooGrains.LocalSilo;
using OdooGrains.Storage.Postgres;

namespace OdooGrains.Storage.Silo;

/// <inheritdoc cref="IReminderTable"/>
internal sealed class PostgresReminderTable(PostgresStore store) : IReminderTable
{
    private const string ReadAll = "select grain_type, grain_key, name, start_at, period, etag from list_reminders()";

    public async Task<IReadOnlyList<ReminderRow>> ReadAllAsync(CancellationToken cancellationToken = default) => await PostgresCalls.QueryAsync(
        store.Sources.Sweepers,
        null,
        ReadAll,
        _ => { },
        row => new ReminderRow
        {
            Grain = new(row.GetString(0), row.GetString(1)),
            Name = row.GetString(2),
            StartAt = row.Time(3),
            Period = row.GetTimeSpan(4),
            ETag = row.GetString(5),
        },
        cancellationToken);

    private const string Upsert = """
        insert into reminder (tenant_id, grain_type, grain_key, name, start_at, period, etag) values ($1, $2, $3, $4, $5, $6 * interval '1 microsecond', $7)
        on conflict (tenant_id, grain_type, grain_key, name) do update set start_at = excluded.start_at, period = excluded.period, etag = excluded.etag
        returning etag
        """;

    public async Task<string> UpsertAsync(ReminderRow row, CancellationToken cancellationToken = default)
    {
        var etag = await PostgresCalls.WriteAsync(
            store.Sources.Singles,
            SiloTables.TenantOf(row.Grain.Key),
            Upsert,
            parameters =>
            {
                AddKey(parameters, row.Grain, row.Name);
                parameters.AddTime(row.StartAt);
                parameters.AddNumber(row.Period.Ticks / TimeSpan.TicksPerMicrosecond);
                parameters.AddText(SiloTables.NewETag());
            },
            stored => stored.GetString(0),
            cancellationToken);
        return etag!;
    }

    private const string Delete = "delete from reminder where tenant_id = $1 and grain_type = $2 and grain_key = $3 and name = $4 and etag = $5 returning true";

    public Task<bool> RemoveAsync(GrainId grain, string name, string etag, CancellationToken cancellationToken = default) => PostgresCalls.WriteAsync(
        store.Sources.Singles,
        SiloTables.TenantOf(grain.Key),
        Delete,
        parameters => { AddKey(parameters, grain, name); parameters.AddText(etag); },
        row => row.GetBoolean(0),
        cancellationToken);

    private static void AddKey(NpgsqlParameterCollection parameters, GrainId grain, string name)
    {
        parameters.AddText(SiloTables.TenantOf(grain.Key));
        parameters.AddText(grain.Type);
        parameters.AddText(grain.Key);
        parameters.AddText(name);
    }
}
