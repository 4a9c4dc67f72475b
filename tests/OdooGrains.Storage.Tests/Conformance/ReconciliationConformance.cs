using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Storage.Reconciliation;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Conformance;

public abstract class ReconciliationConformance : StoreConformance
{
    [Fact]
    public async Task A_subject_has_one_run_at_a_connection_at_a_time()
    {
        var first = Run(1);
        Assert.True(await Store.Reconciliations.BeginAsync(first, None));
        Assert.False(await Store.Reconciliations.BeginAsync(Run(2), None));
        Assert.True(await Store.Reconciliations.BeginAsync(Run(3, ReconciliationSubject.Refunds), None));
        Assert.True(await Store.Reconciliations.BeginAsync(Run(4) with { Connection = Sample.Erp }, None));
        Assert.Equal([Sample.Erp, Sample.Channel], (await Store.Reconciliations.RunningAsync(new("acme"), ReconciliationSubject.Orders, None)).Select(run => run.Connection));
        Assert.Equivalent(first, await Store.Reconciliations.FindAsync(new("acme"), first.Id, None));
        Assert.Null(await Store.Reconciliations.FindAsync(new("globex"), first.Id, None));

        Assert.True(await Store.Reconciliations.EndAsync(first.Ended([], 7, 7, first.Window.Until, Sample.Now.AddMinutes(1)), [], None));
        Assert.True(await Store.Reconciliations.BeginAsync(Run(2), None));
    }

    [Fact]
    public async Task A_report_keeps_what_was_found_in_its_order_and_is_written_once()
    {
        var run = Run(1);
        await Store.Reconciliations.BeginAsync(run, None);
        SettledDrift[] drifts =
        [
            new(Drift("1", DriftCause.MissedWebhook, DriftRemedy.TakeIn) with { Theirs = "#1 'é'" }, DriftSettlement.Repaired, null),
            new(Drift("2", DriftCause.AmountDiffers, DriftRemedy.Person) with { Theirs = "10 EUR", Ours = "9 EUR" }, DriftSettlement.Person, "finance@acme.example"),
            new(Drift("3", DriftCause.ChangedSilently, DriftRemedy.TakeIn), DriftSettlement.Reported, "tenant"),
        ];
        var ended = run.Ended(drifts, 10, 7, Sample.Now.AddMinutes(-5), Sample.Now.AddMinutes(1));

        Assert.True(await Store.Reconciliations.EndAsync(ended, drifts, None));
        Assert.False(await Store.Reconciliations.EndAsync(ended, drifts, None));

        var stored = (await Store.Reconciliations.FindAsync(new("acme"), run.Id, None))!;
        Assert.Equivalent(ended, stored);
        Assert.Equal((3, 1, 2, Sample.Now.AddMinutes(-5)), (stored.Drifts, stored.Repaired, stored.LeftToPerson, stored.Window.Until));
        Assert.Equal(drifts.Select((drift, index) => new StoredDrift(index + 1, drift)), await Store.Reconciliations.DriftsAsync(new("acme"), run.Id, 0, 10, None));
        Assert.Equal([2], (await Store.Reconciliations.DriftsAsync(new("acme"), run.Id, 1, 1, None)).Select(drift => drift.Number));
        Assert.Empty(await Store.Reconciliations.DriftsAsync(new("globex"), run.Id, 0, 10, None));
    }

