using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Policies;
using OdooGrains.Storage.Documents;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Conformance;

public abstract class DocumentConformance : StoreConformance
{
    [Fact]
    public async Task A_document_that_is_not_there_is_null() => Assert.Null(await Store.Documents.LoadAsync(Sample.Document(), None));

    [Fact]
    public async Task A_document_comes_back_with_its_effects()
    {
        var head = Sample.Head() with { FailureClass = "business", Reason = "Unknown SKU.", Status = "held", Owner = Owners.Tenant };
        var first = Sample.Effect(step: "customer") with { Request = new EnsureCustomer { Customer = new() { Name = "Ada", Email = "ada@example.com" } } };
        var second = Sample.Effect(step: "book") with { Lane = Lane.Stock, PlannedAt = Sample.Now.AddSeconds(1), DueAt = Sample.Now.AddSeconds(9) };
        await CommitAsync(Sample.Commit(head, state: """{"total":12.30,"lines":[{"sku":"a"}]}""") with { Effects = [first, second] });

        var stored = await Store.Documents.LoadAsync(head.Key, None);
        Assert.Equal(head, stored!.Head);
        Assert.Equal(1, stored.Version);
        SameJson("""{"total":12.30,"lines":[{"sku":"a"}]}""", stored.State);
        Assert.Equal([first with { Version = 1 }, second with { Version = 1 }], stored.Effects);
    }

    [Fact]
    public async Task An_owner_that_policy_names_comes_back_wherever_heads_are_shown()
    {
        var head = Sample.Head() with { Status = "held", NextActionAt = null, Owner = "finance@acme.example", Deadline = Sample.Now.AddHours(-1) };
        await CommitAsync(Sample.Commit(head));

        Assert.Equal(head, (await Store.Documents.LoadAsync(head.Key, None))!.Head);
        Assert.Equal(head, Assert.Single((await Store.Documents.ListAsync(head.Key.Tenant, new(), null, 10, None)).Items));
        Assert.Equal(head, Assert.Single(await Store.Sweep.StalledAsync(Sample.Now, 10, None)));

        await CommitAsync(Sample.Commit(head with { Owner = Owners.Platform }, expectedVersion: 1));
        Assert.Equal(Owners.Platform, (await Store.Documents.LoadAsync(head.Key, None))!.Head.Owner);
    }

    [Fact]
    public async Task All_that_an_effect_holds_comes_back()
    {
        var planned = await PlanAsync(Sample.Effect());
        var settled = planned with
        {
            Status = EffectStatus.Confirmed,
            Attempts = 2,
            Failures = 1,
            Epoch = 4,
            SentAt = Sample.Now.AddTicks(10),
            SettledAt = Sample.Now.AddMinutes(1),
            DoubtfulSince = Sample.Now.AddSeconds(2),
            LastFailure = new(FailureClass.Throttled, "429", "Wait.", TimeSpan.FromSeconds(3)),
            Result = new OrderBooked("42", "S00042", 119.00m),
        };
        await CommitAsync(Sample.Commit(expectedVersion: 1) with { Effects = [settled] });

        Assert.Equal(settled with { Version = 2 }, await ReadAsync(settled.Key));
    }

    [Fact]
    public async Task Times_are_kept_to_the_microsecond_in_utc()
    {
        var time = new DateTimeOffset(2026, 11, 20, 14, 0, 0, TimeSpan.FromHours(2)).AddTicks(1234567);
        await CommitAsync(Sample.Commit(Sample.Head() with { UpdatedAt = time }));

        var stored = (await Store.Documents.LoadAsync(Sample.Document(), None))!.Head.UpdatedAt;
        Assert.Equal(Sample.Now.AddTicks(1234560), stored);
        Assert.Equal(TimeSpan.Zero, stored.Offset);
    }

