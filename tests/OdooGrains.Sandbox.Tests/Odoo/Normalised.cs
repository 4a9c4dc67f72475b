using System.Text.Json;
using System.Text.RegularExpressions;

namespace OdooGrains.Sandbox.Tests.Odoo;

/// <summary>An answer's body with what differs from run to run replaced: dates, order names, line ids, ports, tracebacks.</summary>
internal static partial class Normalised
{
    private static readonly HashSet<string> Volatile = ["write_date", "create_date", "date_order", "debug", "server_version"];

    // Ids that a call made by the way, not the ones that it answers first.
    private static readonly HashSet<string> ModelsWithVolatileIds = ["sale.order.line", "ir.model.data"];

    public static string Body(JsonElement body, (string? Model, string? Method) target)
    {
        var method = target.Method;
        var result = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("result", out var inner) ? inner : body;
        return method == "search_count"
            && result.ValueKind == JsonValueKind.Number
                ? "a count"
                : Text(body, null, target.Model is not null && ModelsWithVolatileIds.Contains(target.Model));
    }

    private static string Text(JsonElement value, string? name, bool hideIds) => value.ValueKind switch
    {
        JsonValueKind.Object =>
            $"{{{string.Join(", ", value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"{member.Name}: {Member(member, hideIds)}"))}}}",
        JsonValueKind.Array when name == "order_line" => $"{value.GetArrayLength()} lines",
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(item => Text(item, name, hideIds)))}]",
        JsonValueKind.String => $"'{Words(value.GetString()!)}'",
        _ => value.GetRawText(),
    };

    private static string Member(JsonProperty member, bool hideIds) =>
        Volatile.Contains(member.Name) || (hideIds && member.Name == "id") ? "*" : Text(member.Value, member.Name, hideIds);

    private static string Words(string text) => Port().Replace(OrderName().Replace(text, "S*"), "port *");

    [GeneratedRegex(@"^S\d{5}$")]
    private static partial Regex OrderName();

    [GeneratedRegex(@"port \d+")]
    private static partial Regex Port();
}
