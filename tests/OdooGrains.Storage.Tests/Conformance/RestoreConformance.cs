using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Feeds;
using OdooGrains.Storage.Restore;
using OdooGrains.TestKit;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Conformance;

public abstract class RestoreConformance : StoreConformance
{
    private static readonly FeedKey Orders = new(Sample.Channel, "orders");
    private readonly ManualTime _time = new(Sample.Now.AddHours(6));

    [Fact]
    public async Task The_last_restore_is_remembered()
    {
        Assert.Null(await Store.Restore.LastAsync(None));
        await Store.Restore.PutAsync(new(Sample.Now, Sample.Now.AddHours(-1), IsDone: true), None);
        await Store.Restore.PutAsync(new(Sample.Now.AddDays(1), Sample.Now, IsDone: false), None);
        Assert.Equal(new(Sample.Now.AddDays(1), Sample.Now, IsDone: false), await Store.Restore.LastAsync(None));

        await Store.Restore.PutAsync(new(Sample.Now.AddDays(1), Sample.Now, IsDone: true), None);
        Assert.True((await Store.Restore.LastAsync(None))!.IsDone);
    }

    [Fact]
    public async Task Whatever_is_unfinished_is_in_doubt_afterwards_and_what_is_done_stays_done()
    {
        await FillAsync();
        var report = await RecoverAsync(null);

        var now = _time.GetUtcNow();
        foreach (var step in new[] { "planned", "sent", "in_doubt" })
        {
            var effect = await ReadAsync(new(Sample.Document(step), step, 1));
            Assert.Equal((EffectStatus.InDoubt, now, now, now), (effect.Status, effect.SentAt!.Value, effect.DoubtfulSince!.Value, effect.DueAt));
            Assert.InRange(effect.Attempts, 1, 1);
            Assert.Equal(now, (await Store.Documents.LoadAsync(Sample.Document(step), None))!.Head.NextActionAt);
        }

        var held = await ReadAsync(new(Sample.Document("held"), "held", 1));
        Assert.Equal((EffectStatus.Held, now), (held.Status, held.DoubtfulSince!.Value));
        var done = await ReadAsync(new(Sample.Document("confirmed"), "confirmed", 1));
        Assert.Equal((EffectStatus.Confirmed, null), (done.Status, done.DoubtfulSince));
        Assert.Equal((1, 4), (report.Tenants, report.Effects));
        Assert.True((await Store.Restore.LastAsync(None))!.IsDone);
    }

    [Fact]
    public async Task Owners_of_before_are_fenced_off_and_feeds_list_what_came_since()
    {
        await FillAsync();
        var before = await Store.Effects.TakeEpochAsync(Sample.Erp, None);
        var report = await RecoverAsync(Sample.Now.AddHours(3));

        Assert.Equal(before + AfterRestore.EpochJump, await Store.Effects.CurrentEpochAsync(Sample.Erp, None));
        var feed = (await Store.Feeds.FindAsync(Orders, None))!;
        Assert.Equal((null, Sample.Now.AddHours(3) - AfterRestore.Overlap), (feed.Cursor, feed.Since));
        Assert.Equal((1, 1, Sample.Now.AddHours(2)), (report.Epochs, report.Feeds, report.ListedSince));
        Assert.Equal([Sample.Erp], report.WithoutFeeds);
    }

    [Fact]
    public async Task The_end_of_the_backup_is_the_newest_that_it_knows()
    {
        await FillAsync();
        await Store.Inbox.AcceptAsync(Sample.Event(3), None);
        Assert.Equal(Sample.Now.AddMinutes(5), (await RecoverAsync(null)).BackupAt);
        await Store.Inbox.AcceptAsync(Sample.Event(4000), None);
        Assert.Equal(Sample.Now.AddSeconds(4000), (await RecoverAsync(null)).BackupAt);
    }

    [Fact]
    public async Task A_store_that_knows_nothing_wants_to_be_told()
    {
        var refused = await Assert.ThrowsAsync<StoreNotUsableException>(() => RecoverAsync(null));
        Assert.Contains("--backup-at", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_on_which_it_was_begun_and_not_ended_is_not_served()
    {
        await AfterRestore.CheckEndedAsync(Store, None);
        await Store.Restore.PutAsync(new(Sample.Now, Sample.Now, IsDone: false), None);
        var refused = await Assert.ThrowsAsync<StoreNotUsableException>(() => AfterRestore.CheckEndedAsync(Store, None));
        Assert.Contains("Run after-restore again", refused.Message, StringComparison.Ordinal);

        await FillAsync();
        await RecoverAsync(Sample.Now);
        await AfterRestore.CheckEndedAsync(Store, None);
    }

    [Fact]
    public async Task It_may_be_run_again()
    {
        await FillAsync();
        await RecoverAsync(Sample.Now);
        _time.Advance(TimeSpan.FromMinutes(1));
        var report = await RecoverAsync(Sample.Now);

        Assert.Equal(4, report.Effects);
        Assert.Equal(_time.GetUtcNow(), (await ReadAsync(new(Sample.Document("planned"), "planned", 1))).DoubtfulSince);
    }

    protected async Task<RestoreReport> RecoverAsync(DateTimeOffset? backupAt)
    {
        await ReopenAsync();
        return await new AfterRestore(Store, _time).RunAsync(backupAt, None);
    }

    protected async Task FillAsync()
    {
        await Store.Tenants.CreateTenantAsync(Sample.Tenant(), None);
        await Store.Tenants.PutConnectionAsync(Sample.Connection(), 0, None);
        await Store.Tenants.PutConnectionAsync(Sample.Connection(Sample.Channel) with { Kind = "shopify" }, 0, None);
        await Store.Feeds.EnsureAsync(FeedProgress.Begin(Orders, Sample.Now, TimeSpan.FromMinutes(5)), None);
        await Store.Feeds.PutAsync((await Store.Feeds.FindAsync(Orders, None))!.Read("c1", Sample.Now.AddMinutes(5), TimeSpan.FromMinutes(5)), None);
        foreach (var (step, status) in new[] { ("planned", EffectStatus.Planned), ("sent", EffectStatus.Sent), ("in_doubt", EffectStatus.InDoubt), ("held", EffectStatus.Held), ("confirmed", EffectStatus.Confirmed) })
        {
            var isSettled = status is EffectStatus.Held or EffectStatus.Confirmed;
            await PlanAsync(Sample.Effect(Sample.Document(step), step) with
            {
                Status = status,
                HotKey = step,
                Attempts = status is EffectStatus.Planned ? 0 : 1,
                SentAt = status is EffectStatus.Planned ? null : Sample.Now,
                SettledAt = isSettled ? Sample.Now : null,
            });
        }
    }
}

/// <summary>Of stores that several processes can open.</summary>
public abstract class SharedRestoreConformance : RestoreConformance
{
    [Fact]
    public async Task It_is_refused_while_another_process_works_on_the_store()
    {
        await FillAsync();
        await using (var other = Open())
        {
            Assert.Null(await other.ProblemAsync(None));
            var refused = await Assert.ThrowsAsync<StoreNotUsableException>(() => RecoverAsync(null));
            Assert.Contains("Stop it first", refused.Message, StringComparison.Ordinal);
            Assert.Null(await Store.Restore.LastAsync(None));
        }

        Assert.Equal(4, (await RecoverAsync(null)).Effects);
    }
}
