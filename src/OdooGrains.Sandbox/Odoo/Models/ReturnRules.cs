using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>The wizard that takes goods back: it lists what its transfer moved, with nothing to return from 18 on and with everything before.</summary>
internal sealed class ReturnRules(int version) : ModelRules("stock.return.picking")
{
    public override void Saved(OdooTransaction transaction, OdooRecord record)
    {
        if (record.List("product_return_moves").Length > 0 || transaction.Database.Find("stock.picking", record.Reference("picking_id")) is not { } picking) { return; }
        foreach (var move in Deliveries.Moves(transaction, picking).Where(move => move.Text("state") == "done"))
        {
            transaction.Create("stock.return.picking.line", new()
            {
                ["wizard_id"] = record.Id,
                ["product_id"] = move["product_id"],
                ["move_id"] = move.Id,
                ["quantity"] = version >= 18 ? 0m : move.Number("product_uom_qty"),
            });
        }
    }
}
