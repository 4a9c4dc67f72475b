using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Odoo;

/// <summary>
/// Writes orders as drafts. A first attempt of a first revision goes straight to load(), several orders in one call; anything later reads
/// the order's state first, since load() writes its lines again.
/// </summary>
internal static class BookOperation
{
    public static async Task<IReadOnlyList<EffectOutcome>> ExecuteAsync(OdooCalls calls, ConnectionConfig connection, IReadOnlyList<Effect> effects)
    {
        var prepared = await PrepareAsync(calls, connection, effects);
        if (effects.Count == 1 && prepared.Outcomes[0] is null)
        {
            return [await OneAsync(calls, prepared.Rows, prepared.Wanted[0]!)];
        }

        var fresh = prepared.Wanted.OfType<WantedOrder>().ToList();
        if (fresh.Find(wanted => !IsFirst(wanted.Effect)) is { } repeated)
        {
            throw new ArgumentException($"Effect {repeated.Effect.Key} is no first attempt; only such go together in one call.", nameof(effects));
        }

        IReadOnlyList<EffectOutcome> written = fresh.Count == 0 ? [] : await CreateAsync(calls, prepared.Rows, fresh);
        var next = 0;
        return [.. prepared.Outcomes.Select(outcome => outcome ?? written[next++])];
    }

    public static async Task<EffectOutcome> LookUpAsync(OdooCalls calls, ConnectionConfig connection, Effect effect)
    {
        await OdooDefaultsReader.GetAsync(calls, connection);
        if (await OrderInOdoo.FindAsync(calls, effect.ExternalKey) is not { IsCancelled: false } order)
        {
            return new EffectOutcome.NotFound();
        }

        // An order that is there, and cannot be compared, is neither done nor absent.
        var prepared = await PrepareAsync(calls, connection, [effect]);
        return prepared.Wanted[0] is not { } wanted ? prepared.Outcomes[0]!
            : await IsWrittenAsync(calls, order, wanted) ? await DoneAsync(calls, order)
            : new EffectOutcome.NotFound();
    }

    private sealed record Prepared(OrderRows Rows, IReadOnlyList<WantedOrder?> Wanted, IReadOnlyList<EffectOutcome?> Outcomes);

    // What holds one order of several says nothing about the others.
    private static async Task<Prepared> PrepareAsync(OdooCalls calls, ConnectionConfig connection, IReadOnlyList<Effect> effects)
    {
        var defaults = await OdooDefaultsReader.GetAsync(calls, connection);
        var orders = effects.Select(effect => ((BookOrder)effect.Request).Order).ToList();
        var known = orders.Exists(order => order.Lines.Any(line => line.Taxes.Count > 0) || order.ShippingLines.Any(line => line.Taxes.Count > 0)) ? await OdooTaxes.ReadAsync(calls) : [];
        var (products, problems) = await OdooProducts.FindAsync(calls, [.. orders.SelectMany(Skus)]);
        var rows = new OrderRows(defaults, new(known, OdooTaxMap.Read(connection), calls.Session.Memory.Countries), products);
        List<WantedOrder?> wanted = [];
        List<EffectOutcome?> outcomes = [];
        foreach (var effect in effects)
        {
            try
            {
                var unknown = Skus(((BookOrder)effect.Request).Order).FirstOrDefault(problems.ContainsKey);
                wanted.Add(unknown is null ? rows.Of(effect) : throw problems[unknown]);
                outcomes.Add(null);
            }
            catch (OdooStopException stop)
            {
                wanted.Add(null);
                outcomes.Add(stop.Outcome);
            }
        }

        return new(rows, wanted, outcomes);
    }

    private static async Task<EffectOutcome> OneAsync(OdooCalls calls, OrderRows rows, WantedOrder wanted)
    {
        if (IsFirst(wanted.Effect))
        {
            return (await CreateAsync(calls, rows, [wanted]))[0];
        }

        return await OrderInOdoo.FindAsync(calls, wanted.Effect.ExternalKey) switch
        {
            null => (await CreateAsync(calls, rows, [wanted]))[0],
            { IsCancelled: true } cancelled => Business("cancelled_in_erp", $"Order {cancelled.Name} was cancelled in Odoo. Set it back to quotation there and retry, or discard the order here."),
            // Written by an earlier attempt, and perhaps confirmed by a person since.
            { } order when await IsWrittenAsync(calls, order, wanted) => await DoneAsync(calls, order),
            { IsConfirmed: true } confirmed when !wanted.Request.Amend => Business(EffectFailures.ConfirmedInErp, $"Order {confirmed.Name} is confirmed in Odoo. Retry to change it all the same, or discard the change."),
            { } order => await RewriteAsync(calls, rows, wanted, order),
        };
    }

    private static bool IsFirst(Effect effect) => effect is { Attempts: <= 1, Key.Revision: 1 };

    private static async Task<bool> IsWrittenAsync(OdooCalls calls, OrderInOdoo order, WantedOrder wanted)
        => order.HasHeaderOf(wanted) && OrderInOdoo.Compare(await order.LinesAsync(calls), wanted.Lines) is { Surplus.Count: 0, Missing.Count: 0 };

