using OdooGrains.Domain.Effects;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Effects;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Conformance;

public abstract class EffectConformance : StoreConformance
{
    [Fact]
    public async Task Epochs_ascend_each_connection_its_own()
    {
        Assert.Equal(0, await Store.Effects.CurrentEpochAsync(Sample.Erp, None));
        Assert.Equal(1, await Store.Effects.TakeEpochAsync(Sample.Erp, None));
        Assert.Equal(2, await Store.Effects.TakeEpochAsync(Sample.Erp, None));
        Assert.Equal(1, await Store.Effects.TakeEpochAsync(Sample.Channel, None));
        Assert.Equal(2, await Store.Effects.CurrentEpochAsync(Sample.Erp, None));
    }

    [Fact]
    public async Task Epochs_taken_at_once_all_differ()
    {
        var epochs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Store.Effects.TakeEpochAsync(Sample.Erp, None)));

        Assert.Equal(Enumerable.Range(1, 20).Select(epoch => (long)epoch), epochs.Order());
    }

    [Fact]
    public async Task An_epoch_outlives_its_connection()
    {
        await Store.Tenants.PutConnectionAsync(Sample.Connection(), 0, None);
        await Store.Effects.TakeEpochAsync(Sample.Erp, None);
        await Store.Tenants.DeleteConnectionAsync(Sample.Erp, None);

        Assert.Equal(2, await Store.Effects.TakeEpochAsync(Sample.Erp, None));
    }

    [Fact]
    public async Task A_mark_is_stored_and_the_payload_stays()
    {
        var epoch = await Store.Effects.TakeEpochAsync(Sample.Erp, None);
        var planned = await PlanAsync(Sample.Effect());

        var marked = (await Store.Effects.MarkSentAsync(EffectMachine.Mark(planned, epoch, Sample.Now.AddSeconds(1)), None)).Effect;

        Assert.Equal(planned with { Status = EffectStatus.Sent, Attempts = 1, Epoch = epoch, SentAt = Sample.Now.AddSeconds(1), Version = 2 }, marked);
        Assert.Equal(marked, await ReadAsync(planned.Key));
    }

    [Fact]
    public async Task A_mark_of_an_earlier_owner_fails()
    {
        var epoch = await Store.Effects.TakeEpochAsync(Sample.Erp, None);
        var planned = await PlanAsync(Sample.Effect());
        await Store.Effects.TakeEpochAsync(Sample.Erp, None);

        Assert.Equal(new MarkOutcome.Changed(), await Store.Effects.MarkSentAsync(EffectMachine.Mark(planned, epoch, Sample.Now), None));
        Assert.Equal(planned, await ReadAsync(planned.Key));
    }

    [Fact]
    public async Task A_mark_with_the_epoch_of_another_connection_fails()
    {
        await Store.Effects.TakeEpochAsync(Sample.Erp, None);
        await Store.Effects.TakeEpochAsync(Sample.Channel, None);
        var other = await Store.Effects.TakeEpochAsync(Sample.Channel, None);
        var planned = await PlanAsync(Sample.Effect());

        Assert.Equal(new MarkOutcome.Changed(), await Store.Effects.MarkSentAsync(EffectMachine.Mark(planned, other, Sample.Now), None));
    }

    [Fact]
    public async Task A_mark_on_another_version_fails()
    {
        var epoch = await Store.Effects.TakeEpochAsync(Sample.Erp, None);
        var planned = await PlanAsync(Sample.Effect());
        await CommitAsync(Sample.Commit(expectedVersion: 1) with { Effects = [planned with { DueAt = Sample.Now.AddHours(1) }] });

        Assert.Equal(new MarkOutcome.Changed(), await Store.Effects.MarkSentAsync(EffectMachine.Mark(planned, epoch, Sample.Now), None));
    }

    [Fact]
    public async Task Of_many_marks_at_once_one_wins()
    {
        var epoch = await Store.Effects.TakeEpochAsync(Sample.Erp, None);
        var planned = await PlanAsync(Sample.Effect());
        var mark = EffectMachine.Mark(planned, epoch, Sample.Now);

        var marks = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Store.Effects.MarkSentAsync(mark, None)));

        Assert.Single(marks, marked => marked is MarkOutcome.Marked);
        Assert.Equal(2, (await ReadAsync(planned.Key)).Version);
    }

    [Fact]
    public async Task A_hot_key_that_is_sent_or_in_doubt_keeps_another_effect_of_it_back()
    {
        var epoch = await Store.Effects.TakeEpochAsync(Sample.Erp, None);
        var one = await PlanAsync(At("one", Lane.Money, 0) with { HotKey = "customer/7" });
        var other = await PlanAsync(At("other", Lane.Stock, 0) with { HotKey = "customer/7" });
        var sent = (await Store.Effects.MarkSentAsync(EffectMachine.Mark(one, epoch, Sample.Now), None)).Effect!;
        Assert.Equal(new MarkOutcome.Busy(), await Store.Effects.MarkSentAsync(EffectMachine.Mark(other, epoch, Sample.Now), None));

        var doubtful = sent with { Status = EffectStatus.InDoubt, DoubtfulSince = sent.SentAt };
        await CommitAsync(Sample.Commit(Sample.Head(one.Key.Document), expectedVersion: 1) with { Effects = [doubtful] });
        Assert.Equal(new MarkOutcome.Busy(), await Store.Effects.MarkSentAsync(EffectMachine.Mark(other, epoch, Sample.Now), None));
        Assert.Equal(new MarkOutcome.Changed(), await Store.Effects.MarkSentAsync(EffectMachine.Mark(other, epoch - 1, Sample.Now), None));
        Assert.Equal(other, await ReadAsync(other.Key));

        var settled = doubtful with { Version = 3, Status = EffectStatus.Withdrawn, SettledAt = Sample.Now };
        await CommitAsync(Sample.Commit(Sample.Head(one.Key.Document), expectedVersion: 2) with { Effects = [settled] });
        Assert.NotNull((await Store.Effects.MarkSentAsync(EffectMachine.Mark(other, epoch, Sample.Now), None)).Effect);
    }

    [Fact]
    public async Task A_hot_key_keeps_nothing_back_at_another_connection_or_another_tenant_and_not_its_own_effect()
    {
        var elsewhere = Sample.Document(tenant: "globex");
        await Store.Effects.TakeEpochAsync(new(elsewhere.Tenant, Sample.Erp.Connection), None);
        await Store.Effects.TakeEpochAsync(new(Sample.Erp.Tenant, new("other")), None);
        await Store.Effects.TakeEpochAsync(Sample.Erp, None);
        Effect[] effects =
        [
            await PlanAsync(Sample.Effect() with { HotKey = "customer/7" }),
            await PlanAsync(At("other connection", Lane.Money, 0) with { HotKey = "customer/7", Connection = new("other") }),
            await PlanAsync(Sample.Effect(elsewhere) with { HotKey = "customer/7" }),
            await PlanAsync(At("other key", Lane.Money, 0) with { HotKey = "customer/8" }),
        ];
        foreach (var effect in effects)
        {
            Assert.NotNull((await Store.Effects.MarkSentAsync(EffectMachine.Mark(effect, 1, Sample.Now), None)).Effect);
        }

        // Tried again, as after a failure.
        var sent = await ReadAsync(effects[0].Key);
        await CommitAsync(Sample.Commit(expectedVersion: 1) with { Effects = [sent with { Status = EffectStatus.Planned }] });
        Assert.NotNull((await Store.Effects.MarkSentAsync(EffectMachine.Mark(await ReadAsync(sent.Key), 1, Sample.Now), None)).Effect);
    }

    [Fact]
    public async Task Of_effects_of_one_hot_key_that_are_marked_at_once_one_wins()
    {
        var epoch = await Store.Effects.TakeEpochAsync(Sample.Erp, None);
        List<Effect> planned = [];
        for (var number = 0; number < 20; number++)
        {
            planned.Add(await PlanAsync(At($"{number}", Lane.Money, 0) with { HotKey = $"customer/{number % 2}" }));
        }

        var marks = await Task.WhenAll(planned.Select(effect => Store.Effects.MarkSentAsync(EffectMachine.Mark(effect, epoch, Sample.Now), None)));

        Assert.Equal(2, marks.Count(mark => mark is MarkOutcome.Marked));
        Assert.Equal(18, marks.Count(mark => mark is MarkOutcome.Busy));
        Assert.Equal(2, await Store.Effects.UnsettledAsync(Sample.Erp, None));
    }

    [Fact]
    public async Task A_fold_that_did_not_see_the_mark_conflicts()
    {
        var epoch = await Store.Effects.TakeEpochAsync(Sample.Erp, None);
        var planned = await PlanAsync(Sample.Effect());
        await Store.Effects.MarkSentAsync(EffectMachine.Mark(planned, epoch, Sample.Now), None);

        var fold = Sample.Commit(expectedVersion: 1) with { Effects = [EffectMachine.Withdraw(planned, Sample.Now)] };
        Assert.Equal(CommitResult.Conflict, await Store.Documents.CommitAsync(fold, None));
    }

    [Fact]
    public async Task What_is_not_marked_is_the_callers_mistake()
    {
        var planned = await PlanAsync(Sample.Effect());

        await Assert.ThrowsAsync<ArgumentException>(() => Store.Effects.MarkSentAsync(planned, None));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.Effects.MarkSentAsync(EffectMachine.Mark(Sample.Effect(), 1, Sample.Now), None));
    }

    [Fact]
    public async Task Due_effects_come_by_lane_and_then_by_time()
    {
        await PlanAsync(At("late", Lane.Money, 5));
        await PlanAsync(At("early", Lane.Money, 1));
        await PlanAsync(At("stock", Lane.Stock, 0));
        await PlanAsync(At("not yet", Lane.Money, 60));
        await PlanAsync(At("elsewhere", Lane.Money, 0) with { Connection = new("other") });

        var due = await Store.Effects.DueAsync(Sample.Erp, 1, Sample.Now.AddSeconds(30), 10, None);
        Assert.Equal(["early", "late", "stock"], due.Select(effect => effect.Key.Document.Id));
    }

    [Fact]
    public async Task A_backlog_of_one_lane_hides_no_effect_of_another_and_none_that_is_in_doubt()
    {
        var doubtful = await PlanAsync(At("doubtful", Lane.Money, 9));
        var epoch = await Store.Effects.TakeEpochAsync(Sample.Erp, None);
        await Store.Effects.MarkSentAsync(EffectMachine.Mark(doubtful, epoch, Sample.Now), None);
        await PlanAsync(At("late", Lane.Money, 5));
        await PlanAsync(At("early", Lane.Money, 1));
        await PlanAsync(At("report", Lane.Reports, 7));

        var due = await Store.Effects.DueAsync(Sample.Erp, epoch + 1, Sample.Now.AddSeconds(30), 1, None);
        Assert.Equal(["early", "doubtful", "report"], due.Select(effect => effect.Key.Document.Id));
    }

    [Fact]
    public async Task Sent_effects_are_due_at_once_for_the_next_owner_only()
    {
        var epoch = await Store.Effects.TakeEpochAsync(Sample.Erp, None);
        var planned = await PlanAsync(Sample.Effect() with { DueAt = Sample.Now });
        await Store.Effects.MarkSentAsync(EffectMachine.Mark(planned, epoch, Sample.Now), None);

        Assert.Empty(await Store.Effects.DueAsync(Sample.Erp, epoch, Sample.Now.AddDays(1), 10, None));
        Assert.Single(await Store.Effects.DueAsync(Sample.Erp, epoch + 1, Sample.Now.AddDays(-1), 10, None));
    }

    [Fact]
    public async Task Settled_effects_are_not_due()
    {
        var planned = await PlanAsync(Sample.Effect());
        await CommitAsync(Sample.Commit(expectedVersion: 1) with { Effects = [EffectMachine.Withdraw(planned, Sample.Now)] });

        Assert.Empty(await Store.Effects.DueAsync(Sample.Erp, 9, Sample.Now.AddDays(1), 10, None));
        Assert.Empty(await Store.Effects.DepthAsync(Sample.Erp, None));
    }

    [Fact]
    public async Task Depth_counts_what_waits_and_unsettled_what_may_have_left()
    {
        var epoch = await Store.Effects.TakeEpochAsync(Sample.Erp, None);
        await PlanAsync(At("one", Lane.Money, 0) with { PlannedAt = Sample.Now.AddSeconds(-9) });
        await PlanAsync(At("two", Lane.Money, 0));
        var sent = await PlanAsync(At("three", Lane.Stock, 0));
        await Store.Effects.MarkSentAsync(EffectMachine.Mark(sent, epoch, Sample.Now), None);

        OperationDepth[] depth = [new(Lane.Money, "order.confirm", EffectStatus.Planned, 2, Sample.Now.AddSeconds(-9)), new(Lane.Stock, "order.confirm", EffectStatus.Sent, 1, Sample.Now)];
        Assert.Equal(depth, await Store.Effects.DepthAsync(Sample.Erp, None));
        Assert.Equal(1, await Store.Effects.UnsettledAsync(Sample.Erp, None));
        Assert.Equal(1, await Store.Tenants.UnsettledAsync(Sample.Erp.Tenant, None));
        Assert.Equal(0, await Store.Effects.UnsettledAsync(Sample.Channel, None));
    }

    [Fact]
    public async Task Documents_with_unsettled_effects_of_a_connection_come_by_key()
    {
        var epoch = await Store.Effects.TakeEpochAsync(Sample.Erp, None);
        foreach (var document in (string[])["3", "1", "2"])
        {
            var planned = await PlanAsync(At(document, Lane.Money, 0) with { HotKey = document });
            await Store.Effects.MarkSentAsync(EffectMachine.Mark(planned, epoch, Sample.Now), None);
        }

        await PlanAsync(At("only planned", Lane.Money, 0));

        Assert.Equal(["1", "2"], (await Store.Effects.UnsettledDocumentsAsync(Sample.Erp, 2, None)).Select(document => document.Id));
        Assert.Equal(3, (await Store.Effects.UnsettledDocumentsAsync(Sample.Erp, 10, None)).Count);
        Assert.Empty(await Store.Effects.UnsettledDocumentsAsync(Sample.Channel, 10, None));
    }

    private static Effect At(string document, Lane lane, int seconds) => Sample.Effect(Sample.Document(document)) with { Lane = lane, DueAt = Sample.Now.AddSeconds(seconds) };
}
