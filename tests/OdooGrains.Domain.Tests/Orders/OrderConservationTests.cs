using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tests.Kit;
using OdooGrains.Domain.Tests.Model;

namespace OdooGrains.Domain.Tests.Orders;

/// <summary>However what is known of an order comes in, and however its calls fail in between, goods and money add up in the end.</summary>
public class OrderConservationTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(3000).WithStartSize(30).WithEndSize(160);

    private static readonly Arbitrary<int[]> Decisions = Arb.From(Gen.Choose(0, 9999).ArrayOf(), ArbMap.Default.ArbFor<int[]>().Shrinker);

    [Fact]
    public void Any_interleaving_ends_complete_with_goods_and_money_in_balance() => Prop.ForAll(Decisions, values =>
    {
        var world = Played(values);
        var (story, erp) = (world.Story, world.Erp);
        Assert.True(world.State is { Status: OrderStatus.Completed, IsFinished: true }, $"It ended as {OrderText.Of(world.State!)}: {world.State!.Hold?.Reason}\n{world.Log}");
        Assert.True(story.Order.Total - story.Refunded == erp.Invoiced - erp.Credited, $"{story.Order.Total} - {story.Refunded} ≠ {erp.Invoiced} - {erp.Credited}\n{world.Log}");
        Assert.True(erp.Registered == Math.Min(story.Order.Total, erp.Invoiced), $"{erp.Registered} of {erp.Invoiced} is paid.\n{world.Log}");
        Assert.Empty(Conservation.Breaches(world.State, OrderLedger.Of(world.State), tolerance: 0));
        foreach (var fate in story.Fates)
        {
            var line = OrderLedger.Of(world.State).Lines.Single(each => each.LineId == fate.Line.Id);
            Assert.True((line.Delivered, line.Open, line.Cancelled) == (fate.Delivered, 0, fate.Cancelled), $"{line}\n{world.Log}");
            Assert.True(erp.Booked!.Lines.Single(each => each.Id == fate.Line.Id).Quantity == line.Delivered + line.Open, $"The ERP has {erp.Booked}\n{world.Log}");
            Assert.True((line.Returned, line.Invoiced - line.Credited) == (fate.Back, fate.Delivered - fate.Back - fate.Kept), $"{line}\n{world.Log}");
        }
    }).Check(Many);

    [Fact]
    public void Any_interleaving_ends_in_the_state_of_the_run_in_order_with_each_delivery_carried_over_once() => Prop.ForAll(Decisions, values =>
    {
        var world = Played(values);
        var ordered = InOrder(values);
        Assert.True(Known(ordered) == Known(world), $"In order:\n{Known(ordered)}\nHere:\n{Known(world)}\n{world.Log}");
        var isErp = world.Story.Terms.DeliveryMaster is DeliveryMaster.Erp;
        var deliveries = world.Story.Facts.OfType<OrderFact.DeliveryFact>().Where(fact => !fact.Delivery.IsReturn).Select(fact => fact.Delivery.Id).Distinct().Order().ToList();
        Assert.Equal(isErp ? deliveries : [], world.Erp.Of<AnnounceDelivery>().Select(request => request.Delivery.Id).Order());
        Assert.Equal(isErp ? [] : deliveries, world.Erp.Of<DeliverOrder>().Select(request => request.Delivery.Id).Order());
    }).Check(Many);

    private static FollowWorld Played(int[] values)
    {
        FollowWorld world = new(new(values));
        world.PlayWell();
        return world;
    }

    // The same story, told once from the last word to the first, with nothing that fails.
    private static FollowWorld InOrder(int[] values)
    {
        FollowWorld world = new(new(values));
        world.Finish();
        return world;
    }

    // Which calls it took is a matter of timing; what is known, and what they come to, is not.
    private static string Known(FollowWorld world)
    {
        var state = world.State! with { Facts = Told(world.State!.Facts!), LastEvent = default, ProgressAt = default, Booked = null };
        var net = world.Erp.Of<CreditOrder>().Select(credit => credit.Refund.Total).Sum();
        return JsonSerializer.Serialize(state, DomainJson.Default.OrderState) + $"\n{world.Erp.Invoiced - net} billed, {string.Join(", ", OrderLedger.Of(world.State).Lines.Select(line => $"{line.LineId}: {line.Delivered} {line.Returned} {line.Invoiced - line.Credited}"))}";
    }

    // The ids of what the ERP made are its own.
    private static OrderFacts Told(OrderFacts facts) => facts with { Deliveries = [.. facts.Deliveries.Where(delivery => !delivery.Id.Contains('/', StringComparison.Ordinal))] };
}
