using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Grains.Tests.Kit;

namespace OdooGrains.Grains.Tests;

/// <summary>One order from the webhook to the confirmed sale, without the sweep: hints alone must bring it there.</summary>
public sealed class OrderWayTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_order_is_booked_and_confirmed_within_a_second(bool isStrict) => World.Run(
        async world =>
        {
            await world.AcceptAsync(An.Order());
            await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(1));

            Assert.Equal([An.Customer, An.Book, An.Confirm], world.Erp.Calls.Select(call => call.Operation));
            Assert.All((await world.StateAsync())!.Effects, effect => Assert.Equal((EffectStatus.Confirmed, 1), (effect.Status, effect.Attempts)));
        },
        isStrict: isStrict);

    [Fact]
    public void A_late_change_of_a_known_order_is_not_taken_for_a_new_order() => World.Run(async world =>
    {
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync();
        var news = 0;
        world.OnCommit = commit =>
        {
            news += commit.ExpectedVersion == 0 ? 1 : 0;
            return Task.CompletedTask;
        };
        await world.AcceptAsync(An.Order(minute: 10, cancelled: true));
        await world.UntilAsync(async () => (await world.StateAsync())!.Status is OrderStatus.Cancelled, "the cancellation", TimeSpan.FromSeconds(5));

        Assert.Equal(0, news);
    });

    [Fact]
    public void Every_call_leaves_after_its_mark_is_stored() => World.Run(async world =>
    {
        Effect? stored = null;
        world.Erp.Next(An.Book, async effect =>
        {
            stored = await world.EffectAsync(OrderSteps.Book);
            return world.Erp.Do(effect);
        });
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync();

        Assert.Equal((EffectStatus.Sent, 1), (stored!.Status, stored.Attempts));
        Assert.Equal(stored.Version, Assert.Single(world.CallsOf(An.Book)).Effect.Version);
    });

    [Fact]
    public void A_repeated_and_an_older_event_change_nothing() => World.Run(async world =>
    {
        var @event = await world.AcceptAsync(An.Order(minute: 5, quantity: 3));
        await world.UntilConfirmedAsync();
        world.Node.Folds.Arrived(@event);
        await world.AcceptAsync(An.Order(minute: 1));
        await world.PassAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(3, world.Erp.Calls.Count);
        Assert.Equal(30m, (await world.StateAsync())!.Order.Total);
    });

    [Fact]
    public void An_update_before_the_booking_leaves_is_booked_instead() => World.Run(async world =>
    {
        world.Erp.Latency = TimeSpan.FromSeconds(2);
        await world.AcceptAsync(An.Order());
        await world.UntilAsync(() => world.Erp.Calls.Count == 1, "the customer's call");
        await world.AcceptAsync(An.Order(minute: 1, quantity: 5));
        await world.UntilConfirmedAsync();

        Assert.Equal(50m, Assert.IsType<BookOrder>(Assert.Single(world.CallsOf(An.Book)).Effect.Request).Order.Total);
    });

    [Fact]
    public void A_cancellation_undoes_what_is_booked() => World.Run(async world =>
    {
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync();
        await world.AcceptAsync(An.Order(minute: 1, cancelled: true));
        await world.UntilAsync(async () => (await world.StateAsync())!.Status is OrderStatus.Cancelled, "the cancellation");

        Assert.Single(world.CallsOf("order.cancel"));
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void Fifty_events_of_one_order_end_in_the_newest() => World.Run(async world =>
    {
        foreach (var minute in Enumerable.Range(0, 50))
        {
            await world.AcceptAsync(An.Order(minute: (minute * 7) % 50, quantity: ((minute * 7) % 50) + 1));
        }

        await world.UntilAsync(async () => (await world.StateAsync())?.Order.Total == 500m, "the newest statement");
        await world.UntilAsync(async () => (await world.StateAsync())!.Current is null, "its booking");
        world.NothingIsDoneTwice();
    });
}
