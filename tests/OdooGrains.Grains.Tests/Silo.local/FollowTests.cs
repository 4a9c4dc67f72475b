using OdooGrains.Connectors;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Grains.Tests.Kit;

namespace OdooGrains.Grains.Tests;

/// <summary>From the confirmation to the end, where the ERP bills and the shop is told, without the sweep.</summary>
public sealed class FollowTests
{
    [Fact]
    public void An_order_goes_on_with_what_is_told_of_it_to_its_end() => World.Run(async world =>
    {
        var order = Follow(world);
        world.Shop.Facts = [Captured(order)];
        await world.AcceptAsync(order);
        await world.UntilAsync(async () => (await world.StateAsync())?.Awaits is OrderWait.Delivery, "the confirmation");
        await TellAsync(world, order, Left(order));
        await world.UntilAsync(async () => (await world.StateAsync())!.Status is OrderStatus.Completed, "the end", TimeSpan.FromSeconds(10));

        Assert.Equal(["order.customer", "order.book", "order.confirm", "order.invoice", "order.payment"], world.Erp.Calls.Select(call => call.Operation));
        Assert.Equal(("OUT1", world.Erp.Calls[0].Effect.Key.Document.Channel), (((AnnounceDelivery)Assert.Single(world.Shop.Announced).Request).Delivery.Id, world.Shop.Announced[0].Connection));
        Assert.True((await world.StateAsync())!.IsFinished);
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void A_shop_that_is_down_keeps_no_invoice_back() => World.Run(async world =>
    {
        var order = Follow(world);
        world.Shop.IsDown = true;
        await world.AcceptAsync(order);
        await TellAsync(world, order, Captured(order), Left(order));
        await world.UntilStatusAsync(OrderSteps.Payment, EffectStatus.Confirmed);
        Assert.Equal(EffectStatus.Planned, (await world.EffectAsync(OrderSteps.Announce))!.Status);

        world.Shop.IsDown = false;
        await world.UntilAsync(async () => (await world.StateAsync())!.Status is OrderStatus.Completed, "the announcement");
        Assert.Single(world.Shop.Announced);
    });

    [Fact]
    public void What_is_told_before_the_order_is_kept_until_it_is_stated() => World.Run(async world =>
    {
        var order = Follow(world);
        await TellAsync(world, order, Captured(order), Left(order));
        await world.UntilAsync(async () => (await world.StateAsync())?.Status is OrderStatus.AwaitingOrder, "the wait for the order");
        Assert.Empty(world.Erp.Calls);
        Assert.True(await world.UntilDeadlineAsync() > TimeSpan.Zero);

        await world.AcceptAsync(order);
        await world.UntilAsync(async () => (await world.StateAsync())!.Status is OrderStatus.Completed, "the end", TimeSpan.FromSeconds(10));
        world.NothingIsDoneTwice();
    });

    private static Order Follow(World world)
    {
        (world.Erp.Steps, world.Shop.IsTold) = (OrderSteps.All, true);
        return An.Order();
    }

    // An event of the shop that states no order, only these facts.
    private static async Task TellAsync(World world, Order order, params OrderFact[] facts)
    {
        world.Shop.OnStrange = () => new ParsedOrder.Told(facts);
        await world.AcceptAsync(order with { UpdatedAt = order.UpdatedAt.AddMinutes(1) }, isStrange: true);
    }

    private static OrderFact.PaymentFact Captured(Order order)
        => new(new() { Id = "pi_1", Kind = PaymentKind.Capture, Status = PaymentStatus.Succeeded, Amount = order.Total, Currency = order.Currency, UpdatedAt = order.UpdatedAt });

    private static OrderFact.DeliveryFact Left(Order order) => new(new()
    {
        Id = "OUT1",
        Source = DeliverySource.Erp,
        Status = DeliveryStatus.Done,
        Lines = [.. order.Lines.Select(line => new LineQuantity(line.Id, line.Quantity))],
        UpdatedAt = order.UpdatedAt,
    });
}
