using System.Text.Json;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo.Deliveries;

/// <summary>Validates transfers with exactly the wanted quantities; what is left becomes a backorder.</summary>
internal static class TransferStep
{
    /// <summary>Transfers of one effect: each is one more write before the one that counts.</summary>
    public const int PickingsMax = 3;

    /// <summary>Requests beside the write of each transfer: validate, and read the states.</summary>
    public const int Cost = 2;

    // Context of the two modules that ask back otherwise: sale_stock for a backorder, stock_sms for a text to the buyer.
    private static JsonObject NoQuestions => new() { ["skip_backorder"] = true, ["skip_sms"] = true };

    /// <summary>The transfer that an effect of ours did; null where it did none.</summary>
    public static PickingInOdoo? DoneBy(TransfersInOdoo transfers, string key)
        => transfers.Pickings.FirstOrDefault(picking => picking.IsDone && OdooMarks.Is(picking.Origin, key, picking.Id));

    /// <param name="wanted">What of each move is done; moves that are not named stay behind.</param>
    /// <param name="mark">Our key, and what stands before it in the source document.</param>
    /// <param name="tracking">The carrier's reference; null where there is none.</param>
    public static async Task<EffectOutcome> ValidateAsync(
        OdooCalls calls, IReadOnlyList<OpenTransfer> transfers, IReadOnlyDictionary<long, decimal> wanted, (string Source, string Key) mark, string? tracking, Func<long, EffectResult> result)
    {
        if (transfers.Count > PickingsMax)
        {
            return OdooStopException.Business("too_many_transfers", $"The goods are spread over {transfers.Count} transfers in Odoo, and {PickingsMax} are done at once at most. Validate them there, and discard the effect.").Outcome;
        }

        foreach (var transfer in transfers)
        {
            await calls.PrepareAsync(new("stock.picking", "write") { Ids = [transfer.Id], Arguments = [("vals", Values(calls, transfer, wanted, mark, tracking))] });
        }

        long[] ids = [.. transfers.Select(transfer => transfer.Id)];
        return await calls.VerifiedAsync(
            new("stock.picking", "button_validate") { Ids = ids },
            NoQuestions,
            async () => (await calls.ReadAllAsync("stock.picking", ids, "state")) is { Count: > 0 } now && now.All(picking => picking.Text("state") is "done") ? result(ids[0]) : null,
            NotDone);
    }

    private static JsonObject Values(OdooCalls calls, OpenTransfer transfer, IReadOnlyDictionary<long, decimal> wanted, (string Source, string Key) mark, string? tracking)
    {
        var values = new JsonObject
        {
            ["origin"] = OdooMarks.Origin(mark.Source, mark.Key, transfer.Id),
            ["move_ids"] = new JsonArray([.. transfer.Moves.Select(move => (JsonNode)new JsonArray(1, move.Id, Move(calls.Session.Fields, wanted.GetValueOrDefault(move.Id))))]),
        };
        if (tracking is not null)
        {
            values["carrier_tracking_ref"] = tracking;
        }

        return values;
    }

    // A move that somebody picked, and that does not leave with this effect, is told so. Its reservation stays.
    private static JsonObject Move(OdooFields fields, decimal quantity) => (fields.HasPicked, quantity) switch
    {
        (true, 0) => new() { ["picked"] = false },
        (true, _) => new() { ["quantity"] = quantity, ["picked"] = true },
        _ => new() { ["quantity_done"] = quantity },
    };

    // An action is a question that a person would be asked, and nothing is validated; true without the state is a doubt.
    private static EffectOutcome NotDone(JsonElement answer) => answer.ValueKind is JsonValueKind.Object
        ? OdooStopException.Business("asks_back", $"Odoo asks a question before it validates the transfer ({new OdooRecord(answer).Text("res_model") ?? "an action"}). Validate it there, and discard the effect.").Outcome
        : new EffectOutcome.InDoubt("Odoo answered that the transfer is validated, and its state is another.");
}
