using System.Globalization;
using Microsoft.Data.Sqlite;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Stock;

namespace OdooGrains.Storage.Sqlite;

/// <inheritdoc cref="IStockStore"/>
internal sealed partial class SqliteStockStore(SqliteWriter writer, SqliteReaders readers) : IStockStore
{
    private const string PositionColumns = "tenant_id, sku, sources, terms, version";
    private const string ReservationColumns = "tenant_id, channel_id, document_id, line, sku, quantity, sold, counted, in_erp, version";
    private const string LevelColumns = "tenant_id, connection_id, sku, wanted, sequence, wanted_at, sold, told, due_at, recheck_at, push, push_version";

    private const string Active = """
        join connection c on c.tenant_id = l.tenant_id and c.connection_id = l.connection_id and c.status = 'active'
        join tenant t on t.tenant_id = l.tenant_id and t.status = 'active'
        """;

    private const string Position = $"select {PositionColumns} from stock_position where tenant_id = $1 and sku = $2";
    private const string Reservations = $"select {ReservationColumns} from stock_reservation where tenant_id = $1 and sku = $2 order by channel_id, document_id, line";
    private const string Levels = $"select {LevelColumns} from stock_level where tenant_id = $1 and sku = $2 order by connection_id";

    public Task<StockSnapshot> LoadAsync(StockKey key, CancellationToken cancellation) => readers.ReadAsync(
        session => new StockSnapshot(
            session.First(Position, ToPosition, key.Tenant, key.Sku), session.Query(Reservations, ToReservation, key.Tenant, key.Sku), session.Query(Levels, ToLevel, key.Tenant, key.Sku)),
        cancellation);

    private const string Confirmed = $"""
        select {ReservationColumns} from stock_reservation where tenant_id = $1 and in_erp = $2 and sku = $3 order by channel_id, document_id, line
        """;

    public Task<IReadOnlyList<Reservation>> ConfirmedAsync(ConnectionKey erp, IReadOnlyList<string> skus, CancellationToken cancellation) => readers.ReadAsync<IReadOnlyList<Reservation>>(
        session => [.. skus.Distinct().Order(StringComparer.Ordinal).SelectMany(sku => session.Query(Confirmed, ToReservation, erp.Tenant, erp.Connection, sku))], cancellation);

    private const string Awaiting = "select distinct sku from stock_reservation where tenant_id = $1 and in_erp = $2 and sku > $3 order by sku limit $4";

    public async Task<IReadOnlyList<string>> AwaitingAsync(ConnectionKey erp, string? after, int limit, CancellationToken cancellation)
        => await readers.ReadAsync(session => session.Query(Awaiting, row => row.Text(0), erp.Tenant, erp.Connection, after ?? "", limit), cancellation);

    private const string Otherwise = "select sku from stock_position where tenant_id = $1 and terms <> $2 order by sku limit $3";

    public async Task<IReadOnlyList<StockKey>> CountedOtherwiseAsync(TenantId tenant, string terms, int limit, CancellationToken cancellation)
        => await readers.ReadAsync(session => session.Query(Otherwise, row => new StockKey(tenant, row.Text(0)), tenant, terms, limit), cancellation);

    private const string Due = $"""
        select {LevelColumns} from stock_level
        where tenant_id = $1 and connection_id = $2 and ((sequence > told and due_at <= $3) or recheck_at <= $3)
        order by wanted_at, sku limit $4
        """;

    public async Task<IReadOnlyList<ChannelStock>> DueAsync(ConnectionKey channel, DateTimeOffset now, int limit, CancellationToken cancellation)
        => await readers.ReadAsync(session => session.Query(Due, ToLevel, channel.Tenant, channel.Connection, now, limit), cancellation);

    private const string Depth = """
        select count(case when sequence > told then 1 end), min(case when sequence > told then wanted_at end),
            count(json_extract(push, '$.mark')), count(json_extract(push, '$.unlisted'))
        from stock_level where tenant_id = $1 and connection_id = $2
        """;

    public async Task<StockDepth> DepthAsync(ConnectionKey channel, CancellationToken cancellation) => (await readers.ReadAsync(
        session => session.First(Depth, row => new StockDepth((int)row.Number(0), row.TimeOrNull(1), (int)row.Number(2), (int)row.Number(3)), channel.Tenant, channel.Connection), cancellation))!;

