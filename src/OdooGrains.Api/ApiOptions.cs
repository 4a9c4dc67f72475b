namespace OdooGrains.Api;

/// <summary>The limits of the REST front; settings of the section <c>Api</c>. Each names its unit and default.</summary>
public sealed record ApiOptions
{
    /// <summary>SHA-256 of the platform key, 32 bytes. The host takes it from the configuration or makes one at first start.</summary>
    public required ReadOnlyMemory<byte> PlatformKeyHash
    {
        get;
        init => field = value.Length == 32 ? value : throw new ArgumentException($"PlatformKeyHash has {value.Length} bytes; give the 32 bytes of ApiKeys.Hash(key).", nameof(value));
    }

    /// <summary>Where callers reach this server, for hook URLs; null to take scheme and host of each request.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>The longest body of a hook, in bytes. Default 1 MiB.</summary>
    public int HookBodyMax { get; init; } = 1024 * 1024;

    /// <summary>The longest body of any other request, in bytes. Default 256 KiB.</summary>
    public int RequestBodyMax { get; init; } = 256 * 1024;

    /// <summary>A hook answers within this time. Default 4.5 s: Shopify gives up after 5 s (https://shopify.dev/docs/apps/build/webhooks).</summary>
    public TimeSpan HookAnswerMax { get; init; } = TimeSpan.FromSeconds(4.5);

    /// <summary>
    /// Hooks of one tenant that are verified and stored at once while other tenants send, too: an even part of this. Default 32, which keeps two
    /// cores busy. A tenant that sends alone has no such limit.
    /// </summary>
    public int HookPlaces { get; init; } = 32;

    /// <summary>The least that such a part may be. Default 4.</summary>
    public int HookPlacesMin { get; init; } = 4;

    /// <summary>How long what is known of a key may be old, so how long another process may honour a revoked one. Default 30 s.</summary>
    public TimeSpan KeyCacheFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Keys that are remembered in memory. Default 10,000.</summary>
    public int KeyCacheMax { get; init; } = 10_000;

    /// <summary>How often uses of keys are written. Default 60 s.</summary>
    public TimeSpan KeyUsesPeriod { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a call to a grain may take before the answer is 503. Default 5 s.</summary>
    public TimeSpan GrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection's test may take. Default 30 s.</summary>
    public TimeSpan TestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a replaced secret stays valid. Default 24 h.</summary>
    public TimeSpan SecretOverlap { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long the answer to an <c>Idempotency-Key</c> is kept, in this process only. Default 24 h.</summary>
    public TimeSpan IdempotencyFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Answers to idempotency keys that are kept; the oldest go first. Default 10,000.</summary>
    public int IdempotencyMax { get; init; } = 10_000;
}
