using OdooGrains.Sandbox.Odoo.Models;

namespace OdooGrains.Sandbox.Odoo;

/// <summary>People of a warehouse who work in the simulated Odoo itself: they send deliveries off whole or in part, count stock, cancel.</summary>
public sealed class WarehousePeople(SimulatedOdoo odoo)
{
    /// <summary>Sends so much of each of the delivery's products off, by internal reference; the rest becomes a backorder. Without quantities: all that is demanded.</summary>
    /// <param name="picking">Id of an open delivery.</param>
    /// <param name="tracking">The carrier's reference.</param>
    /// <param name="quantities">What leaves.</param>
    public void Send(int picking, string? tracking = null, params (string Code, decimal Quantity)[] quantities) => odoo.Act(transaction =>
    {
        var record = transaction.Get("stock.picking", picking);
        var done = StockSchemas.Done(transaction.Database.Version);
        var left = quantities.ToDictionary(entry => entry.Code, entry => entry.Quantity);
        foreach (var move in Deliveries.Moves(transaction, record).Where(Deliveries.IsOpen))
        {
            var code = transaction.Get("product.product", move.Reference("product_id")!.Value).Text("default_code");
            var demand = move.Number("product_uom_qty");
            var quantity = quantities.Length == 0 ? demand : Math.Min(demand, left.GetValueOrDefault(code!));
            left[code!] = left.GetValueOrDefault(code!) - quantity;
            Dictionary<string, object?> values = new() { [done] = quantity };
            if (transaction.Database.Version >= 17) { values["picked"] = quantity > 0; }
            transaction.Write("stock.move", move.Id, values);
        }

        if (tracking is not null) { transaction.Write("stock.picking", picking, new() { ["carrier_tracking_ref"] = tracking }); }
        Transfer.Of(transaction, record).Finish();
    });

    /// <summary>Cancels what did not leave yet of a delivery.</summary>
    public void Cancel(int picking) => odoo.Act(transaction => Deliveries.CancelOne(transaction, transaction.Get("stock.picking", picking)));

    /// <summary>Counts a product in a warehouse, and reserves for those that wait.</summary>
    public void Count(int product, int warehouse, decimal quantity) => odoo.Act(transaction =>
    {
        var quant = Quants.Find(transaction, product, odoo.StockOf(warehouse));
        transaction.Write("stock.quant", quant.Id, new() { ["quantity"] = quantity });
    });

    /// <summary>One round of work, by the given draws: of each delivery that is ready, now and then a part, now and then nothing yet.</summary>
    /// <returns>Ids of the deliveries that left.</returns>
    public IReadOnlyList<int> Work(Random draws)
    {
        List<int> sent = [];
        foreach (var picking in odoo.Records("stock.picking").Where(picking => Equals(picking["state"], "assigned") && Equals(picking["picking_type_code"], "outgoing")))
        {
            var (id, what) = ((int)picking["id"]!, draws.Next(4));
            if (what == 0) { continue; }
            Send(id, $"TRACK-{id}", what == 1 ? Part((int[])picking["move_ids"]!, draws) : []);
            sent.Add(id);
        }

        return sent;
    }

    // At least one piece leaves.
    private (string Code, decimal Quantity)[] Part(int[] moves, Random draws)
    {
        var products = odoo.Records("product.product").ToDictionary(product => (int)product["id"]!, product => (string)product["default_code"]!);
        (string Code, decimal Quantity)[] parts =
        [
            .. odoo.Records("stock.move").Where(move => moves.Contains((int)move["id"]!) && !Equals(move["state"], "cancel")).GroupBy(move => products[(int)move["product_id"]!])
                .Select(product => (product.Key, (decimal)draws.Next((int)product.Sum(move => (decimal)move["product_uom_qty"]!) + 1)))
        ];
        return parts.All(part => part.Quantity == 0) ? [(parts[0].Code, 1)] : parts;
    }
}
