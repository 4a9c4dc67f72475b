using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Orders;

/// <summary>
/// The effects of an order at one side. At most one of them is unsettled, so they take place in order; the sides do not wait for each other, so a
/// shop that is down keeps no invoice back.
/// </summary>
internal sealed class EffectTrack
{
    public static EffectTrack AtErp { get; } = new(isAtChannel: false);

    public static EffectTrack AtChannel { get; } = new(isAtChannel: true);

    private readonly bool _isAtChannel;

    private EffectTrack(bool isAtChannel) => _isAtChannel = isAtChannel;

    /// <summary>Brings the side's effects to what is wanted of it now: plans, replaces what never left, withdraws what is surely not done, else waits.</summary>
    public OrderState Follow(OrderState state, EffectRequest? wanted, OrderPolicy policy, DateTimeOffset now, string? traceParent)
    {
        if (Current(state) is not { } current)
        {
            return wanted is null ? state : Plan(state, wanted, policy, now, traceParent);
        }

        // Only a person moves what a person's force held; whoever discards takes over what became of the call.
        if (current.IsHeldInDoubt)
        {
            return state.Status is OrderStatus.Discarded ? OrderSaga.Replace(state, EffectMachine.Withdraw(current, now)) : state;
        }

        if (current.Status is EffectStatus.Sent or EffectStatus.InDoubt || (wanted is not null && OrderSteps.Same(current.Request, wanted)))
        {
            return state;
        }

        // A payload that never left may be replaced; once sent, an effect keeps its own for good.
        if (wanted is not null && current is { Status: EffectStatus.Planned, Attempts: 0 } && current.Key.Step == OrderSteps.Of(wanted))
        {
            var fresh = Effect(state, wanted, current.Key.Revision, policy, now, traceParent);
            return OrderSaga.Replace(state, fresh with { DueAt = current.DueAt, PlannedAt = current.PlannedAt, Version = current.Version });
        }

        return current.IsSurelyNotDone
            ? Follow(OrderSaga.Replace(state, EffectMachine.Withdraw(current, now)), wanted, policy, now, traceParent)
            : OrderSaga.Replace(state, EffectMachine.Reconsider(current, policy.Operation(current.Operation)));
    }

    private Effect? Current(OrderState state) => _isAtChannel ? state.CurrentAtChannel : state.Current;

    private OrderState Plan(OrderState state, EffectRequest request, OrderPolicy policy, DateTimeOffset now, string? traceParent)
    {
        var step = OrderSteps.Of(request);
        var effect = Effect(state, request, state.Effects.Count(effect => effect.Key.Step == step) + 1, policy, now, traceParent);
        return state with
        {
            Erp = _isAtChannel ? state.Erp : effect.Connection,
            Effects = [.. state.Effects, effect with { DueAt = NotBefore(state, step, policy, now) }],
        };
    }

    private Effect Effect(OrderState state, EffectRequest request, int revision, OrderPolicy policy, DateTimeOffset now, string? traceParent)
    {
        var step = OrderSteps.Of(request);
        var operation = OrderSteps.Operation(step);
        var customerKey = OrderSteps.CustomerKey(state.Key, state.Order.Customer);
        var (connection, version) = Connection(state, policy);
        return new()
        {
            Key = new(state.Key, step, revision),
            Connection = connection,
            ConfigVersion = version,
            Operation = operation,
            Lane = OrderSteps.LaneOf(step),
            ExternalKey = step == OrderSteps.Customer ? customerKey : OrderSteps.OrderKey(state.Key),
            HotKey = policy.Operation(operation).IsOneAtATime ? $"{state.Key.Tenant}/{operation}" : customerKey,
            Request = request,
            DueAt = now,
            PlannedAt = now,
            TraceParent = traceParent ?? state.Effects.LastOrDefault()?.TraceParent,
        };
    }

    private (ConnectionId Connection, long ConfigVersion) Connection(OrderState state, OrderPolicy policy)
        => _isAtChannel ? (state.Key.Channel, policy.ChannelConfigVersion) : (state.Erp ?? policy.Erp, policy.ErpConfigVersion);

    // A call of an earlier effect that was in doubt may still run in the target; it must not land after a newer one of its step.
    // A cancellation is the last word: nothing of the order may land after it.
    private static DateTimeOffset NotBefore(OrderState state, string step, OrderPolicy policy, DateTimeOffset now)
        => state.Effects
            .Where(earlier => earlier.Key.Step == step || (step == OrderSteps.Cancel && !OrderSteps.IsAtChannel(earlier.Key.Step)))
            .Select(earlier => earlier.DoubtfulSince + policy.Operation(earlier.Operation).SettleDelay ?? now)
            .Append(now)
            .Max();
}
