using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Domain.Policies;

/// <summary>The value of a setting: a number, a list of lanes, a word, a list of names, or none, where the default leaves it to the connector's manifest.</summary>
public readonly record struct PolicyValue(double? Number, IReadOnlyList<Lane>? Lanes = null, string? Word = null, IReadOnlyList<string>? Names = null)
{
    /// <summary>How a lane, or another of a few words, is written.</summary>
    public static string Name<T>(T word)
        where T : struct, Enum => word.ToString().ToLowerInvariant();

    /// <summary>As a level states it; null for none.</summary>
    public JsonNode? ToJson() => this switch
    {
        { Lanes: { } lanes } => new JsonArray([.. lanes.Select(lane => JsonValue.Create(Name(lane)))]),
        { Names: { } names } => new JsonArray([.. names.Select(name => JsonValue.Create(name))]),
        { Word: { } word } => JsonValue.Create(word),
        { Number: { } number } => JsonValue.Create(number),
        _ => null,
    };

    public override string ToString() => this switch
    {
        { Lanes: { } lanes } => $"[{string.Join(", ", lanes.Select(Name))}]",
        { Names: { } names } => $"[{string.Join(", ", names)}]",
        _ => Word ?? Number?.ToString(CultureInfo.InvariantCulture) ?? "none",
    };
}
