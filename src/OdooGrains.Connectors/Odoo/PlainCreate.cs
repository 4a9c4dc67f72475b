using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Rpc;

namespace OdooGrains.Connectors.Odoo;

/// <summary>The fallback where load() is not allowed: create and write without external ids, so nothing in Odoo forbids a second record.</summary>
internal static class PlainCreate
{
    public static async Task<long> CreateAsync(OdooCalls calls, string model, JsonObject values)
        => OdooRecord.Ids(await calls.WriteAsync(new(model, "create") { Arguments = [("vals_list", new JsonArray(values))] })) is [var id]
            ? id
            : throw new OdooShapeException("one id of create()");

    /// <summary>Cells of load() as values of create(): <c>x/.id</c> is a database id or, for taxes, several.</summary>
    public static JsonObject Values(IEnumerable<KeyValuePair<string, string>> cells)
    {
        var values = new JsonObject();
        foreach (var (column, text) in cells)
        {
            var name = column.Split('/')[0];
            values[name] = column.EndsWith("/.id", StringComparison.Ordinal) switch
            {
                true when name.StartsWith("tax_id", StringComparison.Ordinal) => new JsonArray(new JsonArray(6, 0, Ids(text))),
                _ when text.Length == 0 => false,
                true => Id(text),
                false when name is "product_uom_qty" or "price_unit" => decimal.Parse(text, CultureInfo.InvariantCulture),
                false when name is "sequence" => Id(text),
                _ => text,
            };
        }

        return values;
    }

    private static JsonArray Ids(string text) => new([.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => (JsonNode)Id(id))]);

    private static long Id(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
