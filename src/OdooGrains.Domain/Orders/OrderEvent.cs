using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Orders;

/// <summary>What can happen to an order.</summary>
public abstract record OrderEvent
{
    private OrderEvent()
    {
    }

    /// <summary>The channel stated the whole order, in an event that we accepted.</summary>
    public sealed record Stated(Order Order, EventId Event, string? TraceParent = null) : OrderEvent;

    /// <summary>Something of the order became known beside its content, from whichever system. May come before the order itself.</summary>
    public sealed record Told(OrderFact Fact, EventId Event, string? TraceParent = null) : OrderEvent;

    /// <summary>
    /// An attempt or a look-up of an effect came to an end. The state must hold the effect as stored, with its mark: a copy from before
    /// the mark knows fewer attempts, and takes this for another attempt's.
    /// </summary>
    /// <param name="Attempt">The attempt, counted from 1; for a look-up the one that was in doubt.</param>
    /// <param name="AskedAt">When the look-up left; null for the answer to the attempt itself.</param>
    public sealed record Settled(EffectKey Effect, int Attempt, EffectOutcome Outcome, DateTimeOffset? AskedAt = null) : OrderEvent;

    /// <summary>A person wants another try; of a changed confirmed order: allows the change.</summary>
    /// <param name="Replay">The replay that it is part of; null where the person asked for this order alone.</param>
    public sealed record Retried(Guid? Replay = null) : OrderEvent;

    /// <summary>A person changes or deletes the connection by force: what was sent or is in doubt there is held, with the reason.</summary>
    public sealed record Forced(ConnectionId Connection, string Reason) : OrderEvent;

    /// <summary>A person ends it, with a reason.</summary>
    /// <param name="Replay">As of <see cref="Retried"/>.</param>
    public sealed record Discarded(string Reason, Guid? Replay = null) : OrderEvent;
}
