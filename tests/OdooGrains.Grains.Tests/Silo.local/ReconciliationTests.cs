using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Reconciliation;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.Storage.Tenants;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Grains.Tests;

/// <summary>What differs between the tenant's systems and the platform is found when the schedule says so, and goes the way that events take.</summary>
public sealed class ReconciliationTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void A_missed_order_is_found_at_its_schedules_time_and_taken_in() => World.Run(async world =>
    {
        await Reconciled.BeginAsync(world);
        await Reconciled.HappenAsync(world, At(world, "known"));
        world.Listed.Put(At(world, "missed"));
        await world.UntilConfirmedAsync("known");

        await world.PassAsync(ReconciliationWindow.Grace);
        var run = await Reconciled.NextAsync(world, ReconciliationSubject.Orders);
        Assert.Equal((RunStatus.Done, 2, 1, 1, 1, 0), (run.Status, run.Compared, run.Matched, run.Drifts, run.Repaired, run.LeftToPerson));
        Assert.InRange(run.StartedAt.Minute, 0, 5);
        var (drift, settlement, owner) = Assert.Single(await Reconciled.DriftsAsync(world, run)).Settled;
        Assert.Equal(("missed", DriftCause.MissedWebhook, DriftSettlement.Repaired, null), (drift.Document.Id, drift.Cause, settlement, owner));
        await world.UntilConfirmedAsync("missed", atMost: TimeSpan.FromSeconds(10));

        // Found once.
        Assert.Equal(0, (await Reconciled.NextAsync(world, ReconciliationSubject.Orders)).Drifts);
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void What_changed_just_now_is_left_to_the_next_run() => World.Run(async world =>
    {
        await Reconciled.BeginAsync(world);
        await Reconciled.NextAsync(world, ReconciliationSubject.Orders);
        await world.PassAsync(Hour - TimeSpan.FromMinutes(9));
        world.Listed.Put(At(world, "1"));

        Assert.Equal((0, 0), Counts(await Reconciled.NextAsync(world, ReconciliationSubject.Orders)));
        Assert.Equal((1, 1), Counts(await Reconciled.NextAsync(world, ReconciliationSubject.Orders)));
    }, seeds: 1);

    [Fact]
    public void Two_words_of_one_second_are_settled_by_what_the_shop_says_now() => World.Run(async world =>
    {
        await Reconciled.BeginAsync(world);
        var told = At(world, "1");
        await world.AcceptAsync(told);
        world.Listed.Put(told with { Note = "Ring twice." });
        await world.UntilConfirmedAsync("1");

        await world.PassAsync(ReconciliationWindow.Grace);
        var run = await Reconciled.NextAsync(world, ReconciliationSubject.Orders);
        Assert.Equal((DriftCause.ChangedSilently, "note", "Ring twice."), Found(Assert.Single(await Reconciled.DriftsAsync(world, run)).Settled.Drift));
        await world.UntilAsync(async () => (await world.StateAsync("1"))!.Order.Note == "Ring twice.", "the newest word");
    }, seeds: 1);

    [Fact]
    public void An_order_that_the_shop_lists_no_more_is_for_the_owner_whom_policy_names() => World.Run(async world =>
    {
        await Reconciled.BeginAsync(world, """{"reconcileOrders": "0 * * * *", "owner.business.orders": "sales@acme.example"}""");
        var gone = At(world, "1");
        await world.AcceptAsync(gone);
        await world.UntilConfirmedAsync("1");

        await world.PassAsync(ReconciliationWindow.Grace);
        var run = await Reconciled.NextAsync(world, ReconciliationSubject.Orders);
        var (drift, settlement, owner) = Assert.Single(await Reconciled.DriftsAsync(world, run)).Settled;
        Assert.Equal((DriftCause.UnknownThere, DriftSettlement.Person, "sales@acme.example", gone.UpdatedAt), (drift.Cause, settlement, owner, drift.Since));
        Assert.Equal(1, run.LeftToPerson);

        // It is told once, and not each hour.
        Assert.Equal(0, (await Reconciled.NextAsync(world, ReconciliationSubject.Orders)).Drifts);
    }, seeds: 1);

    [Fact]
    public void Where_policy_wants_a_report_nothing_is_taken_in() => World.Run(async world =>
    {
        await Reconciled.BeginAsync(world, """{"reconcileOrders": "0 * * * *", "repairOrders": "report"}""");
        world.Listed.Put(At(world, "1"));

        await world.PassAsync(ReconciliationWindow.Grace);
        var run = await Reconciled.NextAsync(world, ReconciliationSubject.Orders);
        Assert.Equal((DriftSettlement.Reported, "tenant"), (Assert.Single(await Reconciled.DriftsAsync(world, run)).Settled is var settled ? (settled.Settlement, settled.Owner!) : default));
        Assert.Null(await world.StateAsync("1"));
    }, seeds: 1);

    [Fact]
    public void What_is_in_the_inbox_and_not_folded_yet_is_no_drift() => World.Run(async world =>
    {
        await Reconciled.BeginAsync(world);
        var order = At(world, "1");
        world.Listed.Put(order, FakeShop.Body(order, []));
        await world.AcceptAsync(order, isHinted: false);

        await world.PassAsync(ReconciliationWindow.Grace);
        var run = await Reconciled.NextAsync(world, ReconciliationSubject.Orders);
        Assert.Equal((1, 1, 0), (run.Compared, run.Matched, run.Drifts));
    }, seeds: 1);

    [Fact]
    public void Payments_and_refunds_that_differ_are_repaired_or_for_a_person() => World.Run(async world =>
    {
        await Reconciled.BeginAsync(world);
        var (missed, differs, refunded) = (At(world, "missed"), At(world, "differs"), At(world, "refunded"));
        foreach (var order in new[] { missed, differs, refunded })
        {
            await world.AcceptAsync(order, FakeShop.Body(order, order == differs ? [Reconciled.Paid(order, 15m)] : []));
        }

        world.Listed.Put(missed, FakeShop.Body(missed, [Reconciled.Paid(missed)]));
        world.Listed.Put(differs, FakeShop.Body(differs, [Reconciled.Paid(differs)]));
        world.Listed.Put(refunded, FakeShop.Body(refunded, [Reconciled.Refunded(refunded, 10m)]));
        await world.PassAsync(ReconciliationWindow.Grace);
        var payments = await Reconciled.NextAsync(world, ReconciliationSubject.Payments);
        var refunds = (await Reconciled.RunsAsync(world, ReconciliationSubject.Refunds)).Where(run => run.Drifts > 0).FirstOrDefault() ?? await Reconciled.NextAsync(world, ReconciliationSubject.Refunds);

        Assert.Equal(
            [("differs", DriftCause.AmountDiffers, DriftSettlement.Person), ("missed", DriftCause.MissedWebhook, DriftSettlement.Repaired)],
            (await Reconciled.DriftsAsync(world, payments)).Select(found => (found.Settled.Drift.Document.Id, found.Settled.Drift.Cause, found.Settled.Settlement)).Order());
        Assert.Equal(("20 EUR succeeded", "15 EUR succeeded"), (await Reconciled.DriftsAsync(world, payments)).Select(found => (found.Settled.Drift.Theirs!, found.Settled.Drift.Ours!)).First(said => said.Item2 is not null));
        Assert.Equal([("refunded", DriftSettlement.Repaired)], (await Reconciled.DriftsAsync(world, refunds)).Select(found => (found.Settled.Drift.Document.Id, found.Settled.Settlement)));
        await world.UntilAsync(async () => (await world.StateAsync("missed"))!.Facts is { Payments.Count: 1 } && (await world.StateAsync("refunded"))!.Facts is { Refunds.Count: 1 }, "the repairs");
    }, seeds: 1);

    [Fact]
    public void What_names_a_payment_alone_is_compared_with_the_order_that_knows_it() => World.Run(async world =>
    {
        await Reconciled.BeginAsync(world);
        var order = At(world, "1");
        await world.AcceptAsync(order, FakeShop.Body(order, [Reconciled.Paid(order)]));
        await world.UntilConfirmedAsync("1");
        var (known, stranger) = (order with { Id = "payment:pi_1" }, order with { Id = "payment:pi_9" });
        world.Listed.Put(known, FakeShop.Body(known, [Reconciled.Paid(order, 15m)]));
        world.Listed.Put(stranger, FakeShop.Body(stranger, [Reconciled.Paid(order with { Id = "9" })]));

        await world.PassAsync(ReconciliationWindow.Grace);
        var run = await Reconciled.NextAsync(world, ReconciliationSubject.Payments);
        Assert.Equal(
            [("1", DriftCause.AmountDiffers, DriftSettlement.Person), ("payment:pi_9", DriftCause.UnknownHere, DriftSettlement.Repaired)],
            (await Reconciled.DriftsAsync(world, run)).Select(found => (found.Settled.Drift.Document.Id, found.Settled.Drift.Cause, found.Settled.Settlement)).Order());
    }, seeds: 1);

    [Fact]
    public void A_run_that_was_killed_begins_anew_and_repairs_nothing_twice() => World.Run(async world =>
    {
        await Reconciled.BeginAsync(world, """{"reconcileOrders": "0 * * * *"}""");
        (world.Listed.PageMax, world.Listed.Latency) = (1, TimeSpan.FromSeconds(2));
        foreach (var id in Enumerable.Range(1, 5))
        {
            world.Listed.Put(At(world, $"{id}"));
        }

        await world.PassAsync(ReconciliationWindow.Grace);
        var before = world.Listed.Reads.Count;
        await world.UntilAsync(() => world.Listed.Reads.Count == before + 3, "the middle of the list", TimeSpan.FromMinutes(70));
        await world.RestartAsync();
        world.Node.StartSweep();
        await world.UntilAsync(
            async () => (await Reconciled.RunsAsync(world, ReconciliationSubject.Orders))[0].Status is RunStatus.Done, "the run's end", ReconciliationLimits.CheckEvery + TimeSpan.FromMinutes(1));

        var run = (await Reconciled.RunsAsync(world, ReconciliationSubject.Orders))[0];
        Assert.Equal((5, 5), (run.Compared, run.Repaired));
        await world.UntilConfirmedAsync("5");
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void A_run_that_cannot_be_read_fails_in_time_and_the_next_one_looks_at_its_window() => World.Run(async world =>
    {
        await Reconciled.BeginAsync(world);
        var order = At(world, "1");
        world.Listed.Put(order);
        await world.PassAsync(ReconciliationWindow.Grace);
        world.Listed.Next(ListedShop.Failure(FailureClass.Business), times: 100_000);
        await world.UntilAsync(async () => (await Reconciled.RunsAsync(world, ReconciliationSubject.Orders)).Any(run => run.Status is RunStatus.Failed), "the failure", ReconciliationLimits.RunMax + Hour + Hour);
        var failed = (await Reconciled.RunsAsync(world, ReconciliationSubject.Orders)).First(run => run.Status is RunStatus.Failed);
        Assert.InRange(failed.EndedAt!.Value - failed.StartedAt, ReconciliationLimits.RunMax, ReconciliationLimits.RunMax + TimeSpan.FromMinutes(20));

        world.Listed.Forget();
        await world.UntilConfirmedAsync("1", atMost: Hour + TimeSpan.FromMinutes(10));
    }, seeds: 1);

    [Fact]
    public void Very_many_differences_are_settled_before_the_list_is_read_on() => World.Run(async world =>
    {
        await Reconciled.BeginAsync(world, """{"reconcileOrders": "0 * * * *", "repairOrders": "report"}""");
        world.Listed.PageMax = 250;
        foreach (var number in Enumerable.Range(1, ReconciliationLimits.FoundMax + 10))
        {
            world.Listed.Put(At(world, $"{number:0000}") with { UpdatedAt = world.Now.AddSeconds(number / 4) });
        }

        await world.PassAsync(ReconciliationWindow.Grace + TimeSpan.FromMinutes(5));
        var run = await Reconciled.NextAsync(world, ReconciliationSubject.Orders);
        Assert.Equal((ReconciliationLimits.FoundMax + 10, 0), (run.Drifts, run.Matched));
        Assert.Equal(run.Drifts, (await world.Store.Reconciliations.DriftsAsync(new("acme"), run.Id, 0, 2_000, default)).Count);
    }, seeds: 1);

    [Fact]
    public void A_run_is_full_with_the_documents_that_it_may_keep_in_mind()
    {
        var progress = new RunProgress();
        foreach (var number in Enumerable.Range(1, ReconciliationLimits.ListedMax - 1))
        {
            progress.List(Sample.Document($"{number}"), Sample.Now);
        }

        Assert.False(progress.IsFull);
        progress.List(Sample.Document("1"), Sample.Now);
        Assert.False(progress.IsFull);
        progress.List(Sample.Document("0"), Sample.Now.AddMinutes(-1));
        Assert.Equal((true, Sample.Now), (progress.IsFull, progress.ListedTo));
    }

    [Fact]
    public void A_run_that_a_person_asks_for_begins_at_once_and_never_beside_another() => World.Run(async world =>
    {
        await Reconciled.BeginAsync(world, """{"reconcileOrders": "off"}""");
        Assert.DoesNotContain(await world.Reminders.ReadAllAsync(), reminder => reminder.Grain.ToString().EndsWith("/orders", StringComparison.Ordinal));
        var grain = Reconciled.Grain(world, ReconciliationSubject.Orders);

        Assert.Empty((await grain.Run(new("odoo"))).Ids);
        var id = Assert.Single((await grain.Run(new(null))).Ids);
        Assert.Empty((await grain.Run(new("shop"))).Ids);
        await world.UntilAsync(async () => (await world.Store.Reconciliations.FindAsync(new("acme"), id, default))!.Status is RunStatus.Done, "the run", TimeSpan.FromSeconds(10));
        Assert.Single((await grain.Run(new("shop"))).Ids);
    });

    [Fact]
    public void Nothing_is_compared_while_the_tenant_or_its_shop_is_paused() => World.Run(async world =>
    {
        await Reconciled.BeginAsync(world);
        await world.PutAsync(Sample.Channel, connection => connection with { Status = ConnectionStatus.Paused });
        await world.PassAsync(Hour * 3);
        Assert.Empty(await Reconciled.RunsAsync(world));

        await world.PutAsync(Sample.Channel, connection => connection with { Status = ConnectionStatus.Active });
        await Reconciled.Grain(world, ReconciliationSubject.Orders).Ensure();
        await world.SetTenantAsync("acme", TenantStatus.Paused);
        await world.PassAsync(Hour * 3);
        Assert.Empty(await Reconciled.RunsAsync(world));
    }, seeds: 1);

    [Fact]
    public void The_sweep_sets_reminders_that_nobody_set() => World.Run(async world =>
    {
        await world.StatePolicyAsync(Reconciled.Hourly);
        await world.PutAsync(Sample.Channel, connection => connection with { Kind = ListedShop.Kind });
        world.Node.Directory.Forget(new TenantId("acme"));
        world.Node.StartSweep();

        await Reconciled.NextAsync(world, ReconciliationSubject.Orders);
    }, seeds: 1);

    [Fact]
    public void Postings_leave_by_their_schedule_and_each_batch_has_its_checkpoint() => World.Run(async world =>
    {
        world.Erp.Steps = OrderSteps.All;
        world.Node.StartSweep();
        await Reconciled.BeginAsync(world, """{"postingSchedule": "0 * * * *", "reconcileOrders": "off", "reconcilePayments": "off", "reconcileRefunds": "off", "reconcileShipments": "off"}""");
        var order = At(world, "1");
        await world.AcceptAsync(order, FakeShop.Body(order, [Reconciled.Paid(order), Reconciled.Left(order, 2, source: DeliverySource.Erp)]));
        await world.UntilStatusAsync(OrderSteps.Invoice, EffectStatus.Planned, "1");
        var planned = (await world.EffectAsync(OrderSteps.Invoice, "1"))!.PlannedAt;
        await UntilPostedAsync(world, OrderSteps.Invoice);
        Assert.Equal(new DateTimeOffset(planned.Year, planned.Month, planned.Day, planned.Hour, 0, 0, TimeSpan.Zero) + Hour, (await world.EffectAsync(OrderSteps.Invoice, "1"))!.SentAt!.Value, TimeSpan.FromSeconds(30));

        // The payment, which follows the invoice, leaves an hour later; each has been counted once when both are done.
        await UntilPostedAsync(world, OrderSteps.Payment);
        await world.PassAsync(Hour * 2);
        var checkpoints = (await Reconciled.RunsAsync(world, ReconciliationSubject.Postings)).Where(run => run.Compared > 0).ToList();
        Assert.Equal(2, checkpoints.Sum(run => run.Compared));
        Assert.Equal(20m, checkpoints.Sum(run => run.Sums.GetValueOrDefault("order.payment EUR")));
        var all = (await Reconciled.RunsAsync(world, ReconciliationSubject.Postings)).Reverse().ToList();
        Assert.All(all.Zip(all.Skip(1)), pair => Assert.Equal(pair.First.Window.Until, pair.Second.Window.Since));
    }, seeds: 1);

    private static Task UntilPostedAsync(World world, string step)
        => world.UntilAsync(async () => (await world.EffectAsync(step, "1"))?.Status is EffectStatus.Confirmed, step, Hour + TimeSpan.FromMinutes(5));

    private static Order At(World world, string id) => An.Order(id) with { PlacedAt = world.Now, UpdatedAt = world.Now };

    private static (long, long) Counts(ReconciliationRun run) => (run.Compared, run.Drifts);

    private static (DriftCause, string, string?) Found(Drift drift) => (drift.Cause, drift.What, drift.Theirs);
}
