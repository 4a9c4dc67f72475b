using System.Globalization;
using System.Text;
using System.Text.Json;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Sandbox.Tests.Odoo;

/// <summary>A short way to call the simulation over JSON-2 in tests.</summary>
internal static class OdooClient
{
    public const string AdminKey = "simulated-admin-key";

    public static OdooAnswer Call(this SimulatedOdoo odoo, string model, string method, string body, string key = AdminKey) => odoo.Handle(new OdooHttpRequest(
        "POST",
        $"/json/2/{model}/{method}",
        new Dictionary<string, string> { ["Authorization"] = $"bearer {key}", ["Content-Type"] = "application/json" },
        Encoding.UTF8.GetBytes(body)));

    public static JsonElement Result(this SimulatedOdoo odoo, string model, string method, string body)
    {
        var answer = odoo.Call(model, method, body);
        Assert.True(answer.Status == 200, Encoding.UTF8.GetString(answer.Body));
        return answer.Json();
    }

    public static JsonElement Json(this OdooAnswer answer) => JsonDocument.Parse(answer.Body).RootElement;

    public static string Error(this OdooAnswer answer) => answer.Json().GetProperty("name").GetString()!;

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Loads one order with one or more lines, each with an external id.</summary>
    public static JsonElement LoadOrder(this SimulatedOdoo odoo, string key, int partner, params (int Product, decimal Quantity, decimal Price)[] lines)
    {
        var rows = lines.Select((line, index) => index == 0
            ? Text($"""["__mw__.{key}", "{partner}", "#{key}", "__mw__.{key}_{index}", "{line.Product}", "{line.Quantity}", "{line.Price}"]""")
            : Text($"""["", "", "", "__mw__.{key}_{index}", "{line.Product}", "{line.Quantity}", "{line.Price}"]"""));
        return odoo.Result("sale.order", "load", $$"""
            {"fields": ["id", "partner_id/.id", "client_order_ref", "order_line/id", "order_line/product_id/.id", "order_line/product_uom_qty", "order_line/price_unit"],
             "data": [{{string.Join(", ", rows)}}]}
            """);
    }

    public static int Id(this JsonElement loaded) => loaded.GetProperty("ids")[0].GetInt32();

    public static IReadOnlyDictionary<string, object?> Order(this SimulatedOdoo odoo, int id) =>
        odoo.Records("sale.order").Single(order => (int)order["id"]! == id);

    /// <summary>The message of a load() that failed inside its 200.</summary>
    public static string Problem(this JsonElement loaded)
    {
        Assert.Equal(JsonValueKind.False, loaded.GetProperty("ids").ValueKind);
        return loaded.GetProperty("messages")[0].GetProperty("message").GetString()!;
    }
}
