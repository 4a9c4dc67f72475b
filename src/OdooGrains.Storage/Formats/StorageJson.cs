using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Failures;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Storage.Formats;

/// <summary>The JSON columns. jsonb gives members back in an order of its own, so a type discriminator need not come first.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(EffectDetail))]
[JsonSerializable(typeof(IReadOnlyList<SealedSecret>))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(Replay))]
[JsonSerializable(typeof(ReplayPlan))]
internal sealed partial class StorageJson : JsonSerializerContext
{
    public static string Text(Effect effect) => JsonSerializer.Serialize(Formats.EffectDetail.Of(effect), Default.EffectDetail);

    public static string Text(JsonObject value) => JsonSerializer.Serialize(value, Default.JsonObject);

    public static string Text(IReadOnlyList<SealedSecret> secrets) => JsonSerializer.Serialize(secrets, Default.IReadOnlyListSealedSecret);

    public static string Text(Replay replay) => JsonSerializer.Serialize(replay, Default.Replay);

    public static string Text(ReplayPlan plan) => JsonSerializer.Serialize(plan, Default.ReplayPlan);

    public static Replay ToReplay(string json) => JsonSerializer.Deserialize(json, Default.Replay) ?? throw Broken("replay");

    public static ReplayPlan ToPlan(string json) => JsonSerializer.Deserialize(json, Default.ReplayPlan) ?? throw Broken("plan");

    public static EffectDetail ToDetail(string json) => JsonSerializer.Deserialize(json, Default.EffectDetail) ?? throw Broken("effect's detail");

    public static JsonObject ToObject(string json) => JsonSerializer.Deserialize(json, Default.JsonObject) ?? throw Broken("object");

    public static IReadOnlyList<SealedSecret> ToSecrets(string json) => JsonSerializer.Deserialize(json, Default.IReadOnlyListSealedSecret) ?? throw Broken("list of secrets");

    private static InvalidOperationException Broken(string what) => new($"The store holds 'null' where an {what} must stand.");
}
