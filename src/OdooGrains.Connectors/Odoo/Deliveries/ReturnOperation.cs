using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo.Deliveries;

/// <summary>
/// Takes delivered goods back into stock: the wizard makes a return of each delivery that they left with, and all returns are validated
/// together. A return that is open already, of a lost answer or made by a person for these goods, is taken instead of a second one.
/// </summary>
internal static class ReturnOperation
{
    /// <summary>Requests that making the return of one delivery takes: open the wizard, read its lines, write them, create.</summary>
    public const int WizardCost = 4;

    public static async Task<EffectOutcome> ExecuteAsync(OdooCalls calls, ConnectionConfig connection, Effect effect)
    {
        var (request, key) = Of(effect);
        var order = await SoldOrder.ReadAsync(calls, connection, effect.Key.Document, request.ErpId);
        var transfers = await TransfersInOdoo.ReadAsync(calls, order.Id);
        if (TransferStep.DoneBy(transfers, key) is { } done)
        {
            return new EffectOutcome.Done(Result(done.Id));
        }

        var missing = order.Quantities(request.Lines).ToDictionary();
        List<OpenTransfer> returns = [.. transfers.Pickings.Where(picking => picking is { IsReturn: true, IsOpen: true }).Select(picking => picking.Rest).Where(rest => Take(missing, rest))];
        var plan = Allocate(order, transfers, returns, missing);
        if (returns.Count + plan.Count > TransferStep.PickingsMax)
        {
            return OdooStopException.Business("too_many_transfers", $"The goods left order {order.Name} with more than {TransferStep.PickingsMax} deliveries. Take them back in Odoo, and discard the effect.").Outcome;
        }

        returns.AddRange(await CreateAsync(calls, plan));
        var wanted = returns.SelectMany(transfer => transfer.Moves).ToDictionary(move => move.Id, move => move.Quantity);
        return await TransferStep.ValidateAsync(calls, returns, wanted, ($"Return of {order.Name}", key), null, Result);
    }

    public static async Task<EffectOutcome> LookUpAsync(OdooCalls calls, ConnectionConfig connection, Effect effect)
    {
        await OdooDefaultsReader.GetAsync(calls, connection);
        var (request, key) = Of(effect);
        var transfers = await TransfersInOdoo.ReadAsync(calls, SoldOrder.IdOf(request.ErpId, "order"));
        return TransferStep.DoneBy(transfers, key) is { } done ? new EffectOutcome.Done(Result(done.Id)) : new EffectOutcome.NotFound();
    }

    // Whether everything on an open return is wanted; then it is no longer missing.
    private static bool Take(Dictionary<long, decimal> missing, OpenTransfer transfer)
    {
        var back = transfer.Moves.GroupBy(move => move.SaleLine).ToDictionary(group => group.Key, group => group.Sum(move => move.Quantity));
        if (back.Count == 0 || back.Any(line => line.Value > missing.GetValueOrDefault(line.Key)))
        {
            return false;
        }

        foreach (var (line, quantity) in back)
        {
            missing[line] -= quantity;
        }

        return true;
    }

    // Of each delivery, what of its moves comes back: no more than left with it and did not come back yet.
    private static Dictionary<long, Dictionary<long, decimal>> Allocate(SoldOrder order, TransfersInOdoo transfers, List<OpenTransfer> returns, Dictionary<long, decimal> missing)
    {
        var back = transfers.Pickings.SelectMany(picking => picking.Moves).Where(move => move is { Returns: not null, State: not "cancel" }).ToLookup(move => move.Returns!.Value);
        Dictionary<long, Dictionary<long, decimal>> plan = [];
        foreach (var (line, wanted) in missing.Where(line => line.Value > 0))
        {
            var left = wanted;
            foreach (var move in transfers.Delivered.Where(move => move.SaleLine == line))
            {
                var taken = Math.Min(left, move.Quantity - back[move.Id].Sum(earlier => earlier.Quantity));
                if (taken > 0)
                {
                    left -= taken;
                    (plan.TryGetValue(move.Picking, out var moves) ? moves : plan[move.Picking] = [])[move.Id] = taken;
                }
            }

            if (left > 0)
            {
                throw OdooStopException.Business("not_delivered", string.Create(CultureInfo.InvariantCulture,
                    $"{wanted:0.###} of line '{order.Of(line)?.Id}' shall come back, and order {order.Name} has {wanted - left:0.###} delivered and not returned in Odoo. Correct its transfers there and retry, or discard the effect."));
            }
        }

        return returns.Count + plan.Count > 0 ? plan : throw OdooStopException.Business("nothing_to_return", $"The refund names no goods of order {order.Name} that come back. Discard the effect.");
    }

    private static async Task<IReadOnlyList<OpenTransfer>> CreateAsync(OdooCalls calls, Dictionary<long, Dictionary<long, decimal>> plan)
    {
        List<long> made = [];
        foreach (var (delivery, moves) in plan)
        {
            made.Add(await CreateAsync(calls, delivery, moves));
        }

        if (made.Count == 0)
        {
            return [];
        }

        var found = await TransfersInOdoo.MovesAsync(calls, [new JsonArray("picking_id", "in", new JsonArray([.. made.Select(id => (JsonNode)id)]))]);
        return [.. made.Select(id => new OpenTransfer(id, [.. found.Where(move => move.Picking == id)]))];
    }

    private static async Task<long> CreateAsync(OdooCalls calls, long delivery, Dictionary<long, decimal> moves)
    {
        JsonObject context = new() { ["active_model"] = "stock.picking", ["active_id"] = delivery, ["active_ids"] = new JsonArray(delivery) };
        var wizard = await calls.CreateAsync("stock.return.picking", new() { ["picking_id"] = delivery }, context);
        // 18 and later propose nothing, earlier versions everything: each line is told.
        var lines = await calls.SearchAsync("stock.return.picking.line", [new JsonArray("wizard_id", "=", wizard)], ["move_id"]);
        var commands = new JsonArray([.. lines.Select(line => (JsonNode)new JsonArray(1, line.Id, new JsonObject { ["quantity"] = line.Reference("move_id") is { } move ? moves.GetValueOrDefault(move) : 0 }))]);
        await calls.PrepareAsync(new("stock.return.picking", "write") { Ids = [wizard], Arguments = [("vals", new JsonObject { ["product_return_moves"] = commands })] });
        var action = await calls.PrepareAsync(new("stock.return.picking", calls.Session.Fields.CreateReturns) { Ids = [wizard] }, context);
        return action.ValueKind is JsonValueKind.Object && action.TryGetProperty("res_id", out var id) && id.ValueKind is JsonValueKind.Number && id.TryGetInt64(out var picking)
            ? picking
            : throw new OdooShapeException("id of the return");
    }

    private static (ReturnGoods Request, string Key) Of(Effect effect) => ((ReturnGoods)effect.Request, OdooMarks.Return(effect.Key, ((ReturnGoods)effect.Request).RefundId));

    private static GoodsReturned Result(long picking) => new(picking.ToString(CultureInfo.InvariantCulture));
}
