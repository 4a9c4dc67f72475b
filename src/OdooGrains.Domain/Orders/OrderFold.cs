using OdooGrains.Domain.Effects;

namespace OdooGrains.Domain.Orders;

/// <summary>What folding one event gave.</summary>
/// <param name="State">The next state; its effects include the changed ones.</param>
/// <param name="Changed">Effects that are new or differ from before and must be stored with the state.</param>
/// <param name="IsChange">False where the event changed nothing (stale, repeated or late).</param>
public sealed record OrderFold(OrderState State, IReadOnlyList<Effect> Changed, bool IsChange);