    // The earlier attempt may have been written between the reads of the order and of its lines: then the total is of before, and the lines are of after.
    private static async Task<EffectOutcome> DoneAsync(OdooCalls calls, OrderInOdoo order)
        => await OrderInOdoo.ReadAsync(calls, order.Id) is { } now ? new EffectOutcome.Done(now.Booked()) : throw new OdooShapeException("order after its lines were read");

    private static async Task<IReadOnlyList<EffectOutcome>> CreateAsync(OdooCalls calls, OrderRows rows, List<WantedOrder> orders)
    {
        List<long> ids = [];
        if (calls.Session.CreatesByLoad)
        {
            // Orders with other columns (a note, a pricelist) go in a call of their own.
            var tables = orders.Select(order => Table(calls, rows, order, isConfirmed: false)).ToList();
            ids.AddRange(await LoadAsync(calls, tables));
        }
        else
        {
            foreach (var order in orders)
            {
                var values = PlainCreate.Values(rows.Header(order, isConfirmed: false));
                values["order_line"] = Commands(calls, order);
                ids.Add(await PlainCreate.CreateAsync(calls, "sale.order", values));
            }
        }

        List<EffectOutcome> outcomes = [];
        for (var index = 0; index < orders.Count; index++)
        {
            outcomes.Add(await VerifyAsync(calls, ids[index], orders[index], mayHaveOthers: false));
        }

        return outcomes;
    }

    private static async Task<EffectOutcome> RewriteAsync(OdooCalls calls, OrderRows rows, WantedOrder wanted, OrderInOdoo order)
    {
        if (calls.Session.CreatesByLoad)
        {
            await LoadAsync(calls, [Table(calls, rows, wanted, order.IsConfirmed)]);
            await RemoveAsync(calls, order, wanted);
        }
        else if (order.IsConfirmed)
        {
            return Business("needs_load", $"Order {order.Name} is confirmed in Odoo and can be changed only with the setting createBy = load.");
        }
        else
        {
            var values = PlainCreate.Values(rows.Header(wanted, isConfirmed: false));
            var commands = Commands(calls, wanted);
            // Without external ids a line cannot be told again: all go, and come anew.
            commands.Insert(0, new JsonArray(5, 0, 0));
            values["order_line"] = commands;
            await calls.WriteAsync(new("sale.order", "write") { Ids = [order.Id], Arguments = [("vals", values)] });
        }

        return await VerifyAsync(calls, order.Id, wanted, mayHaveOthers: true);
    }

    // load() writes the wanted lines and leaves the others: those are gone in the channel. A confirmed order keeps them, with quantity 0.
    private static async Task RemoveAsync(OdooCalls calls, OrderInOdoo order, WantedOrder wanted)
    {
        var (surplus, _) = OrderInOdoo.Compare(await order.LinesAsync(calls), wanted.Lines);
        long[] gone = [.. surplus.Select(line => line.Id)];
        if (gone.Length == 0)
        {
            return;
        }

        await calls.WriteAsync(order.IsConfirmed
            ? new("sale.order.line", "write") { Ids = gone, Arguments = [("vals", new JsonObject { ["product_uom_qty"] = 0 })] }
            : new("sale.order.line", "unlink") { Ids = gone });
    }

    private static async Task<EffectOutcome> VerifyAsync(OdooCalls calls, long id, WantedOrder wanted, bool mayHaveOthers)
    {
        var order = await OrderInOdoo.ReadAsync(calls, id) ?? throw new OdooShapeException("order after it was written");
        var count = mayHaveOthers ? (await order.LinesAsync(calls)).Count : order.LineIds.Count;
        if (count != wanted.Lines.Count)
        {
            return Business("line_count", $"Order {order.Name} has {count} lines in Odoo, and {wanted.Lines.Count} were sent. Remove or add what differs there, then retry.");
        }

        return order.Currency == wanted.Request.Order.Currency
            ? new EffectOutcome.Done(order.Booked())
            : Business("wrong_currency", $"Order {order.Name} is in {order.Currency} in Odoo, and the channel sold in {wanted.Request.Order.Currency}. Set 'pricelists' of the Odoo connection.");
    }

    private static async Task<IReadOnlyList<long>> LoadAsync(OdooCalls calls, IReadOnlyList<LoadTable> tables)
    {
        List<long> ids = [];
        foreach (var table in LoadTable.Joined(tables))
        {
            ids.AddRange(await calls.LoadAsync("sale.order", table));
        }

        return ids;
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

    private static JsonArray Commands(OdooCalls calls, WantedOrder order)
        => new([.. order.Lines.Select((line, index) => (JsonNode)new JsonArray(0, 0, PlainCreate.Values(OrderRows.Cells(line, index, calls.Session.Fields.LineTaxes))))]);

    private static IEnumerable<string> Skus(Order order) => order.Lines.Where(line => line.Quantity != 0).Select(line => line.Sku).OfType<string>();

    private static EffectOutcome.Failed Business(string code, string message) => new(new(FailureClass.Business, code, message));
}
