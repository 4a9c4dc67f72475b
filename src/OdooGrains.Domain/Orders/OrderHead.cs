using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Orders;

/// <summary>What the store is told of an order beside its state.</summary>
public static class OrderHead
{
    /// <summary>How long a fresh hint is given to do its work before the sweep hints again.</summary>
    public static readonly TimeSpan HintGrace = TimeSpan.FromSeconds(5);

    public static DocumentHead Of(OrderState state, OrderPolicy policy, DateTimeOffset now)
    {
        var next = NextActionAt(state, policy, now);
        return new()
        {
            Key = state.Key,
            Number = state.Order.Number,
            Status = StatusText(state),
            NextActionAt = next,
            // Counted from the last progress, never from the next try: an order that is tried in vain all day is stalled too.
            Deadline = state.Hold?.Deadline ?? (next is not null ? state.ProgressAt + policy.StallAfter : state.Awaits is { } wait ? state.ProgressAt + policy.Terms.Within(wait) : null),
            Owner = state.Hold?.Owner ?? (next is not null ? Owners.Platform : state.Awaits is not null ? Owners.Tenant : null),
            FailureClass = state.Hold?.Class.ToString().ToLowerInvariant(),
            Reason = state.Hold?.Reason,
            UpdatedAt = state.IsStated ? state.Order.UpdatedAt : state.Facts!.UpdatedAt,
        };
    }

    /// <summary>The status as the REST front shows it.</summary>
    public static string StatusText(OrderState state) => state.Hold is not null ? "held" : state.Status switch
    {
        OrderStatus.CustomerEnsured => "customer_ensured",
        OrderStatus.AwaitingOrder => "awaiting_order",
        var status => status.ToString().ToLowerInvariant(),
    };

    private static DateTimeOffset? NextActionAt(OrderState state, OrderPolicy policy, DateTimeOffset now)
        => state.Unsettled.Min(effect => EffectMachine.NextActionAt(effect, policy.Operation(effect.Operation))) is { } due ? Later(due, now + HintGrace) : null;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
