using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>Transfers of goods: made by a confirmed order, reserved, cancelled, done in full or in part, taken back.</summary>
internal static class Deliveries
{
    public static bool IsOpen(OdooRecord move) => move.Text("state") is not ("done" or "cancel");

    public static bool IsIncoming(OdooDatabase database, OdooRecord move) =>
        database.Find("stock.location", move.Reference("location_dest_id"))?.Text("usage") == "internal";

    /// <summary>
    /// Demands what the order's lines lack: on its open delivery where there is one, else on a new one. What they have too much is taken off open deliveries,
    /// as Odoo's negative procurements do (sale_stock, _action_launch_stock_rule); what has left stays gone.
    /// </summary>
    public static void Launch(OdooTransaction transaction, OdooRecord order)
    {
        List<(OdooRecord Line, decimal Missing)> changes = [.. order.List("order_line").Select(id => transaction.Get("sale.order.line", id)).Select(line => (line, Missing(transaction.Database, line)))];
        foreach (var (line, surplus) in changes.Where(entry => entry.Missing < 0)) { TakeOff(transaction, line, -surplus); }
        var missing = changes.FindAll(entry => entry.Missing > 0);
        if (missing.Count == 0) { return; }
        var picking = Open(transaction, order) ?? Create(transaction, order);
        foreach (var (line, quantity) in missing)
        {
            var move = transaction.Create("stock.move", new()
            {
                ["picking_id"] = picking.Id,
                ["product_id"] = line["product_id"],
                ["product_uom_qty"] = quantity,
                ["sale_line_id"] = line.Id,
                ["location_id"] = picking["location_id"],
                ["location_dest_id"] = picking["location_dest_id"],
            });
            Reserve(transaction, transaction.Get("stock.move", move));
        }

        SetState(transaction, picking);
    }

    private static void TakeOff(OdooTransaction transaction, OdooRecord line, decimal surplus)
    {
        var open = line.List("move_ids").Select(id => transaction.Get("stock.move", id)).Where(move => IsOpen(move) && !IsIncoming(transaction.Database, move));
        foreach (var move in open.Reverse().ToList())
        {
            var off = Math.Min(surplus, move.Number("product_uom_qty"));
            surplus -= off;
            var left = move.Number("product_uom_qty") - off;
            if (off == 0) { continue; }
            Hold(transaction, move, 0);
            if (left == 0) { transaction.Write("stock.move", move.Id, new() { ["state"] = "cancel" }); }
            else
            {
                transaction.Write("stock.move", move.Id, new() { ["product_uom_qty"] = left });
                Reserve(transaction, transaction.Get("stock.move", move.Id));
            }

            SetState(transaction, transaction.Get("stock.picking", move.Reference("picking_id")!.Value));
        }
    }

    /// <summary>Cancels what did not leave yet.</summary>
    public static void Cancel(OdooTransaction transaction, OdooRecord order)
    {
        foreach (var picking in order.List("picking_ids").Select(id => transaction.Get("stock.picking", id))) { CancelOne(transaction, picking); }
    }

    public static void CancelOne(OdooTransaction transaction, OdooRecord picking)
    {
        foreach (var move in Moves(transaction, picking).Where(IsOpen))
        {
            Hold(transaction, move, 0);
            transaction.Write("stock.move", move.Id, new() { ["state"] = "cancel" });
        }

        SetState(transaction, picking);
    }

    public static List<OdooRecord> Moves(OdooTransaction transaction, OdooRecord picking) => [.. picking.List("move_ids").Select(id => transaction.Get("stock.move", id))];

    /// <summary>Reserves what is free of a move's demand; what comes from outside, and what has no inventory, is always there.</summary>
    public static void Reserve(OdooTransaction transaction, OdooRecord move)
    {
        var demand = move.Number("product_uom_qty");
        var got = Hold(transaction, move, demand);
        if (!IsFromQuants(transaction.Database, move)) { got = demand; }
        transaction.Write("stock.move", move.Id, new()
        {
            [StockSchemas.Quantity(transaction.Database.Version)] = got,
            ["state"] = got >= demand ? "assigned" : got > 0 ? "partially_available" : "confirmed",
        });
    }

