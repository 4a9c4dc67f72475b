using System.Text.Json.Serialization;
using OdooGrains.Api.Alerts;
using OdooGrains.Api.Connections;
using OdooGrains.Api.Customers;
using OdooGrains.Api.Failures;
using OdooGrains.Api.Hooks;
using OdooGrains.Api.Http;
using OdooGrains.Api.Orders;
using OdooGrains.Api.Platform;
using OdooGrains.Api.Policies;
using OdooGrains.Api.Reconciliations;
using OdooGrains.Api.Replays;
using OdooGrains.Api.Stock;
using OdooGrains.Api.Tenants;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Api;

/// <summary>The JSON of requests and answers: camel case, nulls left out, unknown members of requests refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(HookAnswer))]
[JsonSerializable(typeof(CreateTenant))]
[JsonSerializable(typeof(ChangeTenant))]
[JsonSerializable(typeof(TenantView))]
[JsonSerializable(typeof(Page<TenantView>))]
[JsonSerializable(typeof(CreateKey))]
[JsonSerializable(typeof(NewKeyView))]
[JsonSerializable(typeof(Page<KeyView>))]
[JsonSerializable(typeof(PutConnection))]
[JsonSerializable(typeof(ConnectionView))]
[JsonSerializable(typeof(Page<ConnectionView>))]
[JsonSerializable(typeof(TestView))]
[JsonSerializable(typeof(ConnectionStatusView))]
[JsonSerializable(typeof(Page<EventView>))]
[JsonSerializable(typeof(Page<OrderHeadView>))]
[JsonSerializable(typeof(OrderView))]
[JsonSerializable(typeof(Page<TimelineEntry>))]
[JsonSerializable(typeof(OrderExplanation))]
[JsonSerializable(typeof(Page<FailureEntry>))]
[JsonSerializable(typeof(DiscardFailure))]
[JsonSerializable(typeof(FailureAnswer))]
[JsonSerializable(typeof(FailureGroupsPage))]
[JsonSerializable(typeof(StartReplay))]
[JsonSerializable(typeof(RetryGroup))]
[JsonSerializable(typeof(DiscardGroup))]
[JsonSerializable(typeof(StopReplay))]
[JsonSerializable(typeof(ReplayView))]
[JsonSerializable(typeof(Page<ReplayView>))]
[JsonSerializable(typeof(Page<ReplayDocumentView>))]
[JsonSerializable(typeof(StartReconciliation))]
[JsonSerializable(typeof(StartedReconciliations))]
[JsonSerializable(typeof(ReconciliationView))]
[JsonSerializable(typeof(Page<ReconciliationView>))]
[JsonSerializable(typeof(Page<DriftView>))]
[JsonSerializable(typeof(BlastRadiusView))]
[JsonSerializable(typeof(Page<MergeProposalView>))]
[JsonSerializable(typeof(DecideMerge))]
[JsonSerializable(typeof(Page<ConnectorView>))]
[JsonSerializable(typeof(PutPolicy))]
[JsonSerializable(typeof(PolicyView))]
[JsonSerializable(typeof(StallsView))]
[JsonSerializable(typeof(UsageView))]
[JsonSerializable(typeof(OverviewView))]
[JsonSerializable(typeof(Page<StockView>))]
[JsonSerializable(typeof(StockExplanationView))]
[JsonSerializable(typeof(Page<AlertView>))]
[JsonSerializable(typeof(PutAlertWebhook))]
[JsonSerializable(typeof(AlertWebhookView))]
internal sealed partial class ApiJson : JsonSerializerContext;
