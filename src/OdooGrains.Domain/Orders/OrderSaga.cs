using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Orders;

/// <summary>
/// The way of an order into the ERP, as a pure fold: <c>(state, event, policy, now) → (state', effects)</c>. An event first changes what is
/// known; then the next step is derived from what is known, never from how it came to be known. So any order of arrival gives the same end.
/// docs/order-saga.md has the table state × event → effect.
/// </summary>
public static class OrderSaga
{
    /// <param name="state">The order so far; null for a new one.</param>
    /// <param name="key">Its key.</param>
    /// <param name="event">What happened.</param>
    /// <param name="policy">The policy of its tenant and ERP connection.</param>
    /// <param name="now">The instant of the fold.</param>
    /// <param name="draw">Chance for the jitter of retries, 0 to 1.</param>
    public static OrderFold Fold(OrderState? state, DocumentKey key, OrderEvent @event, OrderPolicy policy, DateTimeOffset now, double draw)
    {
        var learned = (state, @event) switch
        {
            (null, OrderEvent.Stated stated) => First(key, stated, now),
            (null, OrderEvent.Told told) => Told(new() { Key = key, Order = Order.Unstated(key.Id), LastEvent = told.Event, ProgressAt = now }, told, now),
            (null, _) => throw new InvalidOperationException($"Order {key} does not exist; the first event of an order states it, or tells something of it."),
            (_, OrderEvent.Stated stated) => Stated(state, stated, now),
            (_, OrderEvent.Told told) => Told(state, told, now),
            (_, OrderEvent.Settled settled) => Settled(state, settled, policy, now, draw),
            (_, OrderEvent.Retried retried) => Of(retried.Replay, Retried(state, now), state),
            (_, OrderEvent.Forced forced) => Forced(state, forced, now),
            (_, OrderEvent.Discarded discarded) => Of(discarded.Replay, Discarded(state, discarded, now), state),
            _ => throw new InvalidOperationException($"Event {@event} of order {key} is not known."),
        };

        if (ReferenceEquals(learned, state))
        {
            return new(state!, [], IsChange: false);
        }

        var planned = OrderPlan.Next(learned, policy, now, (@event as OrderEvent.Stated)?.TraceParent ?? (@event as OrderEvent.Told)?.TraceParent);
        var next = OrderRecovery.LookFirst(planned, policy, now);
        return new(next, Changed(state, next), IsChange: true);
    }

    private static OrderState First(DocumentKey key, OrderEvent.Stated stated, DateTimeOffset now)
        => new() { Key = key, Order = stated.Order, LastEvent = stated.Event, ProgressAt = now };

    private static OrderState Told(OrderState state, OrderEvent.Told told, DateTimeOffset now)
    {
        var known = state.Facts ?? OrderFacts.None;
        var facts = known.With(told.Fact);
        return ReferenceEquals(facts, known) ? state : state with { Facts = facts, ProgressAt = now };
    }

    // The newer statement wins, ties by arrival; a cancellation is never lost to either.
    private static OrderState Stated(OrderState state, OrderEvent.Stated stated, DateTimeOffset now)
    {
        var isNewer = (stated.Order.UpdatedAt, stated.Event).CompareTo((state.Order.UpdatedAt, state.LastEvent)) > 0;
        var newest = Cancelled(isNewer ? stated.Order : state.Order, isNewer ? state.Order : stated.Order);
        if (ReferenceEquals(newest, state.Order))
        {
            return state;
        }

        var sameContent = OrderDifferences.Between(state.Order, newest).Count == 0;
        return state with
        {
            Order = newest,
            LastEvent = isNewer ? stated.Event : state.LastEvent,
            AmendAllowed = state.AmendAllowed && sameContent,
            BookAgain = state.BookAgain && sameContent,
            ProgressAt = now,
        };
    }

    // Of two cancellations the first stands, whichever statement is newer: only so is the end the same for every order of arrival.
    private static Order Cancelled(Order newest, Order other)
    {
        var otherIsFirst = other.CancelledAt is { } at && (newest.CancelledAt is not { } standing || at < standing
            || (at == standing && string.CompareOrdinal(other.CancelReason, newest.CancelReason) < 0));
        return otherIsFirst ? newest with { CancelledAt = other.CancelledAt, CancelReason = other.CancelReason } : newest;
    }

