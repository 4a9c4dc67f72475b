using Npgsql;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Stock;

namespace OdooGrains.Storage.Postgres;

/// <inheritdoc cref="IStockStore"/>
internal sealed partial class PostgresStockStore(PostgresSources sources) : IStockStore
{
    private const string ReservationColumns = "tenant_id, channel_id, document_id, line, sku, quantity, sold, counted, in_erp, version";
    private const string LevelColumns = "tenant_id, connection_id, sku, wanted, sequence, wanted_at, sold, told, due_at, recheck_at, push::text, push_version";

    private const string Positions = "select tenant_id, sku, sources::text, terms, version from stock_position where tenant_id = $1 and sku = $2";
    private const string Reservations = $"select {ReservationColumns} from stock_reservation where tenant_id = $1 and sku = $2 order by channel_id, document_id, line";
    private const string Levels = $"select {LevelColumns} from stock_level where tenant_id = $1 and sku = $2 order by connection_id";

    public async Task<StockSnapshot> LoadAsync(StockKey key, CancellationToken cancellation)
    {
        // The position is read first: whatever is written of the rest meanwhile is counted again, or comes with another version of it.
        var position = await QueryAsync(Positions, key, ToPosition, cancellation);
        var reservations = await QueryAsync(Reservations, key, ToReservation, cancellation);
        return new(position.FirstOrDefault(), reservations, await QueryAsync(Levels, key, ToLevel, cancellation));
    }

    private const string Confirmed = $"""
        select {ReservationColumns} from stock_reservation where tenant_id = $1 and in_erp = $2 and sku = any ($3) order by sku, channel_id, document_id, line
        """;

    public async Task<IReadOnlyList<Reservation>> ConfirmedAsync(ConnectionKey erp, IReadOnlyList<string> skus, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Readers, erp.Tenant.Value, Confirmed, parameters => { AddKey(parameters, erp); parameters.AddTexts(skus); }, ToReservation, cancellation);

    private const string Awaiting = """
        select distinct sku from stock_reservation where tenant_id = $1 and in_erp = $2 and sku > coalesce($3, '') order by sku limit $4
        """;

    public async Task<IReadOnlyList<string>> AwaitingAsync(ConnectionKey erp, string? after, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Readers,
        erp.Tenant.Value,
        Awaiting,
        parameters => { AddKey(parameters, erp); parameters.AddText(after); parameters.AddInteger(limit); },
        row => row.Text(0),
        cancellation);

    private const string Otherwise = "select sku from stock_position where tenant_id = $1 and terms <> $2 order by sku limit $3";

    public async Task<IReadOnlyList<StockKey>> CountedOtherwiseAsync(TenantId tenant, string terms, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Readers,
        tenant.Value,
        Otherwise,
        parameters => { parameters.AddText(tenant.Value); parameters.AddText(terms); parameters.AddInteger(limit); },
        row => new StockKey(tenant, row.Text(0)),
        cancellation);

    private const string Due = $"""
        select {LevelColumns} from (
            (select * from stock_level where tenant_id = $1 and connection_id = $2 and sequence > told and due_at <= $3 order by wanted_at, sku limit $4)
            union
            (select * from stock_level where tenant_id = $1 and connection_id = $2 and recheck_at <= $3 order by recheck_at, sku limit $4)) due
        order by wanted_at, sku limit $4
        """;

    public async Task<IReadOnlyList<ChannelStock>> DueAsync(ConnectionKey channel, DateTimeOffset now, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Readers,
        channel.Tenant.Value,
        Due,
        parameters => { AddKey(parameters, channel); parameters.AddTime(now); parameters.AddInteger(limit); },
        ToLevel,
        cancellation);

    private const string Depth = """
        select count(*) filter (where sequence > told)::int, min(wanted_at) filter (where sequence > told),
            count(*) filter (where push ? 'mark')::int, count(*) filter (where push ? 'unlisted')::int
        from stock_level where tenant_id = $1 and connection_id = $2
        """;

    public async Task<StockDepth> DepthAsync(ConnectionKey channel, CancellationToken cancellation) => (await PostgresCalls.FirstAsync(
        sources.Readers,
        channel.Tenant.Value,
        Depth,
        parameters => AddKey(parameters, channel),
        row => new StockDepth(row.GetInt32(0), row.TimeOrNull(1), row.GetInt32(2), row.GetInt32(3)),
        cancellation))!;

    private const string ListPositions = "select tenant_id, sku, sources::text, terms, version from stock_position where tenant_id = $1 and sku > $2 order by sku limit $3";