    /// <summary>Makes the move hold so much of its quant, or what is free; answers what it holds.</summary>
    public static decimal Hold(OdooTransaction transaction, OdooRecord move, decimal wanted)
    {
        if (!IsFromQuants(transaction.Database, move)) { return 0; }
        var (product, location, held) = (move.Reference("product_id")!.Value, move.Reference("location_id")!.Value, move.Number(StockSchemas.Reserved));
        var holds = Math.Max(0, Math.Min(wanted, held + Math.Max(0, Quants.Free(transaction.Database, product, location))));
        Quants.Add(transaction, product, location, 0, holds - held);
        transaction.Compute("stock.move", move, (StockSchemas.Reserved, holds));
        return holds;
    }

    /// <summary>The state of a transfer is that of its moves.</summary>
    public static void SetState(OdooTransaction transaction, OdooRecord picking)
    {
        var states = Moves(transaction, picking).ConvertAll(move => move.Text("state"));
        var open = states.FindAll(state => state is not ("done" or "cancel"));
        var state = open.Count > 0 ? open.Exists(state => state is "assigned" or "partially_available") ? "assigned" : "confirmed"
            : states.Contains("done") ? "done"
            : "cancel";
        if (state != picking.Text("state")) { transaction.Write("stock.picking", picking.Id, new() { ["state"] = state }); }
    }

    /// <summary>qty_delivered of the lines of some moves: what left less what came back and is to be refunded.</summary>
    public static void Count(OdooTransaction transaction, IEnumerable<OdooRecord> moves)
    {
        foreach (var line in moves.Select(move => move.Reference("sale_line_id")).OfType<int>().Distinct().Select(id => transaction.Get("sale.order.line", id)))
        {
            var done = line.List("move_ids").Select(id => transaction.Get("stock.move", id)).Where(move => move.Text("state") == "done").ToList();
            var delivered = done.Sum(move => IsIncoming(transaction.Database, move) ? move.Flag("to_refund") ? -move.Number("product_uom_qty") : 0 : move.Number("product_uom_qty"));
            transaction.Compute("sale.order.line", line, ("qty_delivered", delivered));
            transaction.MarkStale("sale.order", line.Reference("order_id")!.Value);
        }
    }

    private static bool IsFromQuants(OdooDatabase database, OdooRecord move) =>
        database.Find("stock.location", move.Reference("location_id"))?.Text("usage") == "internal"
        && database.Find("product.product", move.Reference("product_id")) is { } product && Quants.IsStorable(database, product);

    private static decimal Missing(OdooDatabase database, OdooRecord line)
    {
        if (line.Text("display_type") is not null || database.Find("product.product", line.Reference("product_id")) is not { } product || product.Text("type") == "service") { return 0; }
        var demanded = line.List("move_ids").Select(id => database.Find("stock.move", id)!).Where(move => move.Text("state") != "cancel" && !IsIncoming(database, move));
        return line.Number("product_uom_qty") - demanded.Sum(move => move.Number("product_uom_qty"));
    }

    private static OdooRecord? Open(OdooTransaction transaction, OdooRecord order) => order.List("picking_ids").Select(id => transaction.Get("stock.picking", id))
        .FirstOrDefault(picking => IsOpen(picking) && picking.Text("picking_type_code") == "outgoing");

    private static OdooRecord Create(OdooTransaction transaction, OdooRecord order)
    {
        var database = transaction.Database;
        var warehouse = database.Find("stock.warehouse", order.Reference("warehouse_id")) ?? throw OdooException.UserError("No warehouse is set on the order.");
        return transaction.Get("stock.picking", transaction.Create("stock.picking", new()
        {
            ["sale_id"] = order.Id,
            ["partner_id"] = order["partner_shipping_id"],
            // 18 names the customer's reference behind the order's, 19 does not (as recorded).
            ["origin"] = database.Version <= 18 && order.Text("client_order_ref") is { } reference ? $"{order.Text("name")} - {reference}" : order.Text("name"),
            ["picking_type_id"] = PickingRules.Type(database, warehouse.Id, "outgoing").Id,
            ["location_id"] = warehouse["lot_stock_id"],
            ["location_dest_id"] = database.Table("stock.location").Records.First(place => place.Text("usage") == "customer").Id,
        }));
    }
}
