using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Orders;

/// <summary>What parts that fail come to; the table of these stories stands in docs/order-saga.md.</summary>
public class OrderStoriesTests
{
    private static OrderRun Confirmed(OrderTerms? terms = null) => new OrderRun().Under(Some.Following(terms: terms)).Stated(Some.Order(10)).Done().Done().Done();

    private static OrderRun Completed => Confirmed().Told(Facts.Captured()).Told(Facts.Left()).DoneAll();

    [Fact]
    public void Payment_captured_but_order_creation_failed()
    {
        var run = new OrderRun().Under(Some.Following()).Stated(Some.Order(10)).Told(Facts.Captured()).Done().Refused();
        Assert.Equal("customer_ensured, held unknown_sku · book 1 held", OrderText.Of(run.State));
        Assert.Contains("(23.80 EUR of it is captured)", OrderExplanation.Of(run.State, OrderHead.Of(run.State, run.Policy, run.Now), null, run.Now).Sentence, StringComparison.Ordinal);
        Assert.Equal(Owners.Tenant, run.State.Hold!.Owner);

        Assert.Equal("confirmed, awaits delivery", OrderText.Of(run.Retried().DoneAll().State));
    }

    [Fact]
    public void Payment_captured_but_order_creation_failed_and_the_channel_gives_up()
    {
        var run = new OrderRun().Under(Some.Following()).Stated(Some.Order(10)).Told(Facts.Captured()).Done().Refused().Stated(Some.Order(11, cancelled: true));
        Assert.Equal("cancelled, awaits refund", OrderText.Of(run.State));

        run.Told(Facts.Refunded(mugs: 2, restock: Restock.Cancel));
        Assert.Equal(("cancelled", true), (OrderText.Of(run.State), run.State.IsFinished));
        Assert.DoesNotContain(run.State.Effects, effect => effect.Status is EffectStatus.Confirmed && effect.Request is not EnsureCustomer);
    }

    [Fact]
    public void Shipment_done_but_invoice_failed()
    {
        var run = Confirmed().Told(Facts.Captured()).Told(Facts.Left()).Refused("period_locked").DoneAtChannel();
        Assert.Equal("delivered, held period_locked · invoice 1 held", OrderText.Of(run.State));

        Assert.Equal("completed", OrderText.Of(run.Retried().DoneAll().State));
        Assert.Equal(1, run.State.Effects.Count(effect => effect.Request is InvoiceOrder));
    }

    [Fact]
    public void Refund_before_payment_event()
    {
        var run = Confirmed().Told(Facts.Left()).DoneAll().Told(Facts.Refunded());
        Assert.Equal("delivered, held refund_exceeds_payment", OrderText.Of(run.State));

        Assert.Equal("completed", OrderText.Of(run.Told(Facts.Captured()).DoneAll().State));
        Assert.Equal(["invoice", "announce", "payment", "credit", "return"], run.State.Effects.Skip(3).Select(effect => effect.Key.Step));
    }

    [Fact]
    public void Late_failure_event_after_success()
    {
        var run = Completed.Told(Facts.Captured(minute: 5, status: PaymentStatus.Failed));
        Assert.Equal(OrderText.Unchanged, OrderText.Of(run.Before, run.Fold!));
        run.Told(Facts.Captured(minute: 20, status: PaymentStatus.Failed));
        Assert.Equal(OrderText.Unchanged, OrderText.Of(run.Before, run.Fold!));

        run.Told(Facts.Captured(minute: 21, status: PaymentStatus.Failed));
        Assert.Equal("delivered, held payment_reversed", OrderText.Of(run.State));
        Assert.Equal("completed", OrderText.Of(run.Told(Facts.Captured(minute: 22)).State));
    }

    [Fact]
    public void Two_channels_events_out_of_order()
    {
        OrderFact[] facts = [Facts.Authorised(), Facts.Captured(3 * Facts.Mug), Facts.Left(1), Facts.Left(2, minute: 22, id: "OUT2"), Facts.Refunded()];
        var ordered = facts.Aggregate(new OrderRun().Under(Some.Following()).Stated(Some.Order(10, quantity: 3)).DoneAll(), (run, fact) => run.Told(fact).DoneAll());
        var reversed = facts.Reverse().Aggregate(new OrderRun().Under(Some.Following()), (run, fact) => run.Told(fact)).Stated(Some.Order(10, quantity: 3)).DoneAll();
        Assert.Equal(("completed", "completed"), (OrderText.Of(ordered.State), OrderText.Of(reversed.State)));
        Assert.Equal(OrderLedger.Of(ordered.State).Lines, OrderLedger.Of(reversed.State).Lines);
    }

