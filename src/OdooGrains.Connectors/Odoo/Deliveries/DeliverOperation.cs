using System.Globalization;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Odoo.Deliveries;

/// <summary>Records that goods left, on the order's open transfers.</summary>
internal static class DeliverOperation
{
    public static async Task<EffectOutcome> ExecuteAsync(OdooCalls calls, ConnectionConfig connection, Effect effect)
    {
        var (request, key) = Of(effect);
        var order = await SoldOrder.ReadAsync(calls, connection, effect.Key.Document, request.ErpId);
        var transfers = await TransfersInOdoo.ReadAsync(calls, order.Id);
        if (TransferStep.DoneBy(transfers, key) is { } done)
        {
            return new EffectOutcome.Done(Result(done.Id));
        }

        var wanted = Allocate(order, transfers, request.Delivery);
        var pickings = transfers.Pickings.Select(picking => picking.Rest).Where(rest => rest.Moves.Any(move => wanted.ContainsKey(move.Id))).ToList();
        var tracking = await TrackingAsync(calls, request.Delivery);
        return await TransferStep.ValidateAsync(calls, pickings, wanted, (order.Name, key), tracking, Result);
    }

    public static async Task<EffectOutcome> LookUpAsync(OdooCalls calls, ConnectionConfig connection, Effect effect)
    {
        await OdooDefaultsReader.GetAsync(calls, connection);
        var (request, key) = Of(effect);
        var transfers = await TransfersInOdoo.ReadAsync(calls, SoldOrder.IdOf(request.ErpId, "order"));
        return TransferStep.DoneBy(transfers, key) is { } done ? new EffectOutcome.Done(Result(done.Id)) : new EffectOutcome.NotFound();
    }

    // The oldest transfer first: what it cannot give, its backorders and later ones do.
    private static Dictionary<long, decimal> Allocate(SoldOrder order, TransfersInOdoo transfers, Delivery delivery)
    {
        Dictionary<long, decimal> wanted = [];
        foreach (var (line, quantity) in order.Quantities(delivery.Lines))
        {
            var left = quantity;
            foreach (var move in transfers.Open.Where(move => move.SaleLine == line))
            {
                var taken = Math.Min(left, move.Quantity);
                left -= taken;
                if (taken > 0)
                {
                    wanted[move.Id] = taken;
                }
            }

            if (left > 0)
            {
                throw OdooStopException.Business("not_to_deliver", string.Create(CultureInfo.InvariantCulture,
                    $"The channel sent {quantity:0.###} of line '{order.Of(line)?.Id}' off, and order {order.Name} has {quantity - left:0.###} left to deliver in Odoo. Correct the order or its transfers there and retry, or discard the effect."));
            }
        }

        return wanted.Count > 0 ? wanted : throw OdooStopException.Business("nothing_to_deliver", $"The delivery names nothing that order {order.Name} delivers. Discard the effect.");
    }

    private static async Task<string?> TrackingAsync(OdooCalls calls, Delivery delivery)
        => delivery.TrackingNumbers.Count > 0 && await OdooTracking.IsKeptAsync(calls) ? string.Join(",", delivery.TrackingNumbers) : null;

    private static (DeliverOrder Request, string Key) Of(Effect effect) => ((DeliverOrder)effect.Request, OdooMarks.Delivery(effect.Key.Document, ((DeliverOrder)effect.Request).Delivery.Id));

    private static OrderDelivered Result(long picking) => new(picking.ToString(CultureInfo.InvariantCulture));
}