    [Fact]
    public async Task Where_the_next_run_goes_on_is_what_runs_that_are_done_came_to()
    {
        Assert.Null(await Store.Reconciliations.ComparedUntilAsync(Sample.Channel, ReconciliationSubject.Orders, None));
        var (done, failed) = (Run(1), Run(2));
        await Store.Reconciliations.BeginAsync(done, None);
        await Store.Reconciliations.EndAsync(done.Ended([], 0, 0, Sample.Now.AddMinutes(-10), Sample.Now), [], None);
        await Store.Reconciliations.BeginAsync(failed, None);
        await Store.Reconciliations.EndAsync(failed.Failed(new(FailureClass.Transient, "too_long", "It took too long."), Sample.Now.AddHours(2)), [], None);

        Assert.Equal(Sample.Now.AddMinutes(-10), await Store.Reconciliations.ComparedUntilAsync(Sample.Channel, ReconciliationSubject.Orders, None));
        Assert.Equal("too_long", (await Store.Reconciliations.FindAsync(new("acme"), failed.Id, None))!.Failure!.Code);
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_page_by_page()
    {
        foreach (var number in Enumerable.Range(1, 5))
        {
            var run = Run(number, number == 5 ? ReconciliationSubject.Postings : ReconciliationSubject.Orders) with { StartedAt = Sample.Now.AddMinutes(number / 2) };
            await Store.Reconciliations.BeginAsync(run, None);
            await Store.Reconciliations.EndAsync(run.Posted(2, new Dictionary<string, decimal> { ["order.invoice"] = 12.34m }, Sample.Now.AddHours(1)), [], None);
        }

        var page = await Store.Reconciliations.ListAsync(new("acme"), null, null, 3, None);
        Assert.Equal([5, 4, 3], page.Select(Number));
        Assert.Equal(12.34m, page[0].Sums["order.invoice"]);
        Assert.Equal([2, 1], (await Store.Reconciliations.ListAsync(new("acme"), null, new(page[2].StartedAt, page[2].Id), 3, None)).Select(Number));
        Assert.Equal([4, 3, 2, 1], (await Store.Reconciliations.ListAsync(new("acme"), ReconciliationSubject.Orders, null, 10, None)).Select(Number));
        Assert.Empty(await Store.Reconciliations.ListAsync(new("globex"), null, null, 10, None));
    }

    [Fact]
    public async Task Postings_are_found_by_when_they_were_confirmed()
    {
        foreach (var (id, step, minute) in new[] { ("1", "invoice", 1), ("2", "payment", 2), ("3", "credit", 3), ("4", "deliver", 2), ("5", "invoice", 4) })
        {
            await PlanAsync(Sample.Effect(Sample.Document(id), step) with
            {
                Operation = $"order.{step}",
                HotKey = id,
                Status = EffectStatus.Confirmed,
                Attempts = 1,
                SentAt = Sample.Now,
                SettledAt = Sample.Now.AddMinutes(minute),
            });
        }

        var all = await Store.Reconciliations.PostedAsync(Sample.Erp, Sample.Now.AddMinutes(1), Sample.Now.AddMinutes(4), null, 10, None);
        Assert.Equal(["2", "3", "5"], all.Select(effect => effect.Key.Document.Id));
        Assert.Equal(["2", "3"], (await Store.Reconciliations.PostedAsync(Sample.Erp, Sample.Now, Sample.Now.AddMinutes(3), (await PostedAsync(1))[0].Key, 10, None)).Select(effect => effect.Key.Document.Id));
        Assert.Single(await PostedAsync(1));
        Assert.Empty(await Store.Reconciliations.PostedAsync(Sample.Channel, Sample.Now, Sample.Now.AddHours(1), null, 10, None));
    }

    [Fact]
    public async Task Documents_are_found_by_their_channels_last_change_and_by_their_references()
    {
        foreach (var (id, minute) in new[] { ("1", 0), ("2", 1), ("3", 2), ("4", 3) })
        {
            await CommitAsync(Sample.Commit(Sample.Finished(Sample.Document(id)) with { UpdatedAt = Sample.Now.AddMinutes(minute) }) with { References = [DocumentReference.Payment($"pi_{id}")] });
        }

        var known = await Store.Reconciliations.KnownAsync(Sample.Channel, Sample.Now, Sample.Now.AddMinutes(2), null, 10, None);
        Assert.Equal([new(Sample.Document("2"), "confirmed", Sample.Now.AddMinutes(1)), new KnownDocument(Sample.Document("3"), "confirmed", Sample.Now.AddMinutes(2))], known);
        Assert.Equal(["3"], (await Store.Reconciliations.KnownAsync(Sample.Channel, Sample.Now, Sample.Now.AddMinutes(2), "2", 10, None)).Select(one => one.Key.Id));
        Assert.Empty(await Store.Reconciliations.KnownAsync(Sample.Erp, Sample.Now, Sample.Now.AddMinutes(2), null, 10, None));

        Assert.Equal(Sample.Document("3"), await Store.Reconciliations.ReferencedAsync(Sample.Channel, DocumentReference.Payment("pi_3"), None));
        Assert.Null(await Store.Reconciliations.ReferencedAsync(Sample.Channel, DocumentReference.Payment("pi_9"), None));
        Assert.Null(await Store.Reconciliations.ReferencedAsync(Sample.Erp, DocumentReference.Payment("pi_3"), None));
    }

    [Fact]
    public async Task Old_reports_go_with_what_they_found_and_a_run_that_goes_on_stays()
    {
        var (old, young, running) = (Run(1), Run(2) with { StartedAt = Sample.Now.AddDays(1) }, Run(3));
        foreach (var run in new[] { old, young })
        {
            await Store.Reconciliations.BeginAsync(run, None);
            SettledDrift[] drifts = [new(Drift("1", DriftCause.MissedWebhook, DriftRemedy.TakeIn), DriftSettlement.Repaired, null)];
            await Store.Reconciliations.EndAsync(run.Ended(drifts, 1, 0, Sample.Now, Sample.Now), drifts, None);
        }

        await Store.Reconciliations.BeginAsync(running, None);
        Assert.Equal(0, await Store.Retention.PurgeReportsAsync(new("globex"), Sample.Now.AddDays(9), 10, None));
        Assert.Equal(1, await Store.Retention.PurgeReportsAsync(new("acme"), Sample.Now.AddHours(1), 10, None));
        Assert.Empty(await Store.Reconciliations.DriftsAsync(new("acme"), old.Id, 0, 10, None));
        Assert.Single(await Store.Reconciliations.DriftsAsync(new("acme"), young.Id, 0, 10, None));
        Assert.NotNull(await Store.Reconciliations.FindAsync(new("acme"), running.Id, None));
        Assert.Equal(1, await Store.Retention.PurgeReportsAsync(new("acme"), Sample.Now.AddDays(9), 10, None));
    }

    private Task<IReadOnlyList<Effect>> PostedAsync(int limit) => Store.Reconciliations.PostedAsync(Sample.Erp, Sample.Now, Sample.Now.AddHours(1), null, limit, None);

    private static int Number(ReconciliationRun run) => Enumerable.Range(1, 9).First(number => Sample.Id(number) == run.Id);

    private static ReconciliationRun Run(int number, ReconciliationSubject subject = ReconciliationSubject.Orders) => new()
    {
        Id = Sample.Id(number),
        Subject = subject,
        Connection = Sample.Channel,
        Feed = "orders",
        Window = new(Sample.Now.AddDays(-1), Sample.Now),
        StartedAt = Sample.Now,
    };

    private static Drift Drift(string id, DriftCause cause, DriftRemedy remedy)
        => new() { Document = Sample.Document(id), Cause = cause, Remedy = remedy, What = "order", Since = Sample.Now.AddMinutes(-30) };
}