    private const string ListReserved = """
        select sku, sum(quantity) from stock_reservation where tenant_id = $1 and sku > $2 group by sku order by sku limit $3
        """;

    private const string ListLevels = $"select {LevelColumns} from stock_level where tenant_id = $1 and sku = any ($2)";

    public async Task<IReadOnlyList<StockLine>> ListAsync(TenantId tenant, string? after, int limit, CancellationToken cancellation)
    {
        void Bind(NpgsqlParameterCollection parameters)
        {
            parameters.AddText(tenant.Value);
            parameters.AddText(after ?? "");
            parameters.AddInteger(limit);
        }

        var positions = await PostgresCalls.QueryAsync(sources.Readers, tenant.Value, ListPositions, Bind, ToPosition, cancellation);
        var reserved = await PostgresCalls.QueryAsync(sources.Readers, tenant.Value, ListReserved, Bind, row => (row.Text(0), row.GetDecimal(1)), cancellation);
        var skus = StockRows.Lines(positions, reserved, [], limit).Select(line => line.Sku).ToList();
        var levels = await PostgresCalls.QueryAsync(
            sources.Readers, tenant.Value, ListLevels, parameters => { parameters.AddText(tenant.Value); parameters.AddTexts(skus); }, ToLevel, cancellation);
        return StockRows.Lines(positions, reserved, levels, limit);
    }

    private const string Uncounted = "select tenant_id, sku from sweep_uncounted_stock($1)";

    public async Task<IReadOnlyList<StockKey>> UncountedAsync(int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Sweepers, null, Uncounted, parameters => parameters.AddInteger(limit), row => new StockKey(new(row.Text(0)), row.Text(1)), cancellation);

    private const string Behind = "select tenant_id, connection_id from sweep_stock_behind($1, $2)";

    public async Task<IReadOnlyList<ConnectionKey>> BehindAsync(DateTimeOffset now, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Sweepers, null, Behind, parameters => { parameters.AddTime(now); parameters.AddInteger(limit); }, Channel, cancellation);

    private const string Late = "select tenant_id, connection_id, sku, wanted_at from sweep_late_stock($1, $2, $3)";

    public async Task<IReadOnlyList<LateLevel>> LateAsync(TenantId? tenant, DateTimeOffset wantedBefore, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Sweepers,
        null,
        Late,
        parameters => { parameters.AddText(tenant?.Value); parameters.AddTime(wantedBefore); parameters.AddInteger(limit); },
        row => new LateLevel(Channel(row), row.Text(2), row.Time(3)),
        cancellation);

    private Task<List<T>> QueryAsync<T>(string sql, StockKey key, Func<NpgsqlDataReader, T> read, CancellationToken cancellation) => PostgresCalls.QueryAsync(
        sources.Readers, key.Tenant.Value, sql, parameters => { parameters.AddText(key.Tenant.Value); parameters.AddText(key.Sku); }, read, cancellation);

    private static void AddKey(NpgsqlParameterCollection parameters, ConnectionKey key)
    {
        parameters.AddText(key.Tenant.Value);
        parameters.AddText(key.Connection.Value);
    }

    private static ConnectionKey Channel(NpgsqlDataReader row) => new(new(row.Text(0)), new(row.Text(1)));

    private static StockPosition ToPosition(NpgsqlDataReader row) => new()
    {
        Key = new(new(row.Text(0)), row.Text(1)),
        Sources = StockRows.ToSources(row.Text(2)),
        Terms = row.Text(3),
        Version = row.GetInt64(4),
    };

    private static Reservation ToReservation(NpgsqlDataReader row) => new()
    {
        Order = new DocumentKey(new(row.Text(0)), new(row.Text(1)), row.Text(2)),
        Line = row.Text(3),
        Sku = row.Text(4),
        Quantity = row.GetDecimal(5),
        Sold = row.GetDecimal(6),
        Counted = row.GetDecimal(7),
        InErp = row.TextOrNull(8) is { } erp ? new(erp) : null,
        Version = row.GetInt64(9),
    };

    private static ChannelStock ToLevel(NpgsqlDataReader row) => new()
    {
        Connection = Channel(row),
        Sku = row.Text(2),
        Wanted = row.GetInt32(3),
        Sequence = row.GetInt64(4),
        WantedAt = row.Time(5),
        Sold = row.GetDecimal(6),
        Push = StockRows.ToPush(row.Text(10), row.GetInt64(7), row.Time(8), row.TimeOrNull(9), row.GetInt64(11)),
    };
}
