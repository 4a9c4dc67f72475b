using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Failures;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Conformance;

public abstract class ReplayConformance : StoreConformance
{
    private static readonly TenantId Acme = new("acme");

    private static Replay New(int number = 1, string tenant = "acme") => new()
    {
        Tenant = new(tenant),
        Id = Sample.Id(number),
        Action = ReplayAction.Discard,
        Reason = "nobody wants it",
        Selection = new() { Class = FailureClass.Schema, Connection = new("odoo"), Since = Sample.Now, Documents = [Sample.Document()], Max = 7 },
        PerSecond = 0.5,
        By = "ada",
        CreatedAt = Sample.Now.AddSeconds(number),
        UpdatedAt = Sample.Now.AddSeconds(number),
    };

    private static ReplayItem Item(int number, ReplayKind kind = ReplayKind.Create)
        => new(number, Sample.Document($"a/{number}"), number * 10L, new(kind, "book", "why", [new("total", "1", null)]), kind is ReplayKind.Done or ReplayKind.Violate ? ReplayOutcome.Untouched : ReplayOutcome.Waiting);

    [Fact]
    public async Task All_that_a_replay_says_comes_back()
    {
        Assert.True(await Store.Replays.CreateAsync(New(), None));
        Assert.False(await Store.Replays.CreateAsync(New() with { By = "another" }, None));

        var stored = (await Store.Replays.FindAsync(Acme, Sample.Id(1), None))!;
        Assert.Equal([Sample.Document()], stored.Selection.Documents);
        Assert.Equal(New() with { Version = 1, Selection = stored.Selection }, stored);
        Assert.Equal(New().Selection with { Documents = null }, stored.Selection with { Documents = null });
        Assert.Null(await Store.Replays.FindAsync(new("globex"), Sample.Id(1), None));
    }

    [Fact]
    public async Task A_row_and_its_plan_change_together_and_at_their_version_only()
    {
        await Store.Replays.CreateAsync(New(), None);
        var planned = New() with { Version = 1, Planned = 2, PlanHash = "ab", SearchedTo = Sample.Document("a/2"), Status = ReplayStatus.Planned };

        var stored = await Store.Replays.UpdateAsync(planned, [Item(1), Item(2, ReplayKind.Violate)], None);
        Assert.Equal(2, stored!.Version);
        Assert.Null(await Store.Replays.UpdateAsync(planned with { Planned = 3 }, [Item(3)], None));
        Assert.Null(await Store.Replays.UpdateAsync(planned with { Id = Sample.Id(9) }, [], None));

        Assert.Equal((2, "ab", Sample.Document("a/2")), ((await Store.Replays.FindAsync(Acme, Sample.Id(1), None))! is var found ? (found.Planned, found.PlanHash, found.SearchedTo!.Value) : default));
        var items = await Store.Replays.ItemsAsync(Acme, Sample.Id(1), null, 0, 10, None);
        Assert.Equal([1, 2], items.Select(item => item.Number));
        Assert.Equal([new Difference("total", "1", null)], items[0].Plan.Differences);
        Assert.Equal(Item(1) with { Plan = items[0].Plan }, items[0]);
        Assert.Equal(Item(2, ReplayKind.Violate).Plan with { Differences = items[1].Plan.Differences }, items[1].Plan);
    }

    [Fact]
    public async Task Documents_are_settled_once_and_counted_by_what_was_planned_and_what_became_of_it()
    {
        await PlanAsync(5);
        var wave = await Store.Replays.OpenAsync(Acme, Sample.Id(1), 3, None);
        Assert.Equal([1, 2, 3], wave.Select(item => item.Number));

        await Store.Replays.SettleAsync(Acme, Sample.Id(1), [wave[0] with { Outcome = ReplayOutcome.Applied, At = Sample.Now }, wave[1] with { Outcome = ReplayOutcome.Failed, Note = "again", At = Sample.Now }], None);
        await Store.Replays.SettleAsync(Acme, Sample.Id(1), [wave[0] with { Outcome = ReplayOutcome.Done, At = Sample.Now.AddSeconds(1) }, wave[1] with { Outcome = ReplayOutcome.Done, At = Sample.Now.AddSeconds(1) }], None);

        var items = await Store.Replays.ItemsAsync(Acme, Sample.Id(1), null, 0, 2, None);
        Assert.Equal([(ReplayOutcome.Done, (string?)null, Sample.Now.AddSeconds(1)), (ReplayOutcome.Failed, "again", Sample.Now)], items.Select(item => (item.Outcome, item.Note, item.At!.Value)));
        Assert.Equal([3], (await Store.Replays.OpenAsync(Acme, Sample.Id(1), 3, None)).Select(item => item.Number));
        Assert.Equal([4, 5], (await Store.Replays.ItemsAsync(Acme, Sample.Id(1), ReplayOutcome.Waiting, 3, 10, None)).Select(item => item.Number));
        Assert.Equal(
            [new(ReplayKind.Create, ReplayOutcome.Done, 1), new(ReplayKind.Create, ReplayOutcome.Failed, 1), new(ReplayKind.Create, ReplayOutcome.Waiting, 3)],
            await Store.Replays.CountAsync(Acme, Sample.Id(1), None));
        Assert.Empty(await Store.Replays.CountAsync(new("globex"), Sample.Id(1), None));
    }

    [Fact]
    public async Task Replays_are_listed_newest_first()
    {
        for (var number = 1; number <= 5; number++)
        {
            await Store.Replays.CreateAsync(New(number), None);
        }

        await Store.Replays.CreateAsync(New(6, "globex"), None);

        List<Replay> seen = [];
        while (await Store.Replays.ListAsync(Acme, seen.Count == 0 ? null : new ReplayCursor(seen[^1].CreatedAt, seen[^1].Id), 2, None) is { Count: > 0 } page)
        {
            seen.AddRange(page);
        }

        Assert.Equal([5, 4, 3, 2, 1], seen.Select(replay => (int)(replay.CreatedAt - Sample.Now).TotalSeconds));
    }

    [Fact]
    public async Task They_are_erased_with_their_tenant()
    {
        await PlanAsync(3);
        await Store.Replays.CreateAsync(New(2, "globex"), None);
        await Store.Tenants.CreateTenantAsync(Sample.Tenant() with { Status = TenantStatus.Draining }, None);

        Assert.True(await Store.Tenants.EraseAsync(Acme, 100, Sample.Now, None));

        Assert.Null(await Store.Replays.FindAsync(Acme, Sample.Id(1), None));
        Assert.Empty(await Store.Replays.ItemsAsync(Acme, Sample.Id(1), null, 0, 10, None));
        Assert.NotNull(await Store.Replays.FindAsync(new("globex"), Sample.Id(2), None));
    }

    private async Task PlanAsync(int documents)
    {
        await Store.Replays.CreateAsync(New(), None);
        Assert.NotNull(await Store.Replays.UpdateAsync(New() with { Version = 1 }, [.. Enumerable.Range(1, documents).Select(number => Item(number))], None));
    }
}