    [Fact]
    public void Payment_before_the_order()
    {
        var run = new OrderRun().Under(Some.Following(terms: new() { ReleaseOn = ReleaseOn.Captured })).Told(Facts.Captured());
        var head = OrderHead.Of(run.State, run.Policy, run.Now);
        Assert.Equal(("awaiting_order", Owners.Tenant, run.Now.AddHours(1)), (head.Status, head.Owner, head.Deadline));

        Assert.Equal("confirmed, awaits delivery", OrderText.Of(run.Stated(Some.Order(10)).DoneAll().State));
    }

    [Fact]
    public void Cancelled_while_the_warehouse_ships()
    {
        var run = Confirmed().Told(Facts.Captured()).Stated(Some.Order(30, cancelled: true)).Refused("delivered_already").Told(Facts.Left()).DoneAll();
        Assert.Equal("cancelling, held shipped_before_cancel", OrderText.Of(run.State));

        Assert.Equal("cancelled", OrderText.Of(run.Told(Facts.Refunded(mugs: 2)).DoneAll().State));
        Assert.DoesNotContain(run.State.Effects, effect => effect is { Request: CancelOrder, Status: EffectStatus.Confirmed });
        Assert.Equal(0, OrderLedger.Of(run.State).Invoiced - OrderLedger.Of(run.State).Credited);
    }

    [Fact]
    public void Refunded_while_the_warehouse_ships()
    {
        var run = Confirmed().Told(Facts.Captured()).Told(Facts.Refunded(restock: Restock.None)).DoneAll();
        Assert.Equal(1, run.State.BookedOrder!.Lines[0].Quantity);

        run.Told(Facts.Left()).DoneAll();
        Assert.Equal("completed", OrderText.Of(run.State));
        Assert.Equal((2, Facts.Mug), (run.State.BookedOrder!.Lines[0].Quantity, OrderLedger.Of(run.State).Credited));
    }

    /// <summary>The simulation's seed 13: what the channel says left is refunded, and not cancelled, also before the ERP has it.</summary>
    [Fact]
    public void Refunded_before_the_channel_tells_of_its_delivery()
    {
        var run = Confirmed(new() { DeliveryMaster = DeliveryMaster.Channel }).Told(Facts.Captured()).Told(Facts.Refunded(restock: Restock.None)).DoneAll();
        Assert.Equal(1, run.State.BookedOrder!.Lines[0].Quantity);

        run.Told(Facts.Left(source: DeliverySource.Channel)).DoneAll();
        Assert.Equal("completed", OrderText.Of(run.State));
        Assert.Equal((2, 2, Facts.Mug), (run.State.BookedOrder!.Lines[0].Quantity, OrderLedger.Of(run.State).Lines[0].Delivered, OrderLedger.Of(run.State).Credited));
    }

    /// <summary>The simulation's seed 32: the draft must not stay behind in the ERP.</summary>
    [Fact]
    public void Shipped_by_the_channel_and_cancelled_before_the_ERP_confirmed()
    {
        var run = new OrderRun().Under(Some.Following(terms: new() { DeliveryMaster = DeliveryMaster.Channel, ReleaseOn = ReleaseOn.Captured })).Stated(Some.Order(10)).Done().Done();
        run.Told(Facts.Left(source: DeliverySource.Channel)).Stated(Some.Order(30, cancelled: true));
        Assert.Equal("cancelling, held shipped_before_cancel", OrderText.Of(run.State));

        run.Told(Facts.Captured()).Told(Facts.Refunded(mugs: 2)).DoneAll();
        Assert.Equal(("cancelled", true), (OrderText.Of(run.State), run.State.IsCancelledInErp));
    }

    [Fact]
    public void What_the_channel_cancelled_is_not_announced_to_it_though_it_left()
    {
        var run = Confirmed().Told(Facts.Captured()).Told(Facts.Refunded(restock: Restock.Cancel)).Told(Facts.Left());
        Assert.Equal([new LineQuantity("1", 1)], ((AnnounceDelivery)run.AtChannel.Request).Delivery.Lines);
        Assert.Equal("completed", OrderText.Of(run.DoneAll().State));

        // Told of too late, its refusal is held, and released by the refund.
        run = Confirmed().Told(Facts.Captured()).Told(Facts.Left()).AnsweredAtChannel(Some.Failed(FailureClass.Business)).Told(Facts.Refunded(restock: Restock.Cancel));
        Assert.Equal(2, run.AtChannel.Key.Revision);
        Assert.Equal([new LineQuantity("1", 1)], ((AnnounceDelivery)run.AtChannel.Request).Delivery.Lines);
        Assert.Equal("completed", OrderText.Of(run.DoneAll().State));

        run = Confirmed().Told(Facts.Captured()).Told(Facts.Refunded(mugs: 2, restock: Restock.Cancel)).Told(Facts.Left());
        Assert.Equal("completed", OrderText.Of(run.DoneAll().State));
        Assert.DoesNotContain(run.State.Effects, effect => effect.Request is AnnounceDelivery);
    }

