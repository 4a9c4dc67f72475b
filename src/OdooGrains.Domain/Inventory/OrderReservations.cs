using OdooGrains.Domain.Orders;

namespace OdooGrains.Domain.Inventory;

/// <summary>Derives from an order what it takes of the stock, so that its rows are written in the commit of the fold that changes it.</summary>
public static class OrderReservations
{
    // Nobody has paid, or nobody may buy: the goods go to whoever comes next. Every other hold is a sale that a person shall make possible.
    private static readonly string[] Releasing = [OrderHold.PaymentFailed, OrderHold.CustomerBlocked];

    /// <summary>What changed between two states of an order; nothing where both take the same.</summary>
    /// <param name="before">Null for a new order.</param>
    /// <param name="after">As it shall be stored.</param>
    public static IReadOnlyList<ReservationChange> Changes(OrderState? before, OrderState after)
    {
        if (ReferenceEquals(before, after))
        {
            return [];
        }

        var had = before is null ? [] : Of(before);
        var has = Of(after);
        List<ReservationChange> changes = [];
        foreach (var key in had.Keys.Union(has.Keys).OrderBy(key => key.Line, StringComparer.Ordinal).ThenBy(key => key.Sku, StringComparer.Ordinal))
        {
            var (old, now) = (had.GetValueOrDefault(key), has.GetValueOrDefault(key));
            if (old != now)
            {
                changes.Add(new(key.Line, key.Sku, now?.Quantity ?? 0, now?.Sold ?? 0, old?.Sold ?? 0, now?.InErp));
            }
        }

        return changes;
    }

    private static Dictionary<(string Line, string Sku), Taken> Of(OrderState state)
    {
        Dictionary<(string, string), Taken> taken = [];
        var content = state.IsStated ? OrderContent.Without(state.Order, OrderContent.Cancelled(state)) : state.Order;
        var isReleased = IsReleased(state);
        var confirmed = state is { IsConfirmedInErp: true, IsCancelledInErp: false, BookedOrder: { } booked } && OrderDifferences.Between(booked, content).Count == 0 ? state.Erp : null;
        foreach (var line in state.Order.Lines.Where(line => StockLimits.IsKept(line.Sku)))
        {
            var open = content.Lines.FirstOrDefault(each => each.Id == line.Id)?.Quantity ?? 0;
            var present = taken.GetValueOrDefault((line.Id, line.Sku!), Taken.Nothing);
            taken[(line.Id, line.Sku!)] = new(present.Quantity + (isReleased ? 0 : Math.Max(0, open)), present.Sold + Math.Max(0, line.Quantity), confirmed);
        }

        return taken;
    }

    private static bool IsReleased(OrderState state)
        => state.Order.CancelledAt is not null || state.Status is OrderStatus.Discarded or OrderStatus.Cancelled || (state.Hold is { } hold && Releasing.Contains(hold.Code));

    private sealed record Taken(decimal Quantity, decimal Sold, Tenants.ConnectionId? InErp)
    {
        public static Taken Nothing { get; } = new(0, 0, null);
    }
}
