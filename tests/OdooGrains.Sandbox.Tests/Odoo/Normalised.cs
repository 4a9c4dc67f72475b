using System.Text.Json;
using System.Text.RegularExpressions;

namespace OdooGrains.Sandbox.Tests.Odoo;

/// <summary>An answer's body with what differs from run to run replaced: dates, order names, line ids, ports, tracebacks.</summary>
internal static partial class Normalised
{
    private static readonly HashSet<string> Volatile = ["write_date", "create_date", "date_order", "debug", "server_version", "scheduled_date", "date_done", "sale_line_id"];

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
        JsonValueKind.Object when value.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() == "ir.actions.act_window" => Action(value),
        JsonValueKind.Object =>
            $"{{{string.Join(", ", value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"{member.Name}: {Member(member, hideIds)}"))}}}",
        JsonValueKind.Array when name == "order_line" => $"{value.GetArrayLength()} lines",
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(item => Text(item, name, hideIds)))}]",
        JsonValueKind.String => $"'{Words(value.GetString()!)}'",
        _ => value.GetRawText(),
    };

    // The web client's action has views and a menu of the recorded server; what it opens is what a caller can use.
    private static string Action(JsonElement action) =>
        $"opens {action.GetProperty("res_model")} {(action.TryGetProperty("res_id", out var id) ? id : default)}";

    private static string Member(JsonProperty member, bool hideIds) =>
        Volatile.Contains(member.Name) || (hideIds && member.Name == "id") ? "*" : Text(member.Value, member.Name, hideIds);

    private static string Words(string text) => Port().Replace(RecordName().Replace(text, "${prefix}*"), "port *");

    // S00032, WH/OUT/00047, INV/2026/00012, PBNK1/2026/00002
    [GeneratedRegex(@"\b(?<prefix>S|WH/[A-Z]+/|INV/\d{4}/|PBNK1/\d{4}/)\d{5}\b")]
    private static partial Regex RecordName();

    [GeneratedRegex(@"port \d+")]
    private static partial Regex Port();
}
