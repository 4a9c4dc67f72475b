using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo;

/// <summary>
/// Writes orders by load(). Orders of equal columns share a call, which is one transaction; those with others (a note, a pricelist) go in the
/// next. One read at the end verifies all that were written.
/// </summary>
internal static class OrderLoads
{
    private const string Model = "sale.order";

    /// <summary>Writes new orders; each has an outcome in <paramref name="batch"/> at the end, whatever became of the others.</summary>
    public static async Task CreateAsync(OdooCalls calls, OrderRows rows, IReadOnlyList<WantedOrder> orders, OdooBatch batch)
    {
        List<(WantedOrder Order, long Id)> written = [];
        var groups = orders.Select(order => (Order: order, Table: Table(calls, rows, order, isConfirmed: false))).GroupBy(pair => string.Join('\n', pair.Table.Columns));
        foreach (var group in groups.Take(OdooLimits.LoadsMax))
        {
            List<WantedOrder> members = [.. group.Select(pair => pair.Order)];
            var reply = await calls.TryLoadAsync(Model, Joined([.. group.Select(pair => pair.Table)]));
            if (reply is LoadReply.Ended ended)
            {
                // What ended this call may end the next one too.
                batch.SettleAll([.. members.Select(order => order.Effect)], calls.OfWrite(ended.Reply));
                break;
            }

            if (reply is LoadReply.Refused { Messages: var messages })
            {
                Refuse(calls, batch, members, messages);
            }
            else if (reply is LoadReply.Written { Ids: var ids })
            {
                written.AddRange(members.Zip(ids));
            }
        }

        await VerifyAsync(calls, batch, written);
        foreach (var order in orders)
        {
            batch.Settle(order.Effect, OdooBatch.Together("The order was not sent: others of its call went first."));
        }
    }

    /// <summary>Writes one order again, over what is there.</summary>
    public static Task RewriteAsync(OdooCalls calls, OrderRows rows, WantedOrder order, bool isConfirmed)
        => calls.LoadAsync(Model, Table(calls, rows, order, isConfirmed));

    // Who is named is guilty, and hears it at once; what Odoo says of the whole is everybody's.
    private static void Refuse(OdooCalls calls, OdooBatch batch, List<WantedOrder> orders, IReadOnlyList<LoadMessage> messages)
    {
        var whole = OdooErrors.OfLoad(messages, calls.Session.Secrets);
        if (orders.Count > 1 && whole.Class is FailureClass.Business)
        {
            foreach (var named in messages.Where(message => message.IsCertain && message.Record < orders.Count).GroupBy(message => message.Record!.Value))
            {
                batch.Settle(orders[named.Key].Effect, new EffectOutcome.Failed(OdooErrors.OfLoad([.. named], calls.Session.Secrets)));
            }
        }

        batch.SettleAll([.. orders.Select(order => order.Effect)], new EffectOutcome.Failed(whole));
    }

    private static async Task VerifyAsync(OdooCalls calls, OdooBatch batch, List<(WantedOrder Order, long Id)> written)
    {
        if (written.Count == 0)
        {
            return;
        }

        IReadOnlyDictionary<long, OrderInOdoo> found = new Dictionary<long, OrderInOdoo>();
        var end = await calls.EndAsync(async () => found = await OrderInOdoo.ReadAllAsync(calls, [.. written.Select(order => order.Id)]));
        foreach (var (order, id) in written)
        {
            batch.Settle(order.Effect, end ?? (found.TryGetValue(id, out var now) ? now.Verify(order, now.LineIds.Count) : new EffectOutcome.InDoubt($"Odoo wrote the order as {id}, and has no such order.")));
        }
    }

    private static LoadTable Joined(IReadOnlyList<LoadTable> tables)
    {
        foreach (var other in tables.Skip(1))
        {
            tables[0].Append(other);
        }

        return tables[0];
    }

    private static LoadTable Table(OdooCalls calls, OrderRows rows, WantedOrder order, bool isConfirmed)
    {
        var header = rows.Header(order, isConfirmed);
        header["id"] = OdooKeys.Order(order.Effect.ExternalKey);
        var lines = order.Lines.Select((line, index) => OrderRows.Cells(line, index, calls.Session.Fields.LineTaxes)
            .Append(new("id", line.ExternalId)).ToDictionary(cell => $"order_line/{cell.Key}", cell => cell.Value)).ToList();
        var table = new LoadTable(["id", .. header.Keys.Where(column => column != "id"), .. lines.Count > 0 ? lines[0].Keys : Enumerable.Empty<string>()]);
        table.Add(header, lines);
        return table;
    }
}
