using OdooGrains.Domain.Inventory;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Stock;

namespace OdooGrains.Storage.Sqlite;

internal sealed partial class SqliteStockStore
{
    private const string AddPosition = "insert into stock_position (tenant_id, sku, sources, terms, version) values ($1, $2, $3, $4, 1) on conflict do nothing";
    private const string PutPosition = "update stock_position set sources = $3, terms = $4, version = version + 1 where tenant_id = $1 and sku = $2 and version = $5";

    private const string Counted = """
        update stock_reservation set counted = $6, is_open = (version <> $7)
        where tenant_id = $1 and channel_id = $2 and document_id = $3 and line = $4 and sku = $5
        """;

    private const string Remove = "delete from stock_reservation where tenant_id = $1 and channel_id = $2 and document_id = $3 and line = $4 and sku = $5 and version = $6";

    private const string PutLevel = """
        insert into stock_level (tenant_id, connection_id, sku, wanted, sequence, wanted_at, sold, told, due_at, recheck_at, push, push_version)
        values ($1, $2, $3, $4, $5, $6, $7, 0, 0, null, '{}', 0)
        on conflict (tenant_id, connection_id, sku) do update set wanted = $4, sequence = $5, wanted_at = $6, sold = $7
        """;

    private const string EndLevel = "delete from stock_level where tenant_id = $1 and connection_id = $2 and sku = $3";

    public Task<bool> CountAsync(StockCount count, CancellationToken cancellation) => writer.RunAsync(count.Position.Key.Tenant, session => Count(session, count), cancellation);

    private static bool Count(SqliteSession session, StockCount count)
    {
        var (position, key) = (count.Position, count.Position.Key);
        if (session.Execute(position.Version == 0 ? AddPosition : PutPosition, key.Tenant, key.Sku, StockRows.Text(position.Sources), position.Terms, position.Version) == 0)
        {
            return false;
        }

        foreach (var one in count.Counted)
        {
            session.Execute(Counted, key.Tenant, one.Order.Channel, one.Order.Id, one.Line, key.Sku, one.Sold, one.Version);
        }

        foreach (var one in count.Removed)
        {
            session.Execute(Remove, key.Tenant, one.Order.Channel, one.Order.Id, one.Line, key.Sku, one.Version);
        }

        foreach (var level in count.Levels)
        {
            session.Execute(PutLevel, key.Tenant, level.Connection.Connection, key.Sku, level.Wanted, level.Sequence, level.WantedAt, level.Sold);
        }

        foreach (var connection in count.Ended)
        {
            session.Execute(EndLevel, key.Tenant, connection, key.Sku);
        }

        return true;
    }

    private const string PutPush = """
        update stock_level set told = $4, due_at = $5, recheck_at = $6, push = $7, push_version = push_version + 1
        where tenant_id = $1 and connection_id = $2 and sku = $3 and push_version = $8
        """;

    public async Task<IReadOnlyList<ChannelStock>> PutAsync(IReadOnlyList<ChannelStock> levels, CancellationToken cancellation) => levels.Count == 0 ? [] : await writer.RunAsync(
        levels[0].Connection.Tenant,
        IReadOnlyList<ChannelStock> (session) => [.. levels.Where(level => session.Execute(
            PutPush, level.Connection.Tenant, level.Connection.Connection, level.Sku, level.Push.Sequence, StockRows.Due(level.Push.DueAt), level.Push.RecheckAt,
            StockRows.Text(level.Push), level.Push.Version) == 1).Select(StockRows.Told)],
        cancellation);

    private const string Reserve = """
        insert into stock_reservation (tenant_id, channel_id, document_id, line, sku, quantity, sold, counted, in_erp, is_open, version)
        select $1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10
        where $11 or exists (select 1 from stock_reservation where tenant_id = $1 and channel_id = $2 and document_id = $3 and line = $4 and sku = $5)
        on conflict (tenant_id, channel_id, document_id, line, sku) do update set quantity = $6, sold = $7, in_erp = $9, is_open = 1, version = $10
        """;

    /// <summary>In the transaction of the commit. A release of what no row takes writes nothing: a reading had it already.</summary>
    public static void Write(SqliteSession session, DocumentCommit commit)
    {
        var key = commit.Head.Key;
        foreach (var one in commit.Reservations)
        {
            session.Execute(
                Reserve, key.Tenant, key.Channel, key.Id, one.Line, one.Sku, one.Quantity, one.Sold, one.SoldBefore, one.InErp, commit.ExpectedVersion + 1,
                one.Quantity > 0 || one.Sold != one.SoldBefore);
        }
    }
}
