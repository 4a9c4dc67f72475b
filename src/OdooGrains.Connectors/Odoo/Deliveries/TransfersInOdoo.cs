using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Rpc;

namespace OdooGrains.Connectors.Odoo.Deliveries;

/// <summary>Goods of one order line in one transfer. <see cref="Quantity"/> is what is demanded, and what left once it is done.</summary>
/// <param name="Returns">The move whose goods this one brings back.</param>
internal sealed record MoveInOdoo(long Id, long Picking, long SaleLine, decimal Quantity, string State, long? Returns)
{
    public bool IsOpen => State is not ("done" or "cancel");
}

/// <summary>A transfer: goods of an order that leave or come back together.</summary>
internal sealed record PickingInOdoo(OdooRecord Record, IReadOnlyList<MoveInOdoo> Moves)
{
    public long Id => Record.Id;

    public string Name => Record.Text("name") ?? "";

    public string State => Record.Text("state") ?? throw new OdooShapeException("state of the transfer");

    public string? Origin => Record.Text("origin");

    /// <summary>What leaves for the buyer, also straight from a vendor; transfers inside the warehouse are neither.</summary>
    public bool IsOutgoing => Record.Text("picking_type_code") is "outgoing" or "dropship";

    public bool IsReturn => Record.Text("picking_type_code") is "incoming";

    public bool IsDone => State is "done";

    public bool IsOpen => State is not ("done" or "cancel");

    public OpenTransfer Rest => new(Id, [.. Moves.Where(move => move.IsOpen)]);
}

/// <summary>What is not done yet of a transfer.</summary>
internal sealed record OpenTransfer(long Id, IReadOnlyList<MoveInOdoo> Moves);

/// <summary>All transfers of some orders, found by their order lines: the source document of a transfer differs by version and is written by people.</summary>
internal sealed class TransfersInOdoo(IReadOnlyList<PickingInOdoo> pickings)
{
    /// <summary>Requests that reading them makes.</summary>
    public const int Cost = 2;

    private static readonly string[] PickingFields = ["name", "state", "origin", "picking_type_code", "sale_id", "backorder_id", "write_date"];

    public IReadOnlyList<PickingInOdoo> Pickings { get; } = pickings;

    public IEnumerable<MoveInOdoo> Open => Pickings.Where(picking => picking is { IsOutgoing: true, IsOpen: true }).SelectMany(picking => picking.Moves).Where(move => move.IsOpen);

    public IEnumerable<MoveInOdoo> Delivered => Pickings.Where(picking => picking is { IsOutgoing: true, IsDone: true }).SelectMany(picking => picking.Moves).Where(move => move.State is "done");

    public static async Task<TransfersInOdoo> ReadAsync(OdooCalls calls, long order)
    {
        var moves = await MovesAsync(calls, [new JsonArray("sale_line_id.order_id", "=", order)]);
        var ids = moves.Select(move => move.Picking).Distinct().Order().ToList();
        return new(ids.Count == 0 ? [] : Join(await calls.ReadAllAsync("stock.picking", ids, PickingFields), moves));
    }

    public static IReadOnlyList<PickingInOdoo> Join(IReadOnlyList<OdooRecord> pickings, IReadOnlyList<MoveInOdoo> moves)
    {
        var byPicking = moves.ToLookup(move => move.Picking);
        return [.. pickings.OrderBy(picking => picking.Id).Select(picking => new PickingInOdoo(picking, [.. byPicking[picking.Id]]))];
    }

    /// <summary>Moves of order lines; those of no transfer or of no line are left out.</summary>
    public static async Task<IReadOnlyList<MoveInOdoo>> MovesAsync(OdooCalls calls, JsonArray domain)
    {
        var done = calls.Session.Fields.MoveDone;
        var found = await calls.SearchAsync("stock.move", domain, ["picking_id", "sale_line_id", "product_uom_qty", done, "state", "origin_returned_move_id"]);
        return
        [
            .. found.Where(move => move.Reference("picking_id") is not null && move.Reference("sale_line_id") is not null)
                .Select(move => (Move: move, State: move.Text("state") ?? throw new OdooShapeException("state of the move")))
                .Select(entry => new MoveInOdoo(entry.Move.Id, entry.Move.Reference("picking_id")!.Value, entry.Move.Reference("sale_line_id")!.Value,
                    entry.Move.Amount(entry.State is "done" ? done : "product_uom_qty"), entry.State, entry.Move.Reference("origin_returned_move_id"))),
        ];
    }
}
