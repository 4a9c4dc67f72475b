using OdooGrains.Domain.Events;
using OdooGrains.Domain.Orders;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.Storage;
using OdooGrains.TestKit.Builders;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Grains.Tests;

/// <summary>Events that cannot be folded become work of an owner; nothing else waits for them.</summary>
public sealed class UnreadableTests
{
    [Fact]
    public void An_unreadable_event_becomes_work_and_the_events_around_it_fold() => World.Run(async world =>
    {
        var strange = await world.AcceptAsync(An.Order(minute: 1, quantity: 9), isHinted: false, isStrange: true);
        await world.AcceptAsync(An.Order(), isHinted: false);
        world.Node.Folds.Open(Sample.Document());
        await world.UntilConfirmedAsync();

        var work = (await FindAsync(world, strange))!;
        Assert.Equal((EventStatus.Work, "platform", "The body is in a new format."), (work.Status, work.Owner, work.Note));
        Assert.Equal(strange.ReceivedAt.AddHours(24), work.Deadline!.Value, TimeSpan.FromSeconds(5));
    });

    [Fact]
    public void Such_work_folds_when_it_is_opened_again() => World.Run(async world =>
    {
        var strange = await world.AcceptAsync(An.Order(), isStrange: true);
        await world.UntilAsync(async () => (await FindAsync(world, strange))!.Status is EventStatus.Work, "the work");
        world.Shop.OnStrange = null;
        Assert.True(await world.Store.Inbox.ReopenAsync(strange.Connection.Tenant, strange.Id, default));
        world.Node.Folds.Open(Sample.Document());

        await world.UntilConfirmedAsync();
        Assert.Equal(EventStatus.Folded, (await FindAsync(world, strange))!.Status);
    });

    [Fact]
    public void A_parser_that_throws_holds_no_other_event_back() => World.Run(async world =>
    {
        world.Shop.OnStrange = () => throw new FormatException("A mistake of the connector.");
        var strange = await world.AcceptAsync(An.Order(minute: 1), isHinted: false, isStrange: true);
        await world.AcceptAsync(An.Order(), isHinted: false);
        world.Node.Folds.Open(Sample.Document());
        await world.UntilConfirmedAsync();

        Assert.Equal(EventStatus.Work, (await FindAsync(world, strange))!.Status);
    });

    [Fact]
    public void An_event_that_the_store_refuses_becomes_work_and_the_others_fold() => World.Run(async world =>
    {
        var refused = await world.AcceptAsync(An.Order(minute: 2, quantity: 9) with { Note = "refused" }, isHinted: false);
        await world.AcceptAsync(An.Order(minute: 1), isHinted: false);
        world.OnCommit = commit => System.Text.Encoding.UTF8.GetString(commit.State.Span).Contains("refused", StringComparison.Ordinal)
            ? throw new StoreRefusedException("The store refused a character.") : Task.CompletedTask;
        world.Node.Folds.Open(Sample.Document());
        await world.UntilAsync(async () => (await FindAsync(world, refused))!.Status is EventStatus.Work, "the work");
        await world.UntilConfirmedAsync();

        Assert.Equal(20m, (await world.StateAsync())!.Order.Total);
    });

    [Fact]
    public void A_wrong_guess_that_a_document_is_new_does_not_outlive_its_fold() => World.Run(async world =>
    {
        // The order is not in memory when the strange event comes, its fold fails, and an outcome waits right behind it.
        var isFailed = false;
        world.OnStore = async call =>
        {
            if (call.Name is not "Inbox.ToWork" || isFailed)
            {
                return StoreFault.None;
            }

            await world.PassAsync(TimeSpan.FromSeconds(1));
            isFailed = true;
            return StoreFault.Unavailable;
        };
        world.Erp.Next(An.Book, async effect =>
        {
            world.Faults.Deactivates = grain => grain.Key == Sample.Document().ToString();
            await world.Order().Wake();
            world.Faults.Deactivates = null;
            await world.AcceptAsync(An.Order(minute: 1), isStrange: true);
            await world.PassAsync(TimeSpan.FromMilliseconds(100));
            return world.Erp.Do(effect);
        });
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync(atMost: TimeSpan.FromSeconds(5));

        Assert.True(isFailed);
    });

    [Fact]
    public void An_update_of_an_order_bound_to_its_ERP_folds_although_the_channel_names_none_any_more() => World.Run(async world =>
    {
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync();
        await world.PutAsync(Sample.Channel, connection => connection with { Settings = [] }, reload: true);
        await world.AcceptAsync(An.Order(minute: 1, cancelled: true));

        await world.UntilAsync(async () => (await world.StateAsync())!.Status is OrderStatus.Cancelled, "the cancellation", TimeSpan.FromSeconds(5));
    });

    [Fact]
    public void A_new_order_without_an_ERP_becomes_work_of_the_tenant() => World.Run(async world =>
    {
        await world.PutAsync(Sample.Channel, connection => connection with { Settings = [] }, reload: true);
        var @event = await world.AcceptAsync(An.Order());
        await world.UntilAsync(async () => (await FindAsync(world, @event))!.Status is EventStatus.Work, "the work");

        var work = (await FindAsync(world, @event))!;
        Assert.Equal("tenant", work.Owner);
        Assert.Contains("'erp'", work.Note, StringComparison.Ordinal);
    });

    private static Task<InboundEvent?> FindAsync(World world, InboundEvent @event) => world.Store.Inbox.FindAsync(@event.Connection.Tenant, @event.Id, default);
}
