using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Orders;

/// <summary>Derives from all that is known of an order what holds it, which effect it needs next, and how far it has come.</summary>
internal static class OrderPlan
{
    public static OrderState Next(OrderState state, OrderPolicy policy, DateTimeOffset now, string? traceParent)
    {
        var problem = Problem(state, policy);
        var wanted = problem is null ? Wanted(state) : null;
        var planned = Reconcile(state, wanted, policy, now, traceParent);
        return planned with { Status = Status(planned, wanted, problem), Hold = Hold(planned, problem, policy, now) };
    }

    /// <summary>What keeps the order from going on, apart from a refused effect.</summary>
    private static (string Code, string Reason, IReadOnlyList<Difference> Differences)? Problem(OrderState state, OrderPolicy policy)
    {
        if (state.Status is OrderStatus.Discarded || state.Order.CancelledAt is not null)
        {
            return null;
        }

        if (OrderTotals.Problem(state.Order, policy.TotalTolerance) is { } invalid)
        {
            return (OrderHold.Invalid, $"{invalid} Correct the order in the channel, or discard it here.", []);
        }

        var differences = state.BookedOrder is { } booked ? OrderDifferences.Between(booked, state.Order) : [];
        if (state.IsConfirmedInErp && differences.Count > 0 && !policy.AmendConfirmed && !state.AmendAllowed)
        {
            return (OrderHold.ChangedAfterConfirmation,
                $"The channel changed the order after the ERP confirmed it ({string.Join(", ", differences.Select(d => d.Field))}). Retry it to write the change, or discard it.",
                differences);
        }

        return state is { Booked: { } draft, BookAgain: false } && differences.Count == 0 && Math.Abs(draft.Total - state.Order.Total) > policy.TotalTolerance
            ? (OrderHold.TotalDiffers,
                $"The ERP computes a total of {draft.Total:0.00##}, the channel states {state.Order.Total:0.00##} {state.Order.Currency}. Correct taxes or prices in the ERP and retry.",
                [new("total", $"{draft.Total:0.00##}", $"{state.Order.Total:0.00##}")])
            : null;
    }

    private static EffectRequest? Wanted(OrderState state)
    {
        if (state.Status is OrderStatus.Discarded)
        {
            return null;
        }

        if (state.Order.CancelledAt is not null)
        {
            return state.Booked is { } toCancel && !state.IsCancelledInErp ? new CancelOrder(toCancel.ErpId) : null;
        }

        var customer = new EnsureCustomer { Customer = state.Order.Customer, BillTo = state.Order.BillTo, ShipTo = state.Order.ShipTo };
        if (state.Customer is null || state.CustomerRequest is not { } ensured || !OrderSteps.Same(ensured, customer))
        {
            return customer;
        }

        if (state.Booked is null || state.BookedOrder is null || state.BookAgain || OrderDifferences.Between(state.BookedOrder, state.Order).Count > 0)
        {
            return new BookOrder { Order = state.Order, Customer = state.Customer, Amend = state.IsConfirmedInErp || state.AmendAllowed };
        }

        return state.IsConfirmedInErp ? null : new ConfirmOrder(state.Booked.ErpId);
    }

    // At most one effect of a document is unsettled, so its effects take place in order.
    private static OrderState Reconcile(OrderState state, EffectRequest? wanted, OrderPolicy policy, DateTimeOffset now, string? traceParent)
    {
        if (state.Current is not { } current)
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
            ? Reconcile(OrderSaga.Replace(state, EffectMachine.Withdraw(current, now)), wanted, policy, now, traceParent)
            : OrderSaga.Replace(state, EffectMachine.Reconsider(current, policy.Operation(current.Operation)));
    }

    private static OrderState Plan(OrderState state, EffectRequest request, OrderPolicy policy, DateTimeOffset now, string? traceParent)
    {
        var step = OrderSteps.Of(request);
        var effect = Effect(state, request, state.Effects.Count(effect => effect.Key.Step == step) + 1, policy, now, traceParent);
        return state with { Erp = effect.Connection, Effects = [.. state.Effects, effect with { DueAt = NotBefore(state, step, policy, now) }] };
    }

    private static Effect Effect(OrderState state, EffectRequest request, int revision, OrderPolicy policy, DateTimeOffset now, string? traceParent)
    {
        var step = OrderSteps.Of(request);
        var customerKey = OrderSteps.CustomerKey(state.Key, state.Order.Customer);
        return new()
        {
            Key = new(state.Key, step, revision),
            Connection = state.Erp ?? policy.Erp,
            ConfigVersion = policy.ErpConfigVersion,
            Operation = OrderSteps.Operation(step),
            ExternalKey = step == OrderSteps.Customer ? customerKey : OrderSteps.OrderKey(state.Key),
            HotKey = customerKey,
            Request = request,
            DueAt = now,
            PlannedAt = now,
            TraceParent = traceParent ?? state.Effects.LastOrDefault()?.TraceParent,
        };
    }

    // A call of an earlier effect that was in doubt may still run in the target; it must not land after a newer one of its step.
    // A cancellation is the last word: nothing of the order may land after it.
    private static DateTimeOffset NotBefore(OrderState state, string step, OrderPolicy policy, DateTimeOffset now)
        => state.Effects
            .Where(earlier => earlier.Key.Step == step || step == OrderSteps.Cancel)
            .Select(earlier => earlier.DoubtfulSince + policy.Operation(earlier.Operation).SettleDelay ?? now)
            .Append(now)
            .Max();

    private static OrderStatus Status(OrderState state, EffectRequest? wanted, (string, string, IReadOnlyList<Difference>)? problem) => state switch
    {
        { Status: OrderStatus.Discarded } => OrderStatus.Discarded,
        { Order.CancelledAt: not null } => wanted is null && state.Current is null ? OrderStatus.Cancelled : OrderStatus.Cancelling,
        { IsConfirmedInErp: true } => OrderStatus.Confirmed,
        _ when problem is { Item1: OrderHold.Invalid } => OrderStatus.Received,
        _ when problem is { Item1: OrderHold.TotalDiffers } || wanted is ConfirmOrder => OrderStatus.Booked,
        _ when wanted is BookOrder => OrderStatus.CustomerEnsured,
        _ => OrderStatus.Validated,
    };

    private static OrderHold? Hold(OrderState state, (string Code, string Reason, IReadOnlyList<Difference> Differences)? problem, OrderPolicy policy, DateTimeOffset now)
    {
        OrderHold? hold = null;
        if (problem is { } found && state.Current is not { IsHeldInDoubt: true })
        {
            hold = new(FailureClass.Business, found.Code, found.Reason, Owners.Tenant, now, now + policy.HoldDeadline, found.Differences);
        }
        else if (state.Current is { Status: EffectStatus.Held or EffectStatus.Dead, LastFailure: { } failure } && state.Status is not OrderStatus.Discarded)
        {
            hold = new(failure.Class, failure.Code, failure.Message, Owners.Of(failure.Class), now, now + policy.HoldDeadline, []);
        }

        // The same hold goes on from when it began.
        return hold is not null && state.Hold is { } before && before.Code == hold.Code ? hold with { Since = before.Since, Deadline = before.Deadline } : hold;
    }
}