    [Fact]
    public async Task A_second_first_commit_is_a_conflict_and_stores_nothing()
    {
        await CommitAsync(Sample.Commit(state: """{"by":"first"}"""));

        var late = Sample.Commit(state: """{"by":"second"}""") with { Effects = [Sample.Effect()] };
        Assert.Equal(CommitResult.Conflict, await Store.Documents.CommitAsync(late, None));

        var stored = await Store.Documents.LoadAsync(Sample.Document(), None);
        SameJson("""{"by":"first"}""", stored!.State);
        Assert.Empty(stored.Effects);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_commit_on_another_version_is_a_conflict(long expected)
    {
        await CommitAsync(Sample.Commit());
        await CommitAsync(Sample.Commit(expectedVersion: 1));

        Assert.Equal(CommitResult.Conflict, await Store.Documents.CommitAsync(Sample.Commit(expectedVersion: expected), None));
        Assert.Equal(2, (await Store.Documents.LoadAsync(Sample.Document(), None))!.Version);
    }

    [Fact]
    public async Task A_commit_on_a_version_of_a_document_that_is_not_there_is_a_conflict()
        => Assert.Equal(CommitResult.Conflict, await Store.Documents.CommitAsync(Sample.Commit(expectedVersion: 1), None));

    [Fact]
    public async Task An_effect_of_another_version_refuses_the_whole_commit()
    {
        var @event = Sample.Event();
        await Store.Inbox.AcceptAsync(@event, None);
        var planned = await PlanAsync(Sample.Effect());

        foreach (var version in (long[])[0, 2])
        {
            var late = Sample.Commit(Sample.Finished(), 1) with { Effects = [planned with { Version = version, Attempts = 9 }], Events = [new(@event.Id, false)] };
            Assert.Equal(CommitResult.Conflict, await Store.Documents.CommitAsync(late, None));
        }

        Assert.Equal(1, (await Store.Documents.LoadAsync(Sample.Document(), None))!.Version);
        Assert.Equal(planned, await ReadAsync(planned.Key));
        Assert.Single(await Store.Inbox.OpenAsync(Sample.Document(), 10, None));
    }

    [Fact]
    public async Task An_effect_that_should_be_there_and_is_not_refuses_the_commit()
    {
        await CommitAsync(Sample.Commit());

        var commit = Sample.Commit(expectedVersion: 1) with { Effects = [Sample.Effect() with { Version = 1 }] };
        Assert.Equal(CommitResult.Conflict, await Store.Documents.CommitAsync(commit, None));
    }

    [Fact]
    public async Task A_commit_closes_the_events_that_it_folds()
    {
        for (var number = 1; number <= 3; number++)
        {
            await Store.Inbox.AcceptAsync(Sample.Event(number), None);
        }

        await CommitAsync(Sample.Commit() with { Events = [new(new(Sample.Id(1)), false), new(new(Sample.Id(2)), true)] });

        var history = await Store.Inbox.OfDocumentAsync(Sample.Document(), 10, None);
        Assert.Equal([EventStatus.Folded, EventStatus.Stale, EventStatus.Open], history.Select(@event => @event.Status));
    }

    [Fact]
    public async Task An_event_of_another_tenant_is_not_closed()
    {
        var foreign = Sample.Event(1, document: Sample.Document(tenant: "globex"));
        await Store.Inbox.AcceptAsync(foreign, None);

        await CommitAsync(Sample.Commit() with { Events = [new(foreign.Id, false)] });

        Assert.Equal(EventStatus.Open, (await Store.Inbox.FindAsync(new("globex"), foreign.Id, None))!.Status);
    }

    [Fact]
    public async Task An_unfinished_document_without_owner_is_refused_and_nothing_is_stored()
    {
        var broken = Sample.Commit(Sample.Head() with { Owner = null }) with { Effects = [Sample.Effect()] };

        await Assert.ThrowsAsync<StoreRefusedException>(() => Store.Documents.CommitAsync(broken, None));
        Assert.Null(await Store.Documents.LoadAsync(Sample.Document(), None));
    }

    [Fact]
    public async Task A_broken_document_among_a_hundred_fails_alone()
    {
        var commits = Enumerable.Range(0, 100)
            .Select(number => Sample.Commit(Sample.Head(Sample.Document($"{number}")) with { Status = number == 37 ? "BROKEN" : "validated" }))
            .Select(commit => Store.Documents.CommitAsync(commit, None))
            .ToList();

        for (var number = 0; number < commits.Count; number++)
        {
            if (number == 37)
            {
                await Assert.ThrowsAsync<StoreRefusedException>(() => commits[37]);
            }
            else
            {
                Assert.Equal(CommitResult.Committed, await commits[number]);
            }
        }

        Assert.Equal(99, (await Store.Documents.ListAsync(new("acme"), new(), null, 200, None)).Items.Count);
    }

    [Fact]
    public async Task Of_many_commits_on_one_version_one_wins()
    {
        await CommitAsync(Sample.Commit());

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Store.Documents.CommitAsync(Sample.Commit(expectedVersion: 1, state: $"{number}"), None)));

