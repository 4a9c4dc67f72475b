using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Orders;

/// <summary>The order's content in the ERP: its customer, and the order itself as the channel states it, without what was refunded before it left.</summary>
internal static class Booking
{
    public static OrderNext? Next(OrderState state, OrderPolicy policy)
    {
        if (OrderTotals.Problem(state.Order, policy.TotalTolerance) is { } invalid)
        {
            return new OrderNext.Held(OrderHold.Invalid, $"{invalid} Correct the order in the channel, or discard it here.");
        }

        var cancelled = OrderContent.Cancelled(state, policy);
        var content = OrderContent.Without(state.Order, cancelled);
        return Changed(state, policy) ?? TotalDiffers(state, content, policy) ?? (OrderNext?)Missing(state, content, cancelled);
    }

    // A refund's doing is written without asking: what was given back must not leave.
    private static OrderNext.Held? Changed(OrderState state, OrderPolicy policy)
    {
        if (!state.IsConfirmedInErp || policy.AmendConfirmed || state.AmendAllowed || state.BookedOrder is not { } booked)
        {
            return null;
        }

        var differences = OrderDifferences.Between(booked, OrderContent.Without(state.Order, state.BookedWithout));
        return differences.Count == 0 ? null : new(OrderHold.ChangedAfterConfirmation,
            $"The channel changed the order after the ERP confirmed it ({string.Join(", ", differences.Select(d => d.Field))}). Retry it to write the change, or discard it.")
        {
            Differences = differences,
        };
    }

    private static OrderNext.Held? TotalDiffers(OrderState state, Order content, OrderPolicy policy)
        => state is { Booked: { } draft, BookAgain: false } && !IsMissing(state, content) && Math.Abs(draft.Total - content.Total) > policy.TotalTolerance
            ? new(OrderHold.TotalDiffers,
                $"The ERP computes a total of {draft.Total:0.00##}, the channel states {content.Total:0.00##} {content.Currency}. Correct taxes or prices in the ERP and retry.")
            {
                Differences = [new("total", $"{draft.Total:0.00##}", $"{content.Total:0.00##}")],
            }
            : null;

    private static OrderNext.Do? Missing(OrderState state, Order content, IReadOnlyList<CancelledLine> cancelled)
    {
        var customer = new EnsureCustomer { Customer = state.Order.Customer, BillTo = state.Order.BillTo, ShipTo = state.Order.ShipTo };
        if (state.Customer is null || state.CustomerRequest is not { } ensured || !OrderSteps.Same(ensured, customer))
        {
            return new(customer);
        }

        return state.Booked is null || state.BookAgain || IsMissing(state, content)
            ? new(new BookOrder
            {
                Order = content,
                Customer = state.Customer,
                Amend = state.IsConfirmedInErp || state.AmendAllowed,
                Cancelled = cancelled.Count > 0 ? cancelled : null,
            })
            : null;
    }

    private static bool IsMissing(OrderState state, Order content) => state.BookedOrder is null || OrderDifferences.Between(state.BookedOrder, content).Count > 0;
}