    private static OrderState Settled(OrderState state, OrderEvent.Settled settled, OrderPolicy policy, DateTimeOffset now, double draw)
    {
        var effect = state.Effects.FirstOrDefault(effect => effect.Key == settled.Effect)
            ?? throw new InvalidOperationException($"Order {state.Key} has no effect {settled.Effect}.");
        var after = EffectMachine.Settle(effect, settled.Attempt, settled.Outcome, policy.Operation(effect.Operation), policy.Retry, now, draw, settled.AskedAt);
        if (ReferenceEquals(after, effect))
        {
            return state;
        }

        var known = Replace(state, after);
        return after.Result is { } result ? Know(known, after.Request, result) with { ProgressAt = now } : known;
    }

    private static OrderState Know(OrderState state, EffectRequest request, EffectResult result) => (request, result) switch
    {
        (EnsureCustomer customer, CustomerEnsured ensured) => state with
        {
            // Who else is alike is proposed to people, and is no part of what is booked.
            Customer = ensured with { Alike = null },
            CustomerRequest = customer,
        },
        (BookOrder book, OrderBooked booked) => state with
        {
            Booked = booked,
            BookedOrder = book.Order,
            BookedWithout = book.Cancelled,
            BookAgain = false,
            // Used up by the content that it was given for, not by a write that was on its way before.
            AmendAllowed = state.AmendAllowed && OrderDifferences.Between(book.Order, OrderContent.Without(state.Order, book.Cancelled)).Count > 0,
        },
        (ConfirmOrder, OrderConfirmed) => state with { IsConfirmedInErp = true },
        (CancelOrder, OrderCancelled) => state with { IsCancelledInErp = true },
        // What follows the confirmation is read off the confirmed effects themselves: they are kept with the order.
        (DeliverOrder, OrderDelivered) or (InvoiceOrder, OrderInvoiced) or (RegisterPayment, PaymentRegistered) or (CreditOrder, OrderCredited)
            or (ReturnGoods, GoodsReturned) or (AnnounceDelivery, DeliveryAnnounced) => state,
        _ => throw new InvalidOperationException($"{result.GetType().Name} does not answer {request.GetType().Name}."),
    };

    private static OrderState Of(Guid? replay, OrderState learned, OrderState before)
        => replay is null || ReferenceEquals(learned, before) ? learned : learned with { Replay = replay };

    private static OrderState Retried(OrderState state, DateTimeOffset now) => state.Hold switch
    {
        null => state,
        { Code: OrderHold.Invalid } => state,
        { Code: OrderHold.ChangedAfterConfirmation } => state with { AmendAllowed = true, ProgressAt = now },
        { Code: OrderHold.TotalDiffers } => state with { BookAgain = true, ProgressAt = now },
        _ when state.Stuck is null => state with { ProgressAt = now },
        _ => RetryStuck(state, now),
    };

    private static OrderState RetryStuck(OrderState state, DateTimeOffset now)
    {
        while (state.Stuck is { } effect)
        {
            state = Replace(state, EffectMachine.Retry(effect, now)) with { AmendAllowed = state.AmendAllowed || effect.LastFailure?.Code == EffectFailures.ConfirmedInErp };
        }

        return state with { ProgressAt = now };
    }

    private static OrderState Forced(OrderState state, OrderEvent.Forced forced, DateTimeOffset now)
        => state.Unsettled.FirstOrDefault(effect => effect.Status is EffectStatus.Sent or EffectStatus.InDoubt && effect.Connection == forced.Connection) is { } effect
            ? Replace(state, EffectMachine.Hold(effect, forced.Reason, now))
            : state;

    // A finished order has nothing left that could be ended.
    private static OrderState Discarded(OrderState state, OrderEvent.Discarded discarded, DateTimeOffset now)
        => state.IsFinished || state.Status is OrderStatus.Discarded
            ? state
            : state with { Status = OrderStatus.Discarded, DiscardReason = discarded.Reason, ProgressAt = now };

    internal static OrderState Replace(OrderState state, Effect effect)
        => state with { Effects = [.. state.Effects.Select(existing => existing.Key == effect.Key ? effect : existing)] };

    private static List<Effect> Changed(OrderState? before, OrderState after)
    {
        HashSet<Effect> known = new(before?.Effects ?? [], ReferenceEqualityComparer.Instance);
        return [.. after.Effects.Where(effect => !known.Contains(effect))];
    }
}
