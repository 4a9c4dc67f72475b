using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Outbound;

namespace OdooGrains.Contracts.Connections;

/// <summary>
/// The owner of all outbound work of one outside system; key <c>tenant/connection</c>. It decides what is sent when, and never waits for the
/// network in a turn.
/// </summary>
[Alias("og.connection")]
public interface IConnectionGrain : IGrainWithStringKey
{
    /// <summary>An effect is open; the truth is in the store, so a lost or repeated hint is harmless.</summary>
    [Alias("Hint"), AlwaysInterleave, OneWay]
    Task Hint(EffectHint hint);

    /// <summary>The connection was changed, paused or resumed: look at it anew.</summary>
    [Alias("Reload"), AlwaysInterleave]
    Task Reload();

    /// <summary>
    /// Pages of a feed shall be read, in turn with the effects of its lane, until there is no more; what becomes of them is stored. A lost hint comes
    /// again with the next period, and a repeated one is harmless: of one feed one page is read at a time.
    /// </summary>
    [Alias("Read"), AlwaysInterleave, OneWay]
    Task Read(FeedRead read);

    [Alias("Status"), AlwaysInterleave]
    Task<ConnectionReport> Status();
}

[Immutable]
public sealed record EffectHint(Effect Effect);

/// <param name="Feed">The name of the feed.</param>
/// <param name="Run">The reconciliation that it is read for; null for the feed itself.</param>
[Immutable]
public sealed record FeedRead(string Feed, Guid? Run = null);

/// <summary>What the owner of a connection knows beyond the store.</summary>
[Immutable]
public sealed record ConnectionReport
{
    public required long Epoch { get; init; }
    public required int InFlight { get; init; }
    public required int Waiting { get; init; }

    /// <summary>Calls at once now, after what was learned; and at most.</summary>
    public required int Concurrency { get; init; }
    public required int ConcurrencyMax { get; init; }

    public required IReadOnlyList<LimitReport> Budget { get; init; }

    /// <summary>closed, open or half_open.</summary>
    public required string Breaker { get; init; }
    public DateTimeOffset? BreakerOpenSince { get; init; }

    /// <summary>When what waits will be done; null where nobody knows yet.</summary>
    public DateTimeOffset? ClearsAt { get; init; }

    /// <summary>What limits it, in a sentence.</summary>
    public required string LimitedBy { get; init; }

    /// <summary>Why nothing is sent, in a sentence; null while it is.</summary>
    public string? Blocked { get; init; }

    public Failure? LastFailure { get; init; }
    public DateTimeOffset? LastFailureAt { get; init; }
    public DateTimeOffset? LastSuccessAt { get; init; }
}

/// <summary>A limit of the outside system, or of policy, as it stands.</summary>
/// <param name="Name">Of one that the outside system's answers told of, the header field.</param>
/// <param name="Share">The part of the limit that is used, after what refusals taught.</param>
[Immutable]
public sealed record LimitReport(string Name, CallUnit Unit, double PerSecond, double Burst, double Left, double Share);