    [Fact]
    public void A_shop_that_is_down_keeps_no_invoice_back()
    {
        var run = Confirmed().Told(Facts.Captured()).Told(Facts.Left()).AnsweredAtChannel(Some.Failed(FailureClass.Transient)).Done().Done();
        Assert.Equal("delivered · announce 1 planned again", OrderText.Of(run.State));
        Assert.Equal(2 * Facts.Mug, OrderLedger.Of(run.State).Invoiced);
    }

    [Fact]
    public void A_delivery_is_never_echoed_to_where_it_came_from()
    {
        var announced = Confirmed().Told(Facts.Captured()).Told(Facts.Left()).DoneAll().Told(Facts.Left(id: "told of OUT1", source: DeliverySource.Channel));
        Assert.Equal("completed", OrderText.Of(announced.State));

        var written = Confirmed(new() { DeliveryMaster = DeliveryMaster.Channel }).Told(Facts.Captured()).Told(Facts.Left(source: DeliverySource.Channel)).DoneAll().Told(Facts.Left(id: "out of OUT1"));
        Assert.Equal("completed", OrderText.Of(written.State));
        Assert.DoesNotContain(written.State.Effects, effect => effect.Request is AnnounceDelivery);
        Assert.Equal(2, OrderLedger.Of(written.State).Lines[0].Delivered);
    }

    [Fact]
    public void An_authorisation_that_is_voided_does_not_release()
    {
        var run = new OrderRun().Under(Some.Following(terms: new() { ReleaseOn = ReleaseOn.Authorised })).Stated(Some.Order(10)).Told(Facts.Voided()).Told(Facts.Authorised()).DoneAll();
        Assert.Equal("booked, awaits payment", OrderText.Of(run.State));
        Assert.Equal("confirmed, awaits delivery", OrderText.Of(run.Told(Facts.Authorised(id: "pi_2")).DoneAll().State));
    }

    [Fact]
    public void A_payment_pays_several_invoices_and_several_payments_pay_one()
    {
        var run = new OrderRun().Under(Some.Following()).Stated(Some.Order(10, quantity: 3)).DoneAll()
            .Told(Facts.Captured(10m)).Told(Facts.Captured(25.70m, minute: 21, id: "pi_2")).Told(Facts.Left(1)).DoneAll().Told(Facts.Left(2, minute: 22, id: "OUT2")).DoneAll();
        Assert.Equal("completed", OrderText.Of(run.State));
        Assert.Equal(
            [("inv 1×1", "pi_1", 10m), ("inv 1×1", "pi_2", 1.90m), ("inv 1×2", "pi_2", 23.80m)],
            OrderLedger.Of(run.State).Registered.Select(paid => (paid.InvoiceId, paid.Payment.Id, paid.Amount)));
    }

    [Fact]
    public void What_the_channel_calls_a_delivery_is_never_taken_for_another_of_the_same_goods()
    {
        var run = Confirmed().Told(Facts.Left(1, tracking: null)).DoneAtChannel().Told(Facts.Left(1, minute: 22, id: "OUT2", tracking: null));

        var announce = Assert.IsType<AnnounceDelivery>(run.AtChannel.Request);
        Assert.Equal(("OUT2", "told of OUT1"), (announce.Delivery.Id, Assert.Single(announce.Others)));
    }

    [Fact]
    public void An_erp_that_only_sells_ends_its_orders_with_the_confirmation()
    {
        var run = new OrderRun().Stated(Some.Order(10)).Done().Done().Done().Told(Facts.Captured()).Told(Facts.Left());
        Assert.Equal(("confirmed", true), (OrderText.Of(run.State), run.State.IsFinished));
    }

    [Fact]
    public void An_order_of_which_nothing_was_told_is_stored_as_before()
    {
        var json = System.Text.Json.JsonSerializer.Serialize(new OrderRun().Stated(Some.Order(10)).DoneAll().State, DomainJson.Default.OrderState);
        Assert.DoesNotContain("facts", json, StringComparison.Ordinal);
        Assert.DoesNotContain("awaits", json, StringComparison.Ordinal);
        Assert.DoesNotContain("bookedWithout", json, StringComparison.Ordinal);
    }
}
