using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OdooGrains.Domain.Policies;
using OdooGrains.Storage.Policies;

namespace OdooGrains.Api.Policies;

/// <summary>What a level shall state, instead of what it stated before.</summary>
/// <param name="Settings">Named settings (docs/policy.md); what is left out is inherited.</param>
public sealed record PutPolicy(JsonObject Settings);

/// <param name="Level">platform, plan, tenant or connection.</param>
/// <param name="Settings">What this level states.</param>
/// <param name="Explain">Every setting in effect; only where asked for.</param>
/// <param name="UpdatedAt">Null where it never stated anything.</param>
/// <param name="Version">0 where it never stated anything.</param>
public sealed record PolicyView(string Level, JsonObject Settings, IReadOnlyList<PolicyLineView>? Explain, DateTimeOffset? UpdatedAt, long Version)
{
    public static PolicyView Of(PolicyScope scope, StoredPolicy? stored, EffectivePolicy? effective)
        => new(Word(scope.Level), stored?.Settings ?? [], effective is null ? null : [.. effective.Explain.Select(PolicyLineView.Of)], stored?.UpdatedAt, stored?.Version ?? 0);

    internal static string Word(PolicyLevel level) => level.ToString().ToLowerInvariant();
}

/// <param name="Value">Null where it is left to the connector.</param>
/// <param name="Unit">Null for lists and ratios.</param>
/// <param name="From">default, platform, plan, tenant or connection.</param>
/// <param name="Capped">What tenant and connection ask for beyond what they are granted; null where they do not.</param>
public sealed record PolicyLineView(
    string Name, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] JsonNode? Value, string? Unit, string From, IReadOnlyList<PolicyAskView>? Capped)
{
    public static PolicyLineView Of(PolicyLine line) => new(
        line.Setting.Name,
        line.Value.ToJson(),
        line.Setting.Unit.Length == 0 ? null : line.Setting.Unit,
        PolicyView.Word(line.From),
        line.Capped.Count == 0 ? null : [.. line.Capped.Select(ask => new PolicyAskView(PolicyView.Word(ask.Level), ask.Value.ToJson()))]);
}

public sealed record PolicyAskView(string Level, JsonNode? Value);
