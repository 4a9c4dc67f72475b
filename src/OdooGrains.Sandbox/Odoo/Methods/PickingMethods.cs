using OdooGrains.Sandbox.Odoo.Data;
using OdooGrains.Sandbox.Odoo.Models;

namespace OdooGrains.Sandbox.Odoo.Methods;

/// <summary>What is done to transfers: validated in full or in part, reserved, cancelled, returned; and stock that is counted.</summary>
internal static class PickingMethods
{
    /// <summary>True, or the action of a wizard: then nothing is validated.</summary>
    public static object? Validate(MethodCall call)
    {
        var pickings = Records(call);
        if (pickings.Find(picking => picking.Text("state") is "done" or "cancel") is { } settled)
        {
            throw OdooException.UserError($"You can not validate a transfer that is {settled.Text("state")}.");
        }

        if (call.Database.Version <= 16 && pickings.Exists(picking => Deliveries.Moves(call.Transaction, picking).TrueForAll(move => move.Number("quantity_done") == 0)))
        {
            return Wizard("Immediate Transfer?", "stock.immediate.transfer", pickings);
        }

        if (pickings.Exists(picking => Transfer.Of(call.Transaction, picking).IsEmpty))
        {
            throw OdooException.UserError("You cannot validate a transfer if no quantities are reserved. To force the transfer, encode quantities.");
        }

        if (!call.Transaction.Context.SkipBackorder && pickings.Exists(picking => Transfer.Of(call.Transaction, picking).IsPartial))
        {
            return Wizard("Create Backorder?", "stock.backorder.confirmation", pickings);
        }

        foreach (var picking in pickings) { Transfer.Of(call.Transaction, picking).Finish(); }
        return true;
    }

    public static object? Assign(MethodCall call)
    {
        foreach (var picking in Records(call))
        {
            foreach (var move in Deliveries.Moves(call.Transaction, picking).Where(Deliveries.IsOpen)) { Deliveries.Reserve(call.Transaction, move); }
            Deliveries.SetState(call.Transaction, picking);
        }

        return true;
    }

    public static object? Cancel(MethodCall call)
    {
        foreach (var picking in Records(call))
        {
            if (picking.Text("state") == "done") { throw OdooException.UserError("You cannot cancel a stock move that has been set to 'Done'. Create a return in order to reverse the moves which took place."); }
            Deliveries.CancelOne(call.Transaction, picking);
        }

        return true;
    }

    /// <summary>Returns None: no result over JSON-RPC, null over JSON-2, and a fault over XML-RPC although it is committed.</summary>
    public static object? ApplyInventory(MethodCall call)
    {
        foreach (var quant in Records(call))
        {
            var counted = quant.Number("inventory_quantity");
            call.Transaction.Write(call.Model, quant.Id, new() { ["quantity"] = counted, ["inventory_quantity"] = 0m });
        }

        return null;
    }

    public static object? Return(MethodCall call)
    {
        var wizard = Records(call)[0];
        var source = call.Transaction.Get("stock.picking", wizard.Reference("picking_id")!.Value);
        List<OdooRecord> lines = [.. wizard.List("product_return_moves").Select(id => call.Transaction.Get("stock.return.picking.line", id)).Where(line => line.Number("quantity") > 0)];
        if (lines.Count == 0) { throw OdooException.UserError("Please specify at least one non-zero quantity."); }
        var type = call.Transaction.Get("stock.picking.type", source.Reference("picking_type_id")!.Value);
        var picking = call.Transaction.Create("stock.picking", new()
        {
            ["sale_id"] = source["sale_id"],
            ["partner_id"] = source["partner_id"],
            ["origin"] = $"Return of {source.Text("name")}",
            ["return_id"] = source.Id,
            ["picking_type_id"] = PickingRules.Type(call.Database, type.Reference("warehouse_id")!.Value, "incoming").Id,
            ["location_id"] = source["location_dest_id"],
            ["location_dest_id"] = source["location_id"],
        });
        foreach (var line in lines)
        {
            var move = call.Transaction.Get("stock.move", line.Reference("move_id")!.Value);
            var back = call.Transaction.Create("stock.move", new()
            {
                ["picking_id"] = picking,
                ["product_id"] = move["product_id"],
                ["product_uom_qty"] = line.Number("quantity"),
                ["sale_line_id"] = move["sale_line_id"],
                ["origin_returned_move_id"] = move.Id,
                ["to_refund"] = line.Flag("to_refund"),
                ["location_id"] = move["location_dest_id"],
                ["location_dest_id"] = move["location_id"],
            });
            Deliveries.Reserve(call.Transaction, call.Transaction.Get("stock.move", back));
        }

        Deliveries.SetState(call.Transaction, call.Transaction.Get("stock.picking", picking));
        return Action("Returned Picking", "stock.picking", picking);
    }

    public static Dictionary<string, object?> Action(string name, string model, int id) => new()
    {
        ["name"] = name,
        ["type"] = "ir.actions.act_window",
        ["res_model"] = model,
        ["res_id"] = id,
        ["view_mode"] = "form",
        ["context"] = new Dictionary<string, object?>(),
    };

    private static Dictionary<string, object?> Wizard(string name, string model, List<OdooRecord> pickings) => new()
    {
        ["name"] = name,
        ["type"] = "ir.actions.act_window",
        ["res_model"] = model,
        ["view_mode"] = "form",
        ["target"] = "new",
        ["context"] = new Dictionary<string, object?>
        {
            ["button_validate_picking_ids"] = pickings.Select(picking => picking.Id).ToArray(),
            ["default_show_transfers"] = false,
            ["default_pick_ids"] = pickings.Select(picking => new[] { 4, picking.Id }).ToArray(),
        },
    };

    private static List<OdooRecord> Records(MethodCall call)
    {
        call.Records = call.Ids.Count;
        return [.. call.Ids.Select(id => call.Transaction.Get(call.Model, id))];
    }
}