    private const string ListPositions = $"select {PositionColumns} from stock_position where tenant_id = $1 and sku > $2 order by sku limit $3";
    private const string ListReserved = "select distinct sku from stock_reservation where tenant_id = $1 and sku > $2 order by sku limit $3";

    public Task<IReadOnlyList<StockLine>> ListAsync(TenantId tenant, string? after, int limit, CancellationToken cancellation) => readers.ReadAsync(
        session =>
        {
            var positions = session.Query(ListPositions, ToPosition, tenant, after ?? "", limit);
            var reserved = session.Query(ListReserved, row => row.Text(0), tenant, after ?? "", limit)
                .Select(sku => (sku, session.Query(Reservations, ToReservation, tenant, sku).Sum(one => one.Quantity))).ToList();
            var skus = StockRows.Lines(positions, reserved, [], limit).Select(line => line.Sku);
            return StockRows.Lines(positions, reserved, [.. skus.SelectMany(sku => session.Query(Levels, ToLevel, tenant, sku))], limit);
        },
        cancellation);

    private const string Uncounted = "select distinct tenant_id, sku from stock_reservation where is_open = 1 order by tenant_id, sku limit $1";

    public async Task<IReadOnlyList<StockKey>> UncountedAsync(int limit, CancellationToken cancellation)
        => await readers.ReadAsync(session => session.Query(Uncounted, row => new StockKey(new(row.Text(0)), row.Text(1)), limit), cancellation);

    private const string Behind = $"""
        select distinct l.tenant_id, l.connection_id from stock_level l {Active}
        where (sequence > told and due_at <= $1) or recheck_at <= $1
        order by l.tenant_id, l.connection_id limit $2
        """;

    public async Task<IReadOnlyList<ConnectionKey>> BehindAsync(DateTimeOffset now, int limit, CancellationToken cancellation)
        => await readers.ReadAsync(session => session.Query(Behind, Channel, now, limit), cancellation);

    private const string Late = $"""
        select l.tenant_id, l.connection_id, sku, wanted_at from stock_level l {Active}
        where sequence > told and wanted_at < $2 and ($1 is null or l.tenant_id = $1)
        order by wanted_at, l.tenant_id, l.connection_id, sku limit $3
        """;

    public async Task<IReadOnlyList<LateLevel>> LateAsync(TenantId? tenant, DateTimeOffset wantedBefore, int limit, CancellationToken cancellation)
        => await readers.ReadAsync(session => session.Query(Late, row => new LateLevel(Channel(row), row.Text(2), row.Time(3)), tenant, wantedBefore, limit), cancellation);

    private static ConnectionKey Channel(SqliteDataReader row) => new(new(row.Text(0)), new(row.Text(1)));

    private static decimal Amount(SqliteDataReader row, int column) => decimal.Parse(row.Text(column), CultureInfo.InvariantCulture);

    private static StockPosition ToPosition(SqliteDataReader row) => new()
    {
        Key = new(new(row.Text(0)), row.Text(1)),
        Sources = StockRows.ToSources(row.Text(2)),
        Terms = row.Text(3),
        Version = row.Number(4),
    };

    private static Reservation ToReservation(SqliteDataReader row) => new()
    {
        Order = new DocumentKey(new(row.Text(0)), new(row.Text(1)), row.Text(2)),
        Line = row.Text(3),
        Sku = row.Text(4),
        Quantity = Amount(row, 5),
        Sold = Amount(row, 6),
        Counted = Amount(row, 7),
        InErp = row.TextOrNull(8) is { } erp ? new(erp) : null,
        Version = row.Number(9),
    };

    private static ChannelStock ToLevel(SqliteDataReader row) => new()
    {
        Connection = Channel(row),
        Sku = row.Text(2),
        Wanted = (int)row.Number(3),
        Sequence = row.Number(4),
        WantedAt = row.Time(5),
        Sold = Amount(row, 6),
        Push = StockRows.ToPush(row.Text(10), row.Number(7), row.Time(8), row.TimeOrNull(9), row.Number(11)),
    };
}
