using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Effects;

/// <summary>One intended call on an outside system: a row of its own, changed by compare-and-set on <see cref="Version"/>.</summary>
public sealed record Effect
{
    public required EffectKey Key { get; init; }

    /// <summary>The connection that makes the call; the document pins it with its first effect.</summary>
    public required ConnectionId Connection { get; init; }

    /// <summary>The configuration version of the connection that planned it.</summary>
    public required long ConfigVersion { get; init; }

    /// <summary>The connector's operation, such as <c>order.book</c>.</summary>
    public required string Operation { get; init; }

    public Lane Lane { get; init; } = Lane.Money;

    /// <summary>Our stable key in the target, unique there, equal over all attempts and revisions of a step.</summary>
    public required string ExternalKey { get; init; }

    /// <summary>Effects with the same hot key write the same record of the target, so never two of them at once.</summary>
    public required string HotKey { get; init; }

    public required EffectRequest Request { get; init; }
    public EffectStatus Status { get; init; } = EffectStatus.Planned;

    /// <summary>Not before this instant.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>How often it was marked sent, over its whole life.</summary>
    public int Attempts { get; init; }

    /// <summary>Failures since it was planned or a person retried it; what the retry policy counts.</summary>
    public int Failures { get; init; }

    /// <summary>The epoch of the connection's owner that marked it last; 0 before.</summary>
    public long Epoch { get; init; }

    /// <summary>When it was marked last.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>
    /// The last mark whose call was in doubt. That call may still run in the target until the settle delay after it has passed, so nothing
    /// that differs may follow before then. A look-up that finds the effect does not end this: another call may have made what it found.
    /// Null when no call was in doubt, or when it was surely absent after the settle delay.
    /// </summary>
    public DateTimeOffset? DoubtfulSince { get; init; }

    public Failure? LastFailure { get; init; }
    public EffectResult? Result { get; init; }
    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>When it was confirmed, held, given up or withdrawn.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>The traceparent of the event that planned it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Row version, from 1; 0 before it is stored.</summary>
    public long Version { get; init; }

    public bool IsOpen => Status is EffectStatus.Planned or EffectStatus.Sent or EffectStatus.InDoubt;

    /// <summary>
    /// Neither this nor an earlier revision can have been done: the target need not be read before the call. Only such effects share a call.
    /// </summary>
    public bool IsFresh => Key.Revision == 1 && DoubtfulSince is null;

    /// <summary>
    /// Nothing of it can be at the target, once it is marked as sent. A try before, though surely not done, may have left it half-way where it takes several calls.
    /// </summary>
    public bool IsFirstTry => IsFresh && Attempts <= 1;

    /// <summary>Held although its last attempt may have been done: a person's force held it, and only a person moves it.</summary>
    public bool IsHeldInDoubt => Status is EffectStatus.Held && LastFailure?.Code == EffectFailures.OutcomeUnknown;

    /// <summary>No attempt of it can have been done or can still be done.</summary>
    public bool IsSurelyNotDone => DoubtfulSince is null && Status is (EffectStatus.Planned or EffectStatus.Held or EffectStatus.Dead);
}
