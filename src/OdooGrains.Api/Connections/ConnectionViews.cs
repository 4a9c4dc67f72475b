using System.Text.Json.Nodes;
using OdooGrains.Api.Stock;
using OdooGrains.Connectors;
using OdooGrains.Contracts.Connections;
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

/// <summary>What waits, what limits it and when it clears. Everything that only the owner knows is null where it does not answer.</summary>
/// <param name="Blocked">Why nothing is sent, in a sentence; null while it is.</param>
/// <param name="Shed">Lanes of this system that wait since the platform has too much to do (docs/operating.md, "Brownout").</param>
/// <param name="ClearsAt">When what waits will be done, at the speed of now; null where nobody knows yet.</param>
/// <param name="LimitedBy">What limits it, in a sentence.</param>
/// <param name="InFlight">Calls under way.</param>
/// <param name="Concurrency">Calls at once now, as learned from the outside system.</param>
/// <param name="Stock">Levels that wait to be told; null where the connection is told none.</param>
/// <param name="ConcurrencyMax">What policy and the connection's settings allow.</param>
public sealed record ConnectionStatusView(
    string Status,
    string? Blocked,
    IReadOnlyList<LaneView> Lanes,
    IReadOnlyList<string> Shed,
    DateTimeOffset? ClearsAt,
    string? LimitedBy,
    int? InFlight,
    int? Concurrency,
    int? ConcurrencyMax,
    BreakerView? Breaker,
    IReadOnlyList<LimitView>? Budget,
    IReadOnlyList<FeedView> Feeds,
    StockDepthView? Stock,
    FailureView? LastFailure,
    DateTimeOffset? LastFailureAt,
    DateTimeOffset? LastSuccessAt,
    bool OwnerAnswered,
    Uri? HookUrl);

/// <param name="OldestAgeSeconds">Since the oldest effect was planned.</param>
public sealed record LaneView(string Lane, string Status, int Count, double OldestAgeSeconds);

/// <param name="State">closed, open or half_open.</param>
public sealed record BreakerView(string State, DateTimeOffset? OpenSince);

/// <param name="Name">Of one that the vendor's answers told of, the header field.</param>
/// <param name="Unit">calls or points.</param>
/// <param name="Spent">Units of the burst that are spent now.</param>
/// <param name="Share">The part of the stated limit that is used, after what the vendor's refusals taught.</param>
public sealed record LimitView(string Name, string Unit, double PerSecond, double Burst, double Spent, double Left, double Share)
{
    public static LimitView Of(LimitReport limit) => new(
        limit.Name, limit.Unit.ToString().ToLowerInvariant(), limit.PerSecond, limit.Burst, Math.Round(Math.Max(0, (limit.Burst * limit.Share) - limit.Left), 3), Math.Round(limit.Left, 3), Math.Round(limit.Share, 3));
}
