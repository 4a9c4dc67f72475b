using System.Text.Json.Nodes;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Tenants;

/// <summary>Whether a connection's effects are sent.</summary>
public enum ConnectionStatus
{
    Active,
    /// <summary>By a person: events are accepted, effects wait.</summary>
    Paused,
    /// <summary>By refused credentials: no call leaves, no look-up either, until it is changed, tested or resumed.</summary>
    AuthFailed,
}

/// <summary>One outside system of a tenant as stored: settings in the clear, secrets sealed.</summary>
public sealed record StoredConnection
{
    public required ConnectionKey Key { get; init; }

    /// <summary>The connector's kind, such as <c>shopify</c>.</summary>
    public required string Kind { get; init; }

    public required JsonObject Settings { get; init; }

    /// <summary>What <c>/test</c> found in the outside system; used where a setting is not set.</summary>
    public JsonObject Found { get; init; } = [];

    public IReadOnlyList<SealedSecret> Secrets { get; init; } = [];
    public ConnectionStatus Status { get; init; } = ConnectionStatus.Active;

    /// <summary>One sentence: why it is paused, or how the outside system refused its credentials; null while active.</summary>
    public string? StatusReason { get; init; }

    /// <summary>Why nothing is sent and what ends that, for people; null while active.</summary>
    public string? Blocked => Status switch
    {
        ConnectionStatus.Active => null,
        ConnectionStatus.AuthFailed => $"The credentials were refused: {StatusReason} Nothing is sent until the connection is changed, tested well or resumed.",
        _ => StatusReason ?? "The connection is paused.",
    };

    /// <summary>Configuration version, from 1; the ETag of the REST front.</summary>
    public long Version { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>One secret, encrypted. Two of one name are both valid during a rotation, until the older retires.</summary>
/// <param name="Box">Key id, nonce, ciphertext and tag, as <c>SecretBox</c> wrote them.</param>
public sealed record SealedSecret(string Name, ReadOnlyMemory<byte> Box, DateTimeOffset CreatedAt, DateTimeOffset? RetiresAt);

/// <summary>An API key: only its hash is kept.</summary>
public sealed record StoredKey
{
    public required Guid Id { get; init; }

    /// <summary>Null for a platform key.</summary>
    public required TenantId? Tenant { get; init; }

    public required string Name { get; init; }

    /// <summary>SHA-256 of the key, which is 256 bits of chance.</summary>
    public required ReadOnlyMemory<byte> Hash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
}
