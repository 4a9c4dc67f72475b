using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Domain.Policies;

/// <summary>The value of a setting: a number, a list of lanes, or none, where the default leaves it to the connector's manifest.</summary>
public readonly record struct PolicyValue(double? Number, IReadOnlyList<Lane>? Lanes = null)
{
    /// <summary>How a lane is written.</summary>
    public static string Name(Lane lane) => lane.ToString().ToLowerInvariant();

    /// <summary>As a level states it; null for none.</summary>
    public JsonNode? ToJson() => Lanes is { } lanes ? new JsonArray([.. lanes.Select(lane => JsonValue.Create(Name(lane)))]) : Number is { } number ? JsonValue.Create(number) : null;

    public override string ToString() => Lanes is { } lanes ? $"[{string.Join(", ", lanes.Select(Name))}]" : Number?.ToString(CultureInfo.InvariantCulture) ?? "none";
}
