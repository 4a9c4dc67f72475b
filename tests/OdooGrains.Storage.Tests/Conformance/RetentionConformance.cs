using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Conformance;

public abstract class RetentionConformance : StoreConformance
{
    private static readonly DateTimeOffset Later = Sample.Now.AddDays(31);

    [Fact]
    public async Task Done_events_go_oldest_first_and_open_work_never()
    {
        foreach (var number in Enumerable.Range(1, 6))
        {
            await Store.Inbox.AcceptAsync(Aged(number), None);
        }

        await Store.Inbox.AcceptAsync(Aged(7) with { Status = EventStatus.Ignored, DocumentId = null }, None);
        await CommitAsync(Sample.Commit(Sample.Finished()) with { Events = [new(new(Sample.Id(1)), ChangedNothing: false), new(new(Sample.Id(2)), ChangedNothing: true), new(new(Sample.Id(3)), ChangedNothing: false)] });
        Assert.True(await Store.Inbox.ToWorkAsync(new("acme"), new(Sample.Id(4)), "tenant", Later, "Look at it.", None));
        Assert.True(await Store.Inbox.ToWorkAsync(new("acme"), new(Sample.Id(5)), "tenant", Later, "Look at it.", None));
        Assert.True(await Store.Inbox.CloseWorkAsync(new("acme"), new(Sample.Id(5)), "Done.", None));

        Assert.Equal(0, await Store.Retention.PurgeEventsAsync(new("globex"), Later, 10, None));
        Assert.Equal(0, await Store.Retention.PurgeEventsAsync(new("acme"), Sample.Now, 10, None));
        Assert.Equal(2, await Store.Retention.PurgeEventsAsync(new("acme"), Later, 2, None));
        Assert.Equal([3, 4, 5, 6, 7], await LeftAsync());
        Assert.Equal(3, await Store.Retention.PurgeEventsAsync(new("acme"), Later, 10, None));
        Assert.Equal([4, 6], await LeftAsync());
    }

    [Fact]
    public async Task A_purged_event_is_taken_in_again_as_new()
    {
        await Store.Inbox.AcceptAsync(Aged(1), None);
        Assert.True((await Store.Inbox.AcceptAsync(Aged(1) with { Id = new(Sample.Id(2)) }, None)).IsDuplicate);
        await CommitAsync(Sample.Commit(Sample.Finished()) with { Events = [new(new(Sample.Id(1)), ChangedNothing: false)] });
        Assert.Equal(1, await Store.Retention.PurgeEventsAsync(new("acme"), Later, 10, None));

        Assert.False((await Store.Inbox.AcceptAsync(Aged(1) with { Id = new(Sample.Id(2)) }, None)).IsDuplicate);
    }

    [Fact]
    public async Task Finished_documents_go_with_their_effects_and_references_and_unfinished_ones_stay()
    {
        DocumentKey old = Sample.Document("old"), young = Sample.Document("young"), open = Sample.Document("open");
        var confirmed = Sample.Effect(old) with { Status = EffectStatus.Confirmed, Attempts = 1, SentAt = Sample.Now, SettledAt = Sample.Now };
        await CommitAsync(Sample.Commit(Sample.Finished(old)) with { Effects = [confirmed], References = [DocumentReference.Payment("pi_1")] });
        await CommitAsync(Sample.Commit(Sample.Finished(young) with { UpdatedAt = Sample.Now.AddDays(1) }));
        await CommitAsync(Sample.Commit(Sample.Head(open)));

        Assert.Equal(0, await Store.Retention.PurgeDocumentsAsync(new("acme"), Sample.Now, 10, None));
        Assert.Equal(1, await Store.Retention.PurgeDocumentsAsync(new("acme"), Sample.Now.AddHours(1), 10, None));
        Assert.Null(await Store.Documents.LoadAsync(old, None));
        Assert.Null(await Store.Inbox.ReaddressAsync(new("acme"), Sample.Channel.Connection, DocumentReference.Payment("pi_1"), None));
        Assert.NotNull(await Store.Documents.LoadAsync(young, None));
        Assert.Equal(1, await Store.Retention.PurgeDocumentsAsync(new("acme"), Later, 10, None));
        Assert.NotNull(await Store.Documents.LoadAsync(open, None));

        // What is made again under its key begins with nothing.
        await CommitAsync(Sample.Commit(Sample.Head(old)));
        Assert.Empty((await Store.Documents.LoadAsync(old, None))!.Effects);
    }

    [Fact]
    public async Task A_finished_document_with_an_open_event_stays_until_that_is_folded()
    {
        await CommitAsync(Sample.Commit(Sample.Finished()));
        await Store.Inbox.AcceptAsync(Aged(1), None);
        Assert.Equal(0, await Store.Retention.PurgeDocumentsAsync(new("acme"), Later, 10, None));

        await CommitAsync(Sample.Commit(Sample.Finished(), expectedVersion: 1) with { Events = [new(new(Sample.Id(1)), ChangedNothing: true)] });
        Assert.Equal(1, await Store.Retention.PurgeDocumentsAsync(new("acme"), Later, 10, None));
    }

    [Fact]
    public async Task Documents_go_oldest_first()
    {
        foreach (var age in new[] { 2, 3, 1 })
        {
            await CommitAsync(Sample.Commit(Sample.Finished(Sample.Document($"{age}")) with { UpdatedAt = Sample.Now.AddDays(-age) }));
        }

        Assert.Equal(2, await Store.Retention.PurgeDocumentsAsync(new("acme"), Later, 2, None));
        Assert.NotNull(await Store.Documents.LoadAsync(Sample.Document("1"), None));
    }

    private async Task<IEnumerable<int>> LeftAsync()
        => (await Store.Inbox.ListAsync(new("acme"), null, null, null, 100, None)).Select(one => (int)(one.ReceivedAt - Sample.Now).TotalSeconds).Order();

    private static InboundEvent Aged(int number) => Sample.Event(number);
}
