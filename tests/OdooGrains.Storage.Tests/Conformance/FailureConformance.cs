using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Tenants;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Conformance;

public abstract class FailureConformance : StoreConformance
{
    private static readonly TenantId Acme = new("acme");

    [Fact]
    public async Task Held_documents_are_shown_with_their_hold_step_owner_and_money()
    {
        await HoldAsync(Sample.Document("1"), owner: "finance@acme.example");
        await CommitAsync(Sample.Commit(Sample.Head(Sample.Document("2"))));
        await CommitAsync(Sample.Commit(Sample.Finished(Sample.Document("3"))));

        var failed = Assert.Single(await Store.Failures.HeldAsync(Acme, null, 10, None));
        Assert.Equal(
            new FailedDocument
            {
                Key = Sample.Document("1"),
                Number = "#1001",
                Class = FailureClass.Business,
                Code = "unknown_sku",
                Step = "book",
                Reason = "Unknown SKU 'MUG'.",
                Owner = "finance@acme.example",
                Since = Sample.Now.AddMinutes(-3),
                Erp = new("odoo"),
                Currency = "EUR",
                Total = 12345678901.10m,
            },
            failed);
    }

    [Fact]
    public async Task A_document_that_is_itself_at_fault_shows_no_step_of_an_effect()
    {
        await HoldAsync(Sample.Document("1"), code: "invalid_order");
        await HoldAsync(Sample.Document("2"), state: "{}");

        var failed = await Store.Failures.HeldAsync(Acme, null, 10, None);
        Assert.Equal([FailureSteps.Document, FailureSteps.Document], failed.Select(one => one.Step));
        Assert.Equal((null, Sample.Now, null, "", 0m), (failed[1].Code, failed[1].Since, failed[1].Erp, failed[1].Currency, failed[1].Total));
    }

    [Fact]
    public async Task Held_documents_are_walked_through_by_key_of_one_tenant_or_of_all()
    {
        DocumentKey[] keys = [Sample.Document("a/1"), Sample.Document("b"), Sample.Document("é"), Sample.Document("a", "globex")];
        foreach (var key in keys.Reverse())
        {
            await HoldAsync(key);
        }

        Assert.Equal(keys[..3], await WalkAsync(Acme));
        Assert.Equal(keys, await WalkAsync(null));
        Assert.Empty(await WalkAsync(new("nobody")));
    }

    [Fact]
    public async Task Footprints_are_of_what_changed_in_the_time_and_of_what_is_held_from_before()
    {
        await CommitAsync(Sample.Commit(Sample.Finished(Sample.Document("before")) with { UpdatedAt = Sample.Now.AddHours(-2) }));
        await HoldAsync(Sample.Document("held"), updatedAt: Sample.Now.AddHours(-2));
        await CommitAsync(Sample.Commit(Sample.Finished(Sample.Document("first")) with { UpdatedAt = Sample.Now.AddHours(-1) }));
        await CommitAsync(Sample.Commit(Sample.Finished(Sample.Document("within")) with { UpdatedAt = Sample.Now.AddMinutes(-1) }));
        await CommitAsync(Sample.Commit(Sample.Finished(Sample.Document("end")) with { UpdatedAt = Sample.Now }));
        await CommitAsync(Sample.Commit(Sample.Finished(Sample.Document("within", "globex")) with { UpdatedAt = Sample.Now.AddMinutes(-1) }));

        var found = await Store.Failures.FootprintsAsync(Acme, Sample.Now.AddHours(-1), Sample.Now, 10, None);
        Assert.Equal(["first", "held", "within"], found.Select(one => one.Key.Id).Order(StringComparer.Ordinal));
        Assert.Equal(["within"], (await Store.Failures.FootprintsAsync(Acme, Sample.Now.AddHours(-1), Sample.Now, 1, None)).Where(one => one.Class is null).Select(one => one.Key.Id));
    }

    [Fact]
    public async Task A_footprint_shows_money_and_every_effect_in_the_order_of_planning()
    {
        var key = Sample.Document();
        var sent = Sample.Effect(key, "book", 2) with { PlannedAt = Sample.Now.AddSeconds(1), Status = EffectStatus.InDoubt, Attempts = 1, SentAt = Sample.Now, DoubtfulSince = Sample.Now };
        var done = Sample.Effect(key, "book") with { Status = EffectStatus.Confirmed, SettledAt = Sample.Now };
        await CommitAsync(Sample.Commit(Sample.Head(key), state: State("unknown_sku")) with { Effects = [done, sent] });

        var footprint = Assert.Single(await Store.Failures.FootprintsAsync(Acme, Sample.Now, Sample.Now.AddSeconds(1), 10, None));
        Assert.Equal(("validated", null, Sample.Now, "EUR", 12345678901.10m), (footprint.Status, footprint.Class, footprint.UpdatedAt, footprint.Currency, footprint.Total));
        Assert.Equal([new("book", new("odoo"), EffectStatus.Confirmed, false), new("book", new("odoo"), EffectStatus.InDoubt, true)], footprint.Effects);
    }

    private async Task<List<DocumentKey>> WalkAsync(TenantId? tenant)
    {
        List<DocumentKey> seen = [];
        while (await Store.Failures.HeldAsync(tenant, seen.Count == 0 ? null : seen[^1], 2, None) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 2);
            seen.AddRange(page.Select(one => one.Key));
        }

        return seen;
    }

    private Task HoldAsync(DocumentKey key, string code = "unknown_sku", string? state = null, string owner = "tenant", DateTimeOffset? updatedAt = null)
    {
        var failure = new Failure(FailureClass.Business, "unknown_sku", "Unknown SKU 'MUG'.");
        var head = Sample.Head(key) with { Status = "held", NextActionAt = null, Owner = owner, FailureClass = "business", Reason = failure.Message, UpdatedAt = updatedAt ?? Sample.Now };
        Effect[] effects =
        [
            Sample.Effect(key, "customer") with { Status = EffectStatus.Confirmed, SettledAt = Sample.Now },
            Sample.Effect(key, "book") with { Status = EffectStatus.Held, SettledAt = Sample.Now, LastFailure = failure },
        ];
        return CommitAsync(Sample.Commit(head, state: state ?? State(code)) with { Effects = effects });
    }

    private static string State(string code) => $$$"""
        {"order":{"currency":"EUR","total":12345678901.10},"erp":{"value":"odoo"},"hold":{"code":"{{{code}}}","since":"2026-11-20T11:57:00+00:00"}}
        """;
}
