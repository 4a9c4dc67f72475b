using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Odoo;

/// <summary>
/// Writes orders as drafts. A fresh effect goes straight to load(), several of them in one call; any other goes alone and reads the order's
/// state first, since load() writes its lines again.
/// </summary>
internal static class BookOperation
{
    public static async Task<IReadOnlyList<EffectOutcome>> ExecuteAsync(OdooCalls calls, ConnectionConfig connection, IReadOnlyList<Effect> effects)
    {
        if (effects.Count > 1 && effects.FirstOrDefault(effect => !effect.IsFresh) is { } repeated)
        {
            throw new ArgumentException($"Effect {repeated.Key} is not fresh; send it alone.", nameof(effects));
        }

        var batch = new OdooBatch(effects);
        foreach (var effect in effects.Where(effect => effects.Count > 1 && OrderInOdoo.CameOutOtherwise(effect)))
        {
            batch.Settle(effect, OdooBatch.Together("The order is in Odoo already, other than wanted, and goes alone."));
        }

        var (rows, orders) = await PrepareAsync(calls, connection, batch);
        if (orders is [var only] && (!only.Effect.IsFresh || OrderInOdoo.CameOutOtherwise(only.Effect)) && await OrderInOdoo.FindAsync(calls, only.Effect.ExternalKey) is { } there)
        {
            batch.Settle(only.Effect, await RepeatAsync(calls, rows, only, there));
        }
        else if (calls.Session.CreatesByLoad)
        {
            await OrderLoads.CreateAsync(calls, rows, orders, batch);
        }
        else if (orders is [var alone])
        {
            batch.Settle(alone.Effect, await PlainCreateAsync(calls, rows, alone));
        }

        return batch.Outcomes;
    }

    public static async Task<EffectOutcome> LookUpAsync(OdooCalls calls, ConnectionConfig connection, Effect effect)
    {
        await OdooDefaultsReader.GetAsync(calls, connection);
        if (await OrderInOdoo.FindAsync(calls, effect.ExternalKey) is not { IsCancelled: false } order)
        {
            return new EffectOutcome.NotFound();
        }

        // An order that is there, and cannot be compared, is neither done nor absent.
        var batch = new OdooBatch([effect]);
        return (await PrepareAsync(calls, connection, batch)).Orders is not [var wanted] ? batch.Outcomes[0]
            : await IsWrittenAsync(calls, order, wanted) ? await DoneAsync(calls, order)
            : new EffectOutcome.NotFound();
    }

    // What holds one order of several says nothing about the others.
    private static async Task<(OrderRows Rows, IReadOnlyList<WantedOrder> Orders)> PrepareAsync(OdooCalls calls, ConnectionConfig connection, OdooBatch batch)
    {
        var defaults = await OdooDefaultsReader.GetAsync(calls, connection);
        var orders = batch.Open.Select(effect => ((BookOrder)effect.Request).Order).ToList();
        var known = orders.Exists(order => order.Lines.Any(line => line.Taxes.Count > 0) || order.ShippingLines.Any(line => line.Taxes.Count > 0)) ? await OdooTaxes.ReadAsync(calls) : [];
        var (products, problems) = await OdooProducts.FindAsync(calls, [.. orders.SelectMany(Skus)]);
        var rows = new OrderRows(defaults, new(known, OdooTaxMap.Read(connection), calls.Session.Memory.Countries), products);
        List<WantedOrder> wanted = [];
        foreach (var effect in batch.Open)
        {
            try
            {
                var unknown = Skus(((BookOrder)effect.Request).Order).FirstOrDefault(problems.ContainsKey);
                wanted.Add(unknown is null ? rows.Of(effect) : throw problems[unknown]);
            }
            catch (OdooStopException stop)
            {
                batch.Settle(effect, stop.Outcome);
            }
        }

        return (rows, wanted);
    }

    private static async Task<EffectOutcome> RepeatAsync(OdooCalls calls, OrderRows rows, WantedOrder wanted, OrderInOdoo order) => order switch
    {
        { IsCancelled: true } => Business("cancelled_in_erp", $"Order {order.Name} was cancelled in Odoo. Set it back to quotation there and retry, or discard the order here."),
        // Written by an earlier attempt, and perhaps confirmed by a person since.
        _ when await IsWrittenAsync(calls, order, wanted) => await DoneAsync(calls, order),
        { IsConfirmed: true } when !wanted.Request.Amend => Business(EffectFailures.ConfirmedInErp, $"Order {order.Name} is confirmed in Odoo. Retry to change it all the same, or discard the change."),
        _ => await RewriteAsync(calls, rows, wanted, order),
    };

    private static async Task<bool> IsWrittenAsync(OdooCalls calls, OrderInOdoo order, WantedOrder wanted)
        => order.HasHeaderOf(wanted) && OrderInOdoo.Compare(await order.LinesAsync(calls), wanted.Lines) is { Surplus.Count: 0, Missing.Count: 0 };

    // The earlier attempt may have been written between the reads of the order and of its lines: then the total is of before, and the lines are of after.
    private static async Task<EffectOutcome> DoneAsync(OdooCalls calls, OrderInOdoo order)
        => await OrderInOdoo.ReadAsync(calls, order.Id) is { } now ? new EffectOutcome.Done(now.Booked()) : throw new OdooShapeException("order after its lines were read");

    private static async Task<EffectOutcome> PlainCreateAsync(OdooCalls calls, OrderRows rows, WantedOrder order)
    {
        var values = PlainCreate.Values(rows.Header(order, isConfirmed: false));
        values["order_line"] = Commands(calls, order);
        var written = await WrittenAsync(calls, await PlainCreate.CreateAsync(calls, "sale.order", values));
        return written.Verify(order, written.LineIds.Count);
    }

    private static async Task<EffectOutcome> RewriteAsync(OdooCalls calls, OrderRows rows, WantedOrder wanted, OrderInOdoo order)
    {
        if (calls.Session.CreatesByLoad)
        {
            await OrderLoads.RewriteAsync(calls, rows, wanted, order.IsConfirmed);
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

        var written = await WrittenAsync(calls, order.Id);
        return written.Verify(wanted, (await written.LinesAsync(calls)).Count);
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

    private static async Task<OrderInOdoo> WrittenAsync(OdooCalls calls, long id) => await OrderInOdoo.ReadAsync(calls, id) ?? throw new OdooShapeException("order after it was written");

    private static JsonArray Commands(OdooCalls calls, WantedOrder order)
        => new([.. order.Lines.Select((line, index) => (JsonNode)new JsonArray(0, 0, PlainCreate.Values(OrderRows.Cells(line, index, calls.Session.Fields.LineTaxes))))]);

    private static IEnumerable<string> Skus(Order order) => order.Lines.Where(line => line.Quantity != 0).Select(line => line.Sku).OfType<string>();

    private static EffectOutcome.Failed Business(string code, string message) => new(new(FailureClass.Business, code, message));
}
