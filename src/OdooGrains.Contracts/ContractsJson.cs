using System.Text.Json.Serialization;
using OdooGrains.Contracts.Connections;
using OdooGrains.Contracts.Failures;
using OdooGrains.Contracts.Inventory;
using OdooGrains.Contracts.Orders;
using OdooGrains.Contracts.Reconciliation;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Failures;

namespace OdooGrains.Contracts;

/// <summary>The closed list of types that cross between grains, in their wire form.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FoldHint))]
[JsonSerializable(typeof(SettledEffect))]
[JsonSerializable(typeof(SettledOutcome))]
[JsonSerializable(typeof(ForcedHold))]
[JsonSerializable(typeof(OrderAnswer))]
[JsonSerializable(typeof(OrderReplay))]
[JsonSerializable(typeof(ReplayedOrder))]
[JsonSerializable(typeof(Replay))]
[JsonSerializable(typeof(ReplayAnswer))]
[JsonSerializable(typeof(EffectHint))]
[JsonSerializable(typeof(FeedRead))]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(StartedRuns))]
[JsonSerializable(typeof(ConnectionReport))]
[JsonSerializable(typeof(StockReport))]
[JsonSerializable(typeof(StockHint))]
[JsonSerializable(typeof(InboundEvent))]
[JsonSerializable(typeof(Effect))]
public sealed partial class ContractsJson : JsonSerializerContext;
