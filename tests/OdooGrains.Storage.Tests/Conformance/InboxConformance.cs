using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Policies;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Conformance;

public abstract class InboxConformance : StoreConformance
{
    [Fact]
    public async Task An_event_comes_back_as_it_was_accepted()
    {
        var @event = Sample.Event(body: "{\"note\":\"\\u0000 and 1e131071 stay as they are\"}") with { Lane = Lane.Catalog };

        Assert.Equal(new(@event.Id, false, false), await Store.Inbox.AcceptAsync(@event, None));

        var stored = await Store.Inbox.FindAsync(@event.Connection.Tenant, @event.Id, None);
        Assert.Equal(@event.Body.ToArray(), stored!.Body.ToArray());
        Assert.Equal(@event.BodyHash.ToArray(), stored.BodyHash.ToArray());
        Assert.Equal(@event, stored with { Body = @event.Body, BodyHash = @event.BodyHash });
    }

    [Fact]
    public async Task The_same_delivery_is_a_duplicate()
    {
        await Store.Inbox.AcceptAsync(Sample.Event(1), None);
        var repeat = Sample.Event(1, topic: "orders/updated") with { Id = new(Sample.Id(2)) };

        Assert.Equal(new(new(Sample.Id(1)), true, false), await Store.Inbox.AcceptAsync(repeat, None));
        Assert.Null(await Store.Inbox.FindAsync(repeat.Connection.Tenant, repeat.Id, None));
    }

    [Fact]
    public async Task The_same_body_under_another_delivery_id_is_a_duplicate()
    {
        await Store.Inbox.AcceptAsync(Sample.Event(1, body: "{}"), None);

        Assert.Equal(new(new(Sample.Id(1)), true, false), await Store.Inbox.AcceptAsync(Sample.Event(2, body: "{}"), None));
    }

    [Fact]
    public async Task The_same_body_of_another_topic_is_another_event()
    {
        await Store.Inbox.AcceptAsync(Sample.Event(1, body: "{}"), None);

        Assert.False((await Store.Inbox.AcceptAsync(Sample.Event(2, body: "{}", topic: "orders/updated"), None)).IsDuplicate);
    }

    [Fact]
    public async Task The_same_delivery_id_with_another_body_is_kept_and_flagged()
    {
        await Store.Inbox.AcceptAsync(Sample.Event(1, delivery: "one"), None);
        var changed = Sample.Event(2, delivery: "one");

        Assert.Equal(new(changed.Id, false, true), await Store.Inbox.AcceptAsync(changed, None));
        Assert.True((await Store.Inbox.FindAsync(changed.Connection.Tenant, changed.Id, None))!.BodyChanged);
        Assert.Equal(new(changed.Id, true, true), await Store.Inbox.AcceptAsync(changed with { Id = new(Sample.Id(3)) }, None));
    }

    [Fact]
    public async Task Deliveries_without_an_id_are_told_apart_by_their_bodies()
    {
        await Store.Inbox.AcceptAsync(Sample.Event(1, delivery: ""), None);

        Assert.Equal(new(new(Sample.Id(2)), false, false), await Store.Inbox.AcceptAsync(Sample.Event(2, delivery: ""), None));
        Assert.True((await Store.Inbox.AcceptAsync(Sample.Event(2, delivery: "") with { Id = new(Sample.Id(3)) }, None)).IsDuplicate);
    }

    [Fact]
    public async Task Connections_and_tenants_do_not_share_delivery_ids()
    {
        var @event = Sample.Event(1);
        await Store.Inbox.AcceptAsync(@event, None);

        var ofOtherConnection = @event with { Id = new(Sample.Id(2)), Connection = new(new("acme"), new("other")) };
        var ofOtherTenant = @event with { Id = new(Sample.Id(3)), Connection = new(new("globex"), new("shop")) };
        Assert.False((await Store.Inbox.AcceptAsync(ofOtherConnection, None)).IsDuplicate);
        Assert.False((await Store.Inbox.AcceptAsync(ofOtherTenant, None)).IsDuplicate);
        Assert.Null(await Store.Inbox.FindAsync(new("globex"), @event.Id, None));
    }

    [Fact]
    public async Task Of_many_equal_deliveries_at_once_one_is_stored()
    {
        var repeats = Enumerable.Range(1, 50).Select(number => Sample.Event(1) with { Id = new(Sample.Id(number)) });

        var accepted = await Task.WhenAll(repeats.Select(repeat => Store.Inbox.AcceptAsync(repeat, None)));

        var stored = Assert.Single(accepted, one => !one.IsDuplicate);
        Assert.All(accepted, one => Assert.Equal(stored.Id, one.Id));
        Assert.Single(await Store.Inbox.OfDocumentAsync(Sample.Document(), 100, None));
    }

