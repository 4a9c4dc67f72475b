using OdooGrains.Domain.Effects;

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

    [Alias("Status"), AlwaysInterleave]
    Task<ConnectionReport> Status();
}

[Immutable]
public sealed record EffectHint(Effect Effect);

/// <summary>What the owner of a connection knows beyond the store.</summary>
[Immutable]
public sealed record ConnectionReport
{
    public required long Epoch { get; init; }
    public required int InFlight { get; init; }
    public required int Waiting { get; init; }
    public required int ConcurrencyMax { get; init; }

    /// <summary>Why nothing is sent, in a sentence; null while it is.</summary>
    public string? Blocked { get; init; }

    public Failure? LastFailure { get; init; }
    public DateTimeOffset? LastFailureAt { get; init; }
    public DateTimeOffset? LastSuccessAt { get; init; }
}
