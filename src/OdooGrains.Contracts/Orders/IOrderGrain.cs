using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Contracts.Orders;

/// <summary>One order; key <c>tenant/channel/id</c>. Loads, calls the pure fold, commits, hints.</summary>
[Alias("og.order")]
public interface IOrderGrain : IGrainWithStringKey
{
    /// <summary>Folds the event, or all open events of the document where the hint brings none. Harmless when repeated.</summary>
    [Alias("Fold")]
    Task Fold(FoldHint hint);

    /// <summary>Takes the outcome of an attempt or a look-up in. Idempotent; returns after it is committed.</summary>
    [Alias("Apply")]
    Task Apply(SettledEffect settled);

    /// <summary>Looks at what is open and hints its owners again.</summary>
    [Alias("Wake")]
    Task Wake();

    /// <summary>A person wants another try.</summary>
    [Alias("Retry")]
    Task<OrderAnswer> Retry();

    /// <summary>A person changes or deletes the connection by force: what was sent or is in doubt there is held. Harmless when repeated.</summary>
    [Alias("Force")]
    Task<OrderAnswer> Force(ForcedHold hold);

    /// <summary>A person ends it, with a reason.</summary>
    [Alias("Discard")]
    Task<OrderAnswer> Discard(string reason);

    /// <summary>Retries or ends it as part of a replay, only at the version that was planned. Repeated, it answers the same and does nothing.</summary>
    [Alias("Replay")]
    Task<ReplayedOrder> Replay(OrderReplay replay);
}

/// <param name="Event">The event that came in; null where only its arrival is known.</param>
/// <param name="IsFresh">It was accepted just now, so the document may be brand new and need not be loaded; the version check makes a wrong guess harmless.</param>
[Immutable]
public sealed record FoldHint(InboundEvent? Event, bool IsFresh);

/// <param name="Connection">The connection whose unsettled effects are held.</param>
/// <param name="Reason">The person's reason.</param>
[Immutable]
public sealed record ForcedHold(ConnectionId Connection, string Reason);

/// <param name="Replay">The replay's id.</param>
/// <param name="Version">The version of the order that was planned for.</param>
/// <param name="DiscardReason">Ends the order with this reason; null retries it.</param>
[Immutable]
public sealed record OrderReplay(Guid Replay, long Version, string? DiscardReason);

/// <param name="Effect">The effect as the connection's owner had it when the attempt or look-up began.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="AskedAt">When a look-up left; null for an attempt. What was not found then may have come since.</param>
[Immutable]
public sealed record SettledEffect(Effect Effect, SettledOutcome Outcome, DateTimeOffset? AskedAt = null);

/// <summary>An <see cref="EffectOutcome"/> in wire form: exactly one member is set, or none for "not found".</summary>
[Immutable]
public sealed record SettledOutcome(EffectResult? Done = null, Failure? Failed = null, string? InDoubt = null)
{
    public static SettledOutcome From(EffectOutcome outcome) => outcome switch
    {
        EffectOutcome.Done done => new(Done: done.Result),
        EffectOutcome.Failed failed => new(Failed: failed.Failure),
        EffectOutcome.InDoubt doubt => new(InDoubt: doubt.Reason),
        _ => new(),
    };

    public EffectOutcome ToOutcome() => this switch
    {
        { Done: { } result } => new EffectOutcome.Done(result),
        { Failed: { } failure } => new EffectOutcome.Failed(failure),
        { InDoubt: { } reason } => new EffectOutcome.InDoubt(reason),
        _ => new EffectOutcome.NotFound(),
    };
}

/// <summary>What a person's command came to.</summary>
public enum OrderAnswer
{
    Done,
    /// <summary>There is no such order.</summary>
    NotFound,
    /// <summary>Nothing waits for a person.</summary>
    NothingToDo,
}

/// <summary>What came of an order's part in a replay.</summary>
public enum ReplayedOrder
{
    /// <summary>The command is committed, by this call or an earlier one.</summary>
    Applied,
    /// <summary>It has another version than planned, so nothing was done.</summary>
    Changed,
    /// <summary>Nothing of it waits for a person.</summary>
    NothingToDo,
    NotFound,
}
