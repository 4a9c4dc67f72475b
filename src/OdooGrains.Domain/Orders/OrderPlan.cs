using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Orders;

/// <summary>Derives from all that is known of an order what it needs next of the ERP and of its channel, what holds it, and how far it has come.</summary>
internal static class OrderPlan
{
    public static OrderState Next(OrderState state, OrderPolicy policy, DateTimeOffset now, string? traceParent)
    {
        var next = AtErp(state, policy);
        var planned = EffectTrack.AtErp.Follow(state, (next as OrderNext.Do)?.Request, policy, now, traceParent);
        planned = EffectTrack.AtChannel.Follow(planned, Fulfilment.AtChannel(planned, policy), policy, now, traceParent);
        return planned with
        {
            Status = Status(planned, next, policy),
            Hold = Hold(planned, next as OrderNext.Held, policy, now),
            Awaits = (next as OrderNext.Awaits)?.Wait,
        };
    }

    private static OrderNext AtErp(OrderState state, OrderPolicy policy) => state switch
    {
        { Status: OrderStatus.Discarded } => OrderNext.End,
        { IsStated: false } => new OrderNext.Awaits(OrderWait.Order),
        { Order.CancelledAt: not null } => Cancelled(state, OrderLedger.Of(state, policy), policy),
        { IsConfirmedInErp: false } => Booking.Next(state, policy) ?? Release.Next(state, policy),
        _ => Booking.Next(state, policy) ?? (IsFollowed(state, policy) ? Completion.Next(state, OrderLedger.Of(state, policy), policy) : OrderNext.End),
    };

    private static OrderNext Cancelled(OrderState state, OrderLedger ledger, OrderPolicy policy)
        => Cancellation.Next(state, ledger, policy) ?? Booking.Next(state, policy) ?? Completion.Next(state, ledger, policy);

    // An order without goods has nothing that could be delivered, and ends with its confirmation.
    private static bool IsFollowed(OrderState state, OrderPolicy policy) => policy.Follows && state.Order.Lines.Any(line => line.Sku is { Length: > 0 });

    private static OrderStatus Status(OrderState state, OrderNext next, OrderPolicy policy) => (state, next) switch
    {
        ({ Status: OrderStatus.Discarded }, _) => OrderStatus.Discarded,
        ({ IsStated: false }, _) => OrderStatus.AwaitingOrder,
        ({ Order.CancelledAt: not null }, _) => next is OrderNext.Nothing or OrderNext.Awaits && state.Current is null ? OrderStatus.Cancelled : OrderStatus.Cancelling,
        ({ IsConfirmedInErp: true }, _) => Followed(state, next, policy),
        (_, OrderNext.Held { Code: OrderHold.Invalid }) => OrderStatus.Received,
        (_, OrderNext.Do { Request: EnsureCustomer }) => OrderStatus.Validated,
        (_, OrderNext.Do { Request: BookOrder }) => OrderStatus.CustomerEnsured,
        _ => OrderStatus.Booked,
    };

    private static OrderStatus Followed(OrderState state, OrderNext next, OrderPolicy policy)
    {
        if (!IsFollowed(state, policy) || next is OrderNext.Awaits { Wait: OrderWait.Delivery } || state.Facts is null)
        {
            return OrderStatus.Confirmed;
        }

        return next is OrderNext.Nothing && !state.Unsettled.Any() ? OrderStatus.Completed
            : OrderLedger.Of(state, policy).Lines.Any(line => line.Open > 0) ? OrderStatus.Confirmed
            : OrderStatus.Delivered;
    }

    private static OrderHold? Hold(OrderState state, OrderNext.Held? problem, OrderPolicy policy, DateTimeOffset now)
    {
        OrderHold? hold = null;
        if (problem is { } found && state.Current is not { IsHeldInDoubt: true })
        {
            var owner = policy.Owners.Of(FailureClass.Business, FailureSteps.FlowOf(FailureSteps.Document, found.Code)) ?? found.Owner;
            hold = new(FailureClass.Business, found.Code, found.Reason, owner, now, now + policy.HoldDeadline, found.Differences);
        }
        else if (state.Stuck is { LastFailure: { } failure } stuck && state.Status is not OrderStatus.Discarded)
        {
            var owner = policy.Owners.Of(failure.Class, FailureSteps.FlowOf(stuck.Key.Step, failure.Code)) ?? Owners.Of(failure.Class);
            hold = new(failure.Class, failure.Code, failure.Message, owner, now, now + policy.HoldDeadline, []);
        }

        // The same hold goes on from when it began.
        return hold is not null && state.Hold is { } before && before.Code == hold.Code ? hold with { Since = before.Since, Deadline = before.Deadline } : hold;
    }
}
