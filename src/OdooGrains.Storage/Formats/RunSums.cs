using System.Text.Json.Nodes;

namespace OdooGrains.Storage.Formats;

/// <summary>Amounts by name as JSON.</summary>
internal static class RunSums
{
    public static string Text(IReadOnlyDictionary<string, decimal> sums)
        => StorageJson.Text(new JsonObject(sums.Select(sum => KeyValuePair.Create(sum.Key, (JsonNode?)JsonValue.Create(sum.Value)))));

    public static IReadOnlyDictionary<string, decimal> Parse(string json)
        => StorageJson.ToObject(json).ToDictionary(sum => sum.Key, sum => sum.Value!.GetValue<decimal>(), StringComparer.Ordinal);
}