    [Fact]
    public async Task Of_many_bodies_under_one_delivery_id_all_are_stored_and_all_but_one_flagged()
    {
        var accepted = await Task.WhenAll(Enumerable.Range(1, 20).Select(number => Store.Inbox.AcceptAsync(Sample.Event(number, delivery: "one"), None)));

        Assert.DoesNotContain(accepted, one => one.IsDuplicate);
        Assert.Single(accepted, one => !one.BodyChanged);
    }

    [Fact]
    public async Task Open_events_of_a_document_come_in_the_order_of_arrival()
    {
        foreach (var number in (int[])[3, 1, 2])
        {
            await Store.Inbox.AcceptAsync(Sample.Event(number), None);
        }

        await Store.Inbox.AcceptAsync(Sample.Event(4, document: Sample.Document("1002")), None);

        var open = await Store.Inbox.OpenAsync(Sample.Document(), 2, None);
        Assert.Equal([Sample.Id(1), Sample.Id(2)], open.Select(@event => @event.Id.Value));
        Assert.All(open, @event => Assert.False(@event.Body.IsEmpty));
    }

    [Fact]
    public async Task The_history_of_a_document_keeps_the_newest_and_leaves_bodies_out()
    {
        for (var number = 1; number <= 3; number++)
        {
            await Store.Inbox.AcceptAsync(Sample.Event(number), None);
        }

        var history = await Store.Inbox.OfDocumentAsync(Sample.Document(), 2, None);
        Assert.Equal([Sample.Id(2), Sample.Id(3)], history.Select(@event => @event.Id.Value));
        Assert.All(history, @event => Assert.True(@event.Body.IsEmpty));
    }

    [Fact]
    public async Task Events_are_listed_newest_first_page_by_page()
    {
        for (var number = 1; number <= 5; number++)
        {
            await Store.Inbox.AcceptAsync(Sample.Event(number), None);
        }

        var first = await Store.Inbox.ListAsync(new("acme"), null, null, null, 3, None);
        var second = await Store.Inbox.ListAsync(new("acme"), Sample.Channel.Connection, EventStatus.Open, first[^1].Id, 3, None);
        Assert.Equal([5, 4, 3, 2, 1], first.Concat(second).Select(@event => (int)@event.ObjectUpdatedAt!.Value.Subtract(Sample.Now).TotalSeconds));
        Assert.Empty(await Store.Inbox.ListAsync(new("acme"), new("other"), null, null, 3, None));
        Assert.Empty(await Store.Inbox.ListAsync(new("acme"), null, EventStatus.Folded, null, 3, None));
        Assert.Empty(await Store.Inbox.ListAsync(new("globex"), null, null, null, 3, None));
    }

    [Fact]
    public async Task An_unreadable_event_becomes_work_and_opens_again()
    {
        var @event = Sample.Event();
        await Store.Inbox.AcceptAsync(@event, None);

        Assert.True(await Store.Inbox.ToWorkAsync(new("acme"), @event.Id, Owners.Platform, Sample.Now.AddDays(1), "No lines.", None));
        Assert.False(await Store.Inbox.ToWorkAsync(new("acme"), @event.Id, Owners.Platform, Sample.Now.AddDays(1), "No lines.", None));
        var work = await Store.Inbox.FindAsync(new("acme"), @event.Id, None);
        Assert.Equal((EventStatus.Work, Owners.Platform, Sample.Now.AddDays(1), "No lines."), (work!.Status, work.Owner, work.Deadline, work.Note));
        Assert.Empty(await Store.Inbox.OpenAsync(Sample.Document(), 10, None));

        Assert.True(await Store.Inbox.ReopenAsync(new("acme"), @event.Id, None));
        Assert.False(await Store.Inbox.ReopenAsync(new("acme"), @event.Id, None));
        Assert.Single(await Store.Inbox.OpenAsync(Sample.Document(), 10, None));
    }

    [Fact]
    public async Task Work_is_closed_once_with_its_note()
    {
        var @event = Sample.Event() with { DocumentId = null, Status = EventStatus.Work, Owner = Owners.Tenant, Deadline = Sample.Now.AddDays(30) };
        await Store.Inbox.AcceptAsync(@event, None);

        Assert.False(await Store.Inbox.ReopenAsync(new("acme"), @event.Id, None));
        Assert.False(await Store.Inbox.CloseWorkAsync(new("globex"), @event.Id, "Not mine.", None));
        Assert.True(await Store.Inbox.CloseWorkAsync(new("acme"), @event.Id, "Done by Ada.", None));
        Assert.False(await Store.Inbox.CloseWorkAsync(new("acme"), @event.Id, "Again.", None));
        var closed = await Store.Inbox.FindAsync(new("acme"), @event.Id, None);
        Assert.Equal((EventStatus.Closed, "Done by Ada."), (closed!.Status, closed.Note));
    }

    [Fact]
    public async Task An_open_event_without_document_is_refused()
        => await Assert.ThrowsAsync<StoreRefusedException>(() => Store.Inbox.AcceptAsync(Sample.Event() with { DocumentId = null }, None));
}