        Assert.Single(results, CommitResult.Committed);
        Assert.Equal(2, (await Store.Documents.LoadAsync(Sample.Document(), None))!.Version);
    }

    [Fact]
    public async Task An_effect_of_another_document_is_the_callers_mistake()
    {
        var commit = Sample.Commit() with { Effects = [Sample.Effect(Sample.Document("other"))] };

        await Assert.ThrowsAsync<ArgumentException>(() => Store.Documents.CommitAsync(commit, None));
    }

    [Fact]
    public async Task Documents_with_strange_ids_stay_apart()
    {
        string[] ids = ["a/b", "a", "ä", "'; drop table document; --", "%", "𝔘", "1001 "];
        foreach (var id in ids)
        {
            await CommitAsync(Sample.Commit(Sample.Head(Sample.Document(id)), state: $$"""{"id":{{System.Text.Json.JsonSerializer.Serialize(id)}}}"""));
        }

        foreach (var id in ids)
        {
            SameJson($$"""{"id":{{System.Text.Json.JsonSerializer.Serialize(id)}}}""", (await Store.Documents.LoadAsync(Sample.Document(id), None))!.State);
        }
    }

    [Fact]
    public async Task Many_loads_at_once_each_get_their_own_document()
    {
        for (var number = 0; number < 40; number++)
        {
            await CommitAsync(Sample.Commit(Sample.Head(Sample.Document($"{number}", number % 2 == 0 ? "acme" : "globex")), state: $"{number}")
                with { Effects = [Sample.Effect(Sample.Document($"{number}", number % 2 == 0 ? "acme" : "globex"))] });
        }

        var loads = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Store.Documents.LoadAsync(Sample.Document($"{number}"), None)));

        for (var number = 0; number < 40; number++)
        {
            Assert.Equal(number % 2 == 0, loads[number] is not null);
            if (loads[number] is { } loaded)
            {
                SameJson($"{number}", loaded.State);
                Assert.Equal(loaded.Head.Key, Assert.Single(loaded.Effects).Key.Document);
            }
        }
    }

    [Fact]
    public async Task Documents_are_listed_newest_first_page_by_page()
    {
        foreach (var number in (int[])[2, 5, 1, 4, 3])
        {
            await CommitAsync(Sample.Commit(Sample.Head(Sample.Document($"{number}")) with { UpdatedAt = Sample.Now.AddSeconds(number / 2) }));
        }

        List<string> ids = [];
        string? cursor = null;
        do
        {
            var page = await Store.Documents.ListAsync(new("acme"), new(), cursor, 2, None);
            ids.AddRange(page.Items.Select(head => head.Key.Id));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(["5", "4", "3", "2", "1"], ids);
        Assert.Empty((await Store.Documents.ListAsync(new("globex"), new(), null, 2, None)).Items);
    }

    [Fact]
    public async Task A_list_shows_what_its_filter_asks_for()
    {
        var held = Sample.Head(Sample.Document("held")) with { Status = "held", FailureClass = "business", Owner = Owners.Tenant, Deadline = Sample.Now.AddHours(9) };
        DocumentHead[] heads = [held, Sample.Head(Sample.Document("open")), Sample.Finished(Sample.Document("done")), Sample.Head(new(new("acme"), new("other"), "elsewhere"))];
        foreach (var head in heads)
        {
            await CommitAsync(Sample.Commit(head));
        }

        Assert.Equal(["open", "elsewhere"], await IdsAsync(new(Status: "validated")));
        Assert.Equal(["elsewhere"], await IdsAsync(new(Channel: new("other"))));
        Assert.Equal(["held"], await IdsAsync(new(NeedsAPerson: true)));
        Assert.Equal(["held"], await IdsAsync(new(FailureClass: "business")));
        Assert.Equal(["open", "elsewhere"], await IdsAsync(new(StalledAt: Sample.Now.AddHours(2))));
    }

    [Fact]
    public async Task A_made_up_cursor_is_the_callers_mistake()
        => await Assert.ThrowsAsync<ArgumentException>(() => Store.Documents.ListAsync(new("acme"), new(), "made-up", 2, None));

    private async Task<IEnumerable<string>> IdsAsync(DocumentFilter filter)
        => (await Store.Documents.ListAsync(new("acme"), filter, null, 10, None)).Items.Select(head => head.Key.Id);
}
