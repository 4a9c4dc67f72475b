using OdooGrains.Connectors;

namespace OdooGrains.Api.Platform;

/// <summary>A kind of connection, as its manifest declares it.</summary>
public sealed record ConnectorView(
    string Kind,
    string Title,
    bool TakesEventsIn,
    bool TakesOrders,
    IReadOnlyList<SettingManifest> Settings,
    IReadOnlyList<SecretManifest> Secrets,
    IReadOnlyList<TopicManifest> Topics,
    IReadOnlyList<OperationView> Operations)
{
    public static ConnectorView Of(IConnector connector)
    {
        var manifest = connector.Manifest;
        return new(
            manifest.Kind, manifest.Title, connector.Inbound is not null, connector.Outbound is not null, manifest.Settings, manifest.Secrets, manifest.Topics, [.. manifest.Operations.Select(OperationView.Of)]);
    }
}

/// <param name="Grade">guaranteed, detected_and_repaired or at_least_once: how surely it takes effect exactly once.</param>
public sealed record OperationView(string Name, string Lane, string Grade, string LookUp, double TimeoutSeconds, double SettleDelaySeconds, int BatchMax)
{
    public static OperationView Of(OperationManifest operation) => new(
        operation.Name,
        operation.Lane.ToString().ToLowerInvariant(),
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(operation.Grade.ToString()),
        operation.LookUp,
        operation.Timeout.TotalSeconds,
        operation.SettleDelay.TotalSeconds,
        operation.BatchMax);
}
