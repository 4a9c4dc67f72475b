using System.Text.Json.Nodes;
using OdooGrains.Connectors;
using OdooGrains.Domain.Effects;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Connections;

/// <summary>A connection as it shall be: settings replace all settings; secrets that are not named stay.</summary>
public sealed record PutConnection(string Kind, JsonObject Settings)
{
    /// <summary>New values by name; null takes a secret away. Never shown again.</summary>
    public IReadOnlyDictionary<string, string?> Secrets
    {
        // The serializer sets what is left out to null, past any initial value.
        get => field ?? new Dictionary<string, string?>();
        init;
    }

    /// <summary>Replaced secrets stop being valid at once instead of after 24 h.</summary>
    public bool RetireNow { get; init; }
}

/// <param name="Status">active, paused or auth_failed.</param>
/// <param name="Found">Defaults that the last test found; a setting of the same name wins.</param>
/// <param name="Hook">Where the outside system sends its webhooks; null where it sends none.</param>
public sealed record ConnectionView(
    string Id, string Kind, string Status, string? StatusReason, JsonObject Settings, JsonObject Found, IReadOnlyList<SecretView> Secrets, HookView? Hook, DateTimeOffset UpdatedAt, long Version)
{
    public static ConnectionView Of(StoredConnection connection, ConnectorManifest? manifest, Uri? hook, DateTimeOffset now) => new(
        connection.Key.Connection.Value,
        connection.Kind,
        StatusText(connection.Status),
        connection.StatusReason,
        connection.Settings,
        connection.Found,
        [.. connection.Secrets.Where(secret => secret.RetiresAt is not { } at || at > now).Select(secret => new SecretView(secret.Name, secret.CreatedAt, secret.RetiresAt))],
        hook is null ? null : new(hook, [.. manifest!.Topics.Select(topic => new TopicView(topic.Topic, topic.Use))]),
        connection.UpdatedAt,
        connection.Version);

    public static string StatusText(ConnectionStatus status) => status is ConnectionStatus.AuthFailed ? "auth_failed" : status.ToString().ToLowerInvariant();
}

/// <param name="RetiresAt">Until when a replaced value is still valid; null for the present one.</param>
public sealed record SecretView(string Name, DateTimeOffset SetAt, DateTimeOffset? RetiresAt);

public sealed record HookView(Uri Url, IReadOnlyList<TopicView> Topics);

public sealed record TopicView(string Topic, string Use);

/// <summary>What was found in the outside system, and what is missing.</summary>
public sealed record TestView(bool Ok, string Summary, JsonObject Found, IReadOnlyList<ProblemError> Problems, FailureView? Failure);

public sealed record FailureView(string Class, string Code, string Message)
{
    public static FailureView? Of(Failure? failure) => failure is null ? null : new(failure.Class.ToString().ToLowerInvariant(), failure.Code, failure.Message);
}

/// <param name="Blocked">Why nothing is sent, in a sentence; null while it is, or where the owner does not answer.</param>
/// <param name="InFlight">Calls under way; null where the owner does not answer.</param>
public sealed record ConnectionStatusView(
    string Status,
    string? Blocked,
    IReadOnlyList<LaneView> Lanes,
    int? InFlight,
    int? ConcurrencyMax,
    FailureView? LastFailure,
    DateTimeOffset? LastFailureAt,
    DateTimeOffset? LastSuccessAt,
    bool OwnerAnswered,
    Uri? HookUrl);

/// <param name="OldestAgeSeconds">Since the oldest effect was planned.</param>
public sealed record LaneView(string Lane, string Status, int Count, double OldestAgeSeconds);
