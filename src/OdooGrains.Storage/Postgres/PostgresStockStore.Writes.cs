using Npgsql;
using OdooGrains.Domain.Inventory;
using OdooGrains.Storage.Stock;

namespace OdooGrains.Storage.Postgres;

internal sealed partial class PostgresStockStore
{
    // One statement, so one snapshot: the position decides, and the rest follows it. Reservations are locked in the order in which commits write them.
    private const string Count = """
        with added as (
            insert into stock_position (tenant_id, sku, sources, terms, version) select $1, $2, $3::jsonb, $4, 1 where $5 = 0
            on conflict do nothing returning true),
        changed as (
            update stock_position set sources = $3::jsonb, terms = $4, version = version + 1
            where tenant_id = $1 and sku = $2 and version = $5 returning true),
        done as materialized (select * from added union all select * from changed),
        counted as (
            update stock_reservation r set counted = c.sold, is_open = r.version <> c.version
            from (
                select s.channel_id, s.document_id, s.line, c.sold, c.version
                from unnest($6::text[], $7::text[], $8::text[], $9::numeric[], $10::bigint[]) c (channel_id, document_id, line, sold, version)
                join stock_reservation s on s.tenant_id = $1 and s.channel_id = c.channel_id and s.document_id = c.document_id and s.line = c.line and s.sku = $2
                where exists (select from done)
                order by s.channel_id, s.document_id, s.line for update of s) c
            where r.tenant_id = $1 and r.channel_id = c.channel_id and r.document_id = c.document_id and r.line = c.line and r.sku = $2),
        removed as (
            delete from stock_reservation r using unnest($11::text[], $12::text[], $13::text[], $14::bigint[]) c (channel_id, document_id, line, version)
            where exists (select from done) and r.tenant_id = $1 and r.channel_id = c.channel_id and r.document_id = c.document_id and r.line = c.line and r.sku = $2
                and r.version = c.version),
        levelled as (
            insert into stock_level as l (tenant_id, connection_id, sku, wanted, sequence, wanted_at, sold, told, due_at, recheck_at, push, push_version)
            select $1, n.connection_id, $2, n.wanted, n.sequence, n.wanted_at, n.sold, 0, 'epoch', null, '{}'::jsonb, 0
            from unnest($15::text[], $16::int[], $17::bigint[], $18::timestamptz[], $19::numeric[]) n (connection_id, wanted, sequence, wanted_at, sold)
            where exists (select from done)
            order by n.connection_id
            on conflict (tenant_id, connection_id, sku) do update set wanted = excluded.wanted, sequence = excluded.sequence, wanted_at = excluded.wanted_at, sold = excluded.sold),
        ended as (
            delete from stock_level l where exists (select from done) and l.tenant_id = $1 and l.connection_id = any ($20) and l.sku = $2)
        select true from done
        """;

    public async Task<bool> CountAsync(StockCount count, CancellationToken cancellation)
    {
        var key = count.Position.Key;
        return await PostgresCalls.WriteAsync(
            sources.Singles,
            key.Tenant.Value,
            Count,
            parameters =>
            {
                parameters.AddText(key.Tenant.Value);
                parameters.AddText(key.Sku);
                parameters.AddJson(StockRows.Text(count.Position.Sources));
                parameters.AddText(count.Position.Terms);
                parameters.AddNumber(count.Position.Version);
                AddReservations(parameters, count.Counted);
                parameters.AddDecimals(count.Counted.Select(one => one.Sold));
                parameters.AddNumbers(count.Counted.Select(one => one.Version));
                AddReservations(parameters, count.Removed);
                parameters.AddNumbers(count.Removed.Select(one => one.Version));
                parameters.AddTexts(count.Levels.Select(level => level.Connection.Connection.Value));
                parameters.AddIntegers(count.Levels.Select(level => level.Wanted));
                parameters.AddNumbers(count.Levels.Select(level => level.Sequence));
                parameters.AddTimes(count.Levels.Select(level => (DateTimeOffset?)level.WantedAt));
                parameters.AddDecimals(count.Levels.Select(level => level.Sold));
                parameters.AddTexts(count.Ended.Select(connection => connection.Value));
            },
            row => row.GetBoolean(0),
            cancellation);
    }

    private const string Put = """
        update stock_level l set told = n.told, due_at = n.due_at, recheck_at = n.recheck_at, push = n.push, push_version = l.push_version + 1
        from unnest($3::text[], $4::bigint[], $5::timestamptz[], $6::timestamptz[], $7::jsonb[], $8::bigint[]) n (sku, told, due_at, recheck_at, push, version)
        where l.tenant_id = $1 and l.connection_id = $2 and l.sku = n.sku and l.push_version = n.version
        returning l.sku
        """;

    public async Task<IReadOnlyList<ChannelStock>> PutAsync(IReadOnlyList<ChannelStock> levels, CancellationToken cancellation)
    {
        if (levels.Count == 0)
        {
            return [];
        }

        // One channel, in the order of the SKUs: so two writers cannot wait for each other.
        var ordered = levels.OrderBy(level => level.Sku, StringComparer.Ordinal).ToList();
        var stored = await PostgresCalls.WriteManyAsync(
            sources.Singles,
            levels[0].Connection.Tenant.Value,
            Put,
            parameters =>
            {
                AddKey(parameters, levels[0].Connection);
                parameters.AddTexts(ordered.Select(level => level.Sku));
                parameters.AddNumbers(ordered.Select(level => level.Push.Sequence));
                parameters.AddTimes(ordered.Select(level => (DateTimeOffset?)StockRows.Due(level.Push.DueAt)));
                parameters.AddTimes(ordered.Select(level => level.Push.RecheckAt));
                parameters.AddJsons(ordered.Select(level => StockRows.Text(level.Push)));
                parameters.AddNumbers(ordered.Select(level => level.Push.Version));
            },
            row => row.Text(0),
            cancellation);
        return [.. levels.Where(level => stored.Contains(level.Sku)).Select(StockRows.Told)];
    }

    private static void AddReservations(NpgsqlParameterCollection parameters, IReadOnlyList<Reservation> reservations)
    {
        parameters.AddTexts(reservations.Select(one => one.Order.Channel.Value));
        parameters.AddTexts(reservations.Select(one => one.Order.Id));
        parameters.AddTexts(reservations.Select(one => one.Line));
    }
}
