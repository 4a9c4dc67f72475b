using System.Text.Json.Serialization;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Domain;

/// <summary>The stored and wire form of domain values: camel case, nulls left out, decimals exact, unknown members ignored so that versions may overlap.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    // jsonb keeps members in an order of its own.
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(OrderState))]
[JsonSerializable(typeof(Effect))]
[JsonSerializable(typeof(EffectRequest))]
[JsonSerializable(typeof(EffectResult))]
[JsonSerializable(typeof(Failure))]
[JsonSerializable(typeof(FailureSelection))]
[JsonSerializable(typeof(ReplayPlan))]
[JsonSerializable(typeof(OrderFact))]
[JsonSerializable(typeof(IReadOnlyList<SourceStock>))]
[JsonSerializable(typeof(ChannelPush))]
public sealed partial class DomainJson : JsonSerializerContext;
