using OdooGrains.Storage.Sweep;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Conformance;

public abstract class SweepConformance : StoreConformance
{
    [Fact]
    public async Task Due_documents_of_all_tenants_come_oldest_first()
    {
        await DueAsync("acme", "late", 3);
        await DueAsync("globex", "early", 1);
        await DueAsync("acme", "not yet", 60);
        await CommitAsync(Sample.Commit(Sample.Finished(Sample.Document("done"))));

        var due = await Store.Sweep.DueDocumentsAsync(Sample.Now.AddSeconds(30), null, 10, None);
        DueDocument[] expected = [new(Sample.Document("early", "globex"), Sample.Now.AddSeconds(1)), new(Sample.Document("late"), Sample.Now.AddSeconds(3))];
        Assert.Equal(expected, due);
    }

    [Fact]
    public async Task The_last_of_a_page_is_the_cursor_of_the_next()
    {
        for (var number = 0; number < 7; number++)
        {
            await DueAsync("acme", $"{number}", number / 3);
        }

        List<string> seen = [];
        DueDocument? last = null;
        while (await Store.Sweep.DueDocumentsAsync(Sample.Now.AddSeconds(30), last, 3, None) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(due => due.Document.Id));
            last = page[^1];
        }

        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], seen);
    }

    [Fact]
    public async Task A_tenant_with_one_due_document_does_not_wait_for_anothers_backlog()
    {
        for (var number = 0; number < 20; number++)
        {
            await DueAsync("noisy", $"{number}", number);
        }

        await DueAsync("quiet", "only", 25);

        var page = await Store.Sweep.DueDocumentsAsync(Sample.Now.AddSeconds(30), null, 4, None);
        Assert.Contains(page, due => due.Document.Tenant.Value == "quiet");
        Assert.Equal(4, page.Count);
    }

    [Fact]
    public async Task Going_on_from_page_to_page_visits_every_document_though_none_moves()
    {
        for (var number = 0; number < 20; number++)
        {
            await DueAsync("noisy", $"{number}", number);
            await DueAsync($"quiet{number % 5}", $"{number}", 20 + number);
        }

        HashSet<string> seen = [];
        DueDocument? last = null;
        while (await Store.Sweep.DueDocumentsAsync(Sample.Now.AddSeconds(60), last, 6, None) is { Count: > 0 } page)
        {
            seen.UnionWith(page.Select(due => due.Document.ToString()));
            last = page[^1];
        }

        Assert.Equal(40, seen.Count);
    }

    [Fact]
    public async Task Open_events_come_by_arrival_and_the_last_is_the_cursor()
    {
        for (var number = 1; number <= 4; number++)
        {
            await Store.Inbox.AcceptAsync(Sample.Event(number, document: Sample.Document(tenant: number % 2 == 0 ? "acme" : "globex")), None);
        }

        await CommitAsync(Sample.Commit() with { Events = [new(new(Sample.Id(2)), false)] });

        var first = await Store.Sweep.OpenEventsAsync(Sample.Now.AddSeconds(4), null, 1, None);
        var second = await Store.Sweep.OpenEventsAsync(Sample.Now.AddSeconds(4), first[^1], 10, None);
        Assert.Equal(new(Sample.Document(tenant: "globex"), new(Sample.Id(1)), Sample.Now.AddSeconds(1)), Assert.Single(first));
        Assert.Equal(new(Sample.Document(tenant: "globex"), new(Sample.Id(3)), Sample.Now.AddSeconds(3)), Assert.Single(second));
    }

    [Fact]
    public async Task A_tenant_with_one_open_event_does_not_wait_for_anothers_backlog()
    {
        for (var number = 1; number <= 20; number++)
        {
            await Store.Inbox.AcceptAsync(Sample.Event(number, document: Sample.Document(tenant: "noisy")), None);
        }

        await Store.Inbox.AcceptAsync(Sample.Event(25, document: Sample.Document(tenant: "quiet")), None);

        var page = await Store.Sweep.OpenEventsAsync(Sample.Now.AddSeconds(30), null, 4, None);
        Assert.Contains(page, open => open.Document.Tenant.Value == "quiet");
        Assert.Equal(4, page.Count);
    }

    [Fact]
    public async Task Going_on_from_page_to_page_visits_every_open_event_though_none_is_folded()
    {
        for (var number = 1; number <= 40; number++)
        {
            await Store.Inbox.AcceptAsync(Sample.Event(number, document: Sample.Document(tenant: number <= 20 ? "noisy" : $"quiet{number % 5}")), None);
        }

        HashSet<string> seen = [];
        OpenEvent? last = null;
        while (await Store.Sweep.OpenEventsAsync(Sample.Now.AddSeconds(60), last, 6, None) is { Count: > 0 } page)
        {
            seen.UnionWith(page.Select(open => open.Event.ToString()));
            last = page[^1];
        }

        Assert.Equal(40, seen.Count);
    }

    [Fact]
    public async Task The_backlog_counts_open_events_those_of_money_and_unfinished_documents_a_tenant()
    {
        await Store.Inbox.AcceptAsync(Sample.Event(1), None);
        await Store.Inbox.AcceptAsync(Sample.Event(2) with { Lane = OdooGrains.Domain.Effects.Lane.Catalog }, None);
        await DueAsync("globex", "open", 1);
        await CommitAsync(Sample.Commit(Sample.Finished(Sample.Document(tenant: "initech"))));

        TenantBacklog[] backlog = [new(new("acme"), 2, 0, Sample.Now.AddSeconds(1), 1), new(new("globex"), 0, 1, null, 0)];
        Assert.Equal(backlog, await Store.Sweep.BacklogAsync(None));
    }

    [Fact]
    public async Task Lanes_count_the_open_effects_of_all_tenants()
    {
        Assert.Empty(await Store.Sweep.LanesAsync(None));
        foreach (var document in new[] { Sample.Document(), Sample.Document(tenant: "globex") })
        {
            await CommitAsync(Sample.Commit(Sample.Head(document)) with { Effects = [Sample.Effect(document)] });
        }

        var lanes = await Store.Sweep.LanesAsync(None);

        Assert.Equal(2, lanes.Where(depth => depth is { Lane: OdooGrains.Domain.Effects.Lane.Money, Status: OdooGrains.Domain.Effects.EffectStatus.Planned }).Sum(depth => depth.Count));
    }

    [Fact]
    public async Task Stalled_documents_are_those_past_their_deadline()
    {
        var late = Sample.Head(Sample.Document("late")) with { Deadline = Sample.Now.AddMinutes(2) };
        var later = Sample.Head(Sample.Document("later", "globex")) with { Deadline = Sample.Now.AddMinutes(3), NextActionAt = null };
        await CommitAsync(Sample.Commit(later));
        await CommitAsync(Sample.Commit(late));
        await CommitAsync(Sample.Commit(Sample.Head(Sample.Document("in time"))));

        Assert.Equal([late, later], await Store.Sweep.StalledAsync(Sample.Now.AddMinutes(10), 10, None));
        Assert.Equal([late], await Store.Sweep.StalledAsync(Sample.Now.AddMinutes(10), 1, None));
    }

    private Task DueAsync(string tenant, string id, int seconds)
        => CommitAsync(Sample.Commit(Sample.Head(Sample.Document(id, tenant)) with { NextActionAt = Sample.Now.AddSeconds(seconds) }));
}
