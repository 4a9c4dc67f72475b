using System.Text.Json;
using System.Text.Json.Nodes;

namespace OdooGrains.Connectors.Odoo.Deliveries;

/// <summary>Whether transfers keep a carrier's reference, which only the module stock_delivery gives them. Asked once a session.</summary>
internal static class OdooTracking
{
    public const string Reference = "carrier_tracking_ref", Url = "carrier_tracking_url";

    public static async Task<bool> IsKeptAsync(OdooCalls calls)
    {
        if (calls.Session.Memory.HasTracking is { } known)
        {
            return known;
        }

        var fields = await calls.ReadAsync(new("stock.picking", "fields_get") { Options = [("allfields", new JsonArray(Reference)), ("attributes", new JsonArray("type"))] });
        var isKept = fields.ValueKind is JsonValueKind.Object && fields.TryGetProperty(Reference, out _);
        calls.Session.Memory.HasTracking = isKept;
        return isKept;
    }
}
