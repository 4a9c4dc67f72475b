using Npgsql;

namespace OdooGrains.Storage.Postgres;

/// <summary>Writes what those folds of the batch take of the stock that were committed: their documents carry their commit tags. Returns nothing.</summary>
internal static class ReservationStatement
{
    // A release of what no row takes writes nothing: a reading had it already.
    private const string Sql = """
        insert into stock_reservation as s (tenant_id, channel_id, document_id, line, sku, quantity, sold, counted, in_erp, is_open, version)
        select r.tenant_id, r.channel_id, r.document_id, r.line, r.sku, r.quantity, r.sold, r.sold_before, r.in_erp, true, r.version
        from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::numeric[], $8::numeric[], $9::numeric[], $10::text[], $11::bigint[])
            as r (tag, tenant_id, channel_id, document_id, line, sku, quantity, sold, sold_before, in_erp, version)
        where (
            select d.commit_tag from document d
            where d.tenant_id = r.tenant_id and d.channel_id = r.channel_id and d.document_id = r.document_id) = r.tag
            and (r.quantity > 0 or r.sold <> r.sold_before or exists (
                select from stock_reservation p
                where p.tenant_id = r.tenant_id and p.channel_id = r.channel_id and p.document_id = r.document_id and p.line = r.line and p.sku = r.sku))
        on conflict (tenant_id, channel_id, document_id, line, sku)
        do update set quantity = excluded.quantity, sold = excluded.sold, in_erp = excluded.in_erp, is_open = true, version = excluded.version
        """;

    public static NpgsqlBatchCommand Of(IReadOnlyList<CommitWrite> writes)
    {
        // In one order for all writers, so that two of them cannot lock each other out.
        var reservations = writes.SelectMany(write => write.Commit.Reservations.Select(change => (write.Tag, write.Commit, write.Commit.Head.Key, Change: change)))
            .OrderBy(one => one.Key.Tenant.Value, StringComparer.Ordinal)
            .ThenBy(one => one.Key.Channel.Value, StringComparer.Ordinal)
            .ThenBy(one => one.Key.Id, StringComparer.Ordinal)
            .ThenBy(one => one.Change.Line, StringComparer.Ordinal)
            .ToList();
        var command = new NpgsqlBatchCommand(Sql);
        command.Parameters.AddIds(reservations.Select(one => one.Tag));
        command.Parameters.AddTexts(reservations.Select(one => one.Key.Tenant.Value));
        command.Parameters.AddTexts(reservations.Select(one => one.Key.Channel.Value));
        command.Parameters.AddTexts(reservations.Select(one => one.Key.Id));
        command.Parameters.AddTexts(reservations.Select(one => one.Change.Line));
        command.Parameters.AddTexts(reservations.Select(one => one.Change.Sku));
        command.Parameters.AddDecimals(reservations.Select(one => one.Change.Quantity));
        command.Parameters.AddDecimals(reservations.Select(one => one.Change.Sold));
        command.Parameters.AddDecimals(reservations.Select(one => one.Change.SoldBefore));
        command.Parameters.AddTexts(reservations.Select(one => one.Change.InErp?.Value));
        command.Parameters.AddNumbers(reservations.Select(one => one.Commit.ExpectedVersion + 1));
        return command;
    }
}
