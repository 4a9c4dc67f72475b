using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Orders;

/// <summary>
/// Deliveries, from the side that is master of them to the other: one effect a delivery, in the order in which they left. What we wrote to a side
/// comes back as that side's own word; it is known by the id that the side gave it, and never carried back.
/// </summary>
internal static class Fulfilment
{
    /// <summary>Something left the house, whether the ERP has it already or not.</summary>
    public static bool IsShipped(OrderLedger ledger, OrderPolicy policy)
        => ledger.IsShipped || (policy.Terms.DeliveryMaster is DeliveryMaster.Channel && ledger.ChannelDeliveries.Count > 0);

    /// <summary>Writes what the channel says left to the ERP.</summary>
    public static OrderNext.Do? AtErp(OrderState state, OrderLedger ledger, OrderPolicy policy)
    {
        // What the channel says while we announce to it may be what we announce.
        if (policy.Terms.DeliveryMaster is not DeliveryMaster.Channel || !policy.Offers(OrderSteps.Deliver) || state.CurrentAtChannel is not null)
        {
            return null;
        }

        var unwritten = ledger.ChannelDeliveries.FirstOrDefault(delivery => ledger.Written.All(written => written.Id != delivery.Id));
        return unwritten is null ? null : new OrderNext.Do(new DeliverOrder(state.Booked!.ErpId, unwritten));
    }

    /// <summary>Tells the channel what the ERP says left. A channel that cancelled the order is told nothing: it would refuse it.</summary>
    public static EffectRequest? AtChannel(OrderState state, OrderPolicy policy)
    {
        var announces = policy.Terms.DeliveryMaster is DeliveryMaster.Erp && policy.OffersAtChannel(OrderSteps.Announce);
        if (!announces || state is not { Facts.Deliveries.Count: > 0, IsConfirmedInErp: true, Order.CancelledAt: null } || state.Status is OrderStatus.Discarded)
        {
            return null;
        }

        // What the ERP says while we write to it may be what we write.
        if (state.Current is { Request: DeliverOrder })
        {
            return null;
        }

        var ledger = OrderLedger.Of(state);
        var untold = ledger.ErpDeliveries.Where(delivery => !delivery.IsReturn && ledger.Announced.All(announced => announced.Id != delivery.Id))
            .Select(delivery => delivery with { Lines = Fulfillable(ledger, delivery) }).FirstOrDefault(delivery => delivery.Lines.Count > 0);
        return untold is null ? null : new AnnounceDelivery(state.Order.Id, untold) { Others = ledger.Fulfilments };
    }

    // A channel that cancelled units of a line takes no shipment of them, also where the warehouse was faster.
    private static IReadOnlyList<LineQuantity> Fulfillable(OrderLedger ledger, Delivery delivery)
        => [.. delivery.Lines.Select(line => line with { Quantity = Math.Min(line.Quantity, Fulfillable(ledger, line)) }).Where(line => line.Quantity > 0)];

    private static decimal Fulfillable(OrderLedger ledger, LineQuantity left)
    {
        var cancelled = ledger.Refunds.SelectMany(refund => refund.Lines).Where(line => line.LineId == left.LineId && line.Restock is Restock.Cancel).Sum(line => line.Quantity);
        var account = ledger.Lines.FirstOrDefault(line => line.LineId == left.LineId);
        return cancelled == 0 || account is null ? left.Quantity
            : Math.Max(0, account.Ordered - cancelled - OrderLedger.Quantity(ledger.Announced.SelectMany(announced => announced.Lines), left.LineId));
    }
}
