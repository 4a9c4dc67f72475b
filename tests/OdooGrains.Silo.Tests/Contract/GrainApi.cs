namespace OdooGrains.Silo.Tests.Contract;

/// <summary>
/// The part of the public API of Orleans 10 that grains here may use (its source: src/Orleans.Core.Abstractions, Orleans.Reminders, Orleans.Streaming,
/// public members and protected ones). Nothing of it is missing in either runtime, and the embedded silo offers grains nothing beyond it.
/// </summary>
internal static class GrainApi
{
    /// <summary>Types by simple name, with their members by name, inherited ones included.</summary>
    public static IReadOnlyDictionary<string, string[]> Types { get; } = new Dictionary<string, string[]>
    {
        ["Grain"] =
        [
            "GrainContext", "IdentityString", "GrainFactory", "ServiceProvider", "OnActivateAsync", "OnDeactivateAsync", "DeactivateOnIdle",
            "DelayDeactivation",
        ],
        ["IAddressable"] = [],
        ["IGrain"] = [],
        ["IGrainWithStringKey"] = [],
        ["IGrainFactory"] = ["GetGrain"],
        ["IClusterClient"] = ["ServiceProvider"],
        ["IGrainContext"] = ["GrainId", "ActivationServices"],
        ["GrainId"] = ["Type", "Key"],
        ["AlwaysInterleaveAttribute"] = [],
        ["ReadOnlyAttribute"] = [],
        ["OneWayAttribute"] = [],
        ["ReentrantAttribute"] = [],
        ["AliasAttribute"] = ["Alias"],
        ["ImmutableAttribute"] = [],
        ["GrainTypeAttribute"] = [],
        ["CollectionAgeLimitAttribute"] = ["Minutes"],
        ["PersistentStateAttribute"] = ["StateName", "StorageName"],
        ["ImplicitStreamSubscriptionAttribute"] = [],
        ["DeactivationReason"] = ["ReasonCode", "Description", "Exception"],
        ["DeactivationReasonCode"] =
        [
            "None", "ShuttingDown", "ActivationFailed", "DirectoryFailure", "ActivationIdle", "ActivationUnresponsive", "DuplicateActivation",
            "IncompatibleRequest", "ApplicationError", "ApplicationRequested", "Migrating", "RuntimeRequested", "HighMemoryPressure",
        ],
        ["IStorage"] = ["Etag", "RecordExists", "ClearStateAsync", "ReadStateAsync", "WriteStateAsync"],
        ["IStorage`1"] = ["State"],
        ["IPersistentState`1"] = [],
        ["InconsistentStateException"] = ["StoredEtag", "CurrentEtag"],
        ["LimitExceededException"] = [],
        ["SiloUnavailableException"] = [],
        ["IGrainTimer"] = ["Change"],
        ["GrainTimerCreationOptions"] = ["DueTime", "Period", "Interleave", "KeepAlive"],
        ["IRemindable"] = ["ReceiveReminder"],
        ["TickStatus"] = ["FirstTickTime", "Period", "CurrentTickTime"],
        ["IGrainReminder"] = ["ReminderName"],
        ["StreamId"] = ["Create", "GetNamespace", "GetKeyAsString"],
        ["StreamSequenceToken"] = ["SequenceNumber"],
        ["IAsyncObserver`1"] = ["OnNextAsync", "OnCompletedAsync", "OnErrorAsync"],
        ["IAsyncStream`1"] = ["StreamId", "ProviderName"],
        ["IStreamProvider"] = ["Name", "IsRewindable", "GetStream"],
        ["StreamSubscriptionHandle`1"] = ["StreamId", "ProviderName", "ResumeAsync", "UnsubscribeAsync"],
        ["IStreamSubscriptionHandleFactory"] = ["StreamId", "ProviderName", "Create"],
        ["IStreamSubscriptionObserver"] = ["OnSubscribed"],
        ["RequestContext"] = ["Get", "Set", "Remove", "Clear", "ReentrancyId", "AllowCallChainReentrancy"],
        ["ReentrancySection"] = ["Dispose"],
    };

    /// <summary>Extension methods, in whichever class they are.</summary>
    public static IReadOnlyList<string> Extensions { get; } =
    [
        "GetPrimaryKeyString", "GetGrainId", "RegisterGrainTimer", "RegisterOrUpdateReminder", "UnregisterReminder", "GetReminder", "GetReminders",
        "GetStreamProvider", "GetStream",
    ];
}
