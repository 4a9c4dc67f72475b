using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>
/// What validating a transfer does: of each move what is done of its demand. From 17 on only picked moves count once one is picked; before,
/// what quantity_done says. The rest goes on in a backorder, which is a copy and so repeats the origin.
/// </summary>
internal sealed class Transfer
{
    private readonly OdooTransaction _transaction;
    private readonly OdooRecord _picking;
    private readonly List<(OdooRecord Move, decimal Done)> _moves;

    private Transfer(OdooTransaction transaction, OdooRecord picking, List<(OdooRecord Move, decimal Done)> moves) => (_transaction, _picking, _moves) = (transaction, picking, moves);

    public bool IsEmpty => _moves.TrueForAll(entry => entry.Done <= 0);

    public bool IsPartial => _moves.Exists(entry => entry.Done < entry.Move.Number("product_uom_qty"));

    public static Transfer Of(OdooTransaction transaction, OdooRecord picking)
    {
        var version = transaction.Database.Version;
        List<OdooRecord> open = [.. Deliveries.Moves(transaction, picking).Where(Deliveries.IsOpen)];
        var isPicked = version >= 17 && open.Exists(move => move.Flag("picked"));
        return new(transaction, picking, open.ConvertAll(move => (move, isPicked && !move.Flag("picked") ? 0 : move.Number(StockSchemas.Done(version)))));
    }

    public void Finish()
    {
        List<(OdooRecord Move, decimal Left)> rest = [.. _moves.Select(entry => (entry.Move, entry.Move.Number("product_uom_qty") - entry.Done)).Where(entry => entry.Item2 > 0)];
        foreach (var (move, done) in _moves.Where(entry => entry.Done > 0)) { Finish(move, done); }
        if (rest.Count > 0) { Backorder(rest); }
        _transaction.Write("stock.picking", _picking.Id, new() { ["state"] = "done", ["date_done"] = _transaction.Now });
        Deliveries.Count(_transaction, _moves.Select(entry => entry.Move));
    }

    private void Finish(OdooRecord move, decimal done)
    {
        Deliveries.Hold(_transaction, move, 0);
        if (_transaction.Database.Find("product.product", move.Reference("product_id")) is { } product && Quants.IsStorable(_transaction.Database, product))
        {
            Place(product.Id, move.Reference("location_id"), -done);
            Place(product.Id, move.Reference("location_dest_id"), done);
        }

        Dictionary<string, object?> values = new() { ["product_uom_qty"] = done, [StockSchemas.Done(_transaction.Database.Version)] = done, ["state"] = "done", ["date"] = _transaction.Now };
        if (_transaction.Database.Version >= 17) { values["picked"] = true; }
        _transaction.Write("stock.move", move.Id, values);
    }

    private void Place(int product, int? location, decimal quantity)
    {
        if (_transaction.Database.Find("stock.location", location)?.Text("usage") == "internal") { Quants.Add(_transaction, product, location!.Value, quantity, 0); }
    }

    private void Backorder(List<(OdooRecord Move, decimal Left)> rest)
    {
        string[] copied = ["sale_id", "partner_id", "origin", "note", "picking_type_id", "location_id", "location_dest_id", "return_id", "company_id"];
        Dictionary<string, object?> values = copied.ToDictionary(field => field, field => _picking[field]);
        values["backorder_id"] = _picking.Id;
        var backorder = _transaction.Create("stock.picking", values);
        foreach (var (move, quantity) in rest)
        {
            if (move.Text("state") == "done") { Copy(move, backorder, quantity); }
            else { Carry(move, backorder); }
        }

        foreach (var move in Deliveries.Moves(_transaction, _transaction.Get("stock.picking", backorder))) { Deliveries.Reserve(_transaction, move); }
        Deliveries.SetState(_transaction, _transaction.Get("stock.picking", backorder));
    }

    private void Copy(OdooRecord move, int backorder, decimal quantity)
    {
        string[] copied = ["product_id", "sale_line_id", "origin_returned_move_id", "to_refund", "location_id", "location_dest_id", "company_id"];
        Dictionary<string, object?> values = copied.ToDictionary(field => field, field => move[field]);
        (values["picking_id"], values["product_uom_qty"]) = (backorder, quantity);
        _transaction.Create("stock.move", values);
    }

    private void Carry(OdooRecord move, int backorder)
    {
        Dictionary<string, object?> values = new() { ["picking_id"] = backorder };
        if (_transaction.Database.Version >= 17) { values["picked"] = false; }
        _transaction.Write("stock.move", move.Id, values);
    }
}
