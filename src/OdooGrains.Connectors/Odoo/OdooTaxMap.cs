using System.Globalization;
using System.Text.Json.Nodes;

namespace OdooGrains.Connectors.Odoo;

/// <summary>One entry of the setting <c>taxes</c>: which Odoo tax stands for a channel's.</summary>
internal sealed record OdooTaxEntry(decimal Rate, string? Country, string? Title, long Tax);

/// <summary>Reads the setting <c>taxes</c>.</summary>
internal static class OdooTaxMap
{
    public static IReadOnlyList<OdooTaxEntry> Read(ConnectionConfig connection)
        => connection.Setting("taxes") is JsonArray entries ? [.. entries.Select(Entry).OfType<OdooTaxEntry>()] : [];

    public static IEnumerable<SettingProblem> Problems(ConnectionConfig connection)
    {
        if (connection.Settings["taxes"] is not { } setting)
        {
            return [];
        }

        return setting is JsonArray entries
            ? entries.Select((entry, index) => Entry(entry) is null
                ? new SettingProblem($"/settings/taxes/{index}", "A tax entry must read {\"rate\": 0.19, \"tax\": 5} with an optional country and title; the rate is a fraction.")
                : null).OfType<SettingProblem>()
            : [new("/settings/taxes", "taxes must be a list of {\"rate\": 0.19, \"tax\": 5}.")];
    }

    private static OdooTaxEntry? Entry(JsonNode? node)
        => node is JsonObject entry && Number(entry["rate"]) is { } rate and >= 0 and <= 1 && Number(entry["tax"]) is { } tax and > 0
            ? new(rate, Text(entry["country"]), Text(entry["title"]), (long)tax)
            : null;

    private static decimal? Number(JsonNode? node) => node is JsonValue value && decimal.TryParse(value.ToString(), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Text(JsonNode? node) => node is JsonValue value ? value.ToString() : null;
}
