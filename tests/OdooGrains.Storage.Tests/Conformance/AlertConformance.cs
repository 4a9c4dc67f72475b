using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Alerts;
using OdooGrains.Storage.Sweep;
using OdooGrains.Storage.Tenants;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Conformance;

public abstract class AlertConformance : StoreConformance
{
    private static readonly DateTimeOffset Late = Sample.Now.AddHours(2);
    private static readonly DateTimeOffset LongAgo = Sample.Now.AddDays(-30);

    [Fact]
    public async Task A_late_order_is_seen_until_its_alert_is_open_and_again_after_that_ended()
    {
        var document = Sample.Document("a/ü b");
        await CommitAsync(Sample.Commit(Sample.Head(document)));
        Assert.Empty(await Store.Alerts.LateAsync(Sample.Now, null, 10, None));
        var late = Assert.Single(await Store.Alerts.LateAsync(Late, null, 10, None));
        Assert.Equal(new LateDocument(document, Sample.Now.AddHours(1), IsHeld: false, "platform"), late);

        var alert = An(late.Cause.Key);
        Assert.True(await Store.Alerts.RaiseAsync(alert, false, LongAgo, None));
        Assert.Empty(await Store.Alerts.LateAsync(Late, null, 10, None));
        Assert.True(await Store.Alerts.EndAsync(alert, false, Late, None));
        Assert.Single(await Store.Alerts.LateAsync(Late, null, 10, None));
    }

    [Fact]
    public async Task Late_orders_come_oldest_first_and_the_last_of_a_page_is_the_cursor()
    {
        foreach (var (id, minutes, tenant) in new[] { ("late", 10, "acme"), ("first", 5, "globex"), ("held", 10, "globex"), ("in time", 600, "acme") })
        {
            await CommitAsync(Sample.Commit(Sample.Head(Sample.Document(id, tenant)) with { Deadline = Sample.Now.AddMinutes(minutes), Status = id == "held" ? "held" : "booked", NextActionAt = null }));
        }

        var first = await Store.Alerts.LateAsync(Late, null, 2, None);
        var second = await Store.Alerts.LateAsync(Late, first[^1], 2, None);

        Assert.Equal(["first", "late"], first.Select(late => late.Document.Id));
        Assert.Equal(AlertKind.Hold, Assert.Single(second).Cause.Key.Kind);
    }

    [Fact]
    public async Task Of_several_who_raise_and_end_one_cause_one_succeeds()
    {
        var key = Key();
        var raised = await Task.WhenAll(Enumerable.Range(1, 8).Select(number => Store.Alerts.RaiseAsync(An(key, number), true, LongAgo, None)));
        Assert.Single(raised, isRaised => isRaised);
        var open = Assert.Single(await Store.Alerts.OpenAsync(null, 10, None)).Alert;

        var ended = await Task.WhenAll(Enumerable.Range(1, 8).Select(_ => Store.Alerts.EndAsync(open, true, Late, None)));
        Assert.Single(ended, isEnded => isEnded);
        Assert.Empty(await Store.Alerts.OpenAsync(null, 10, None));
        var told = Assert.Single(await Store.Alerts.ListAsync(key.Tenant, false, null, 10, None));
        Assert.Equal(open with { EndedAt = Late }, told.Alert);
        Assert.Equal([AlertEvent.Raised, AlertEvent.Ended], told.Messages.Select(message => message.Event));

        Assert.True(await Store.Alerts.RaiseAsync(An(key, 9), true, LongAgo, None));
    }

    [Fact]
    public async Task Kinds_connections_orders_and_tenants_are_causes_of_their_own()
    {
        AlertKey[] keys = [Key(), Key(AlertKind.Hold), Key(document: "2"), Key(tenant: "globex"), Key() with { Connection = new("other") }, Key(AlertKind.Auth, ""), Key(AlertKind.Breaker, "")];
        foreach (var (number, key) in keys.Index())
        {
            Assert.True(await Store.Alerts.RaiseAsync(An(key, number + 1), false, LongAgo, None));
        }

        Assert.Equal(keys, (await Store.Alerts.OpenAsync(null, 10, None)).Select(open => open.Alert.Key));
        Assert.Equal(keys[3..], (await Store.Alerts.OpenAsync(Sample.Id(3), 10, None)).Select(open => open.Alert.Key));
        OpenAlerts[] counts = [new(new("acme"), AlertKind.Auth, 1), new(new("acme"), AlertKind.Breaker, 1), new(new("acme"), AlertKind.Hold, 1), new(new("acme"), AlertKind.Stall, 3), new(new("globex"), AlertKind.Stall, 1)];
        Assert.Equal(counts, await Store.Alerts.CountAsync(None));
    }

    [Fact]
    public async Task An_open_alert_stands_beside_its_subject_as_that_is_now()
    {
        var held = Sample.Document("held");
        await CommitAsync(Sample.Commit(Sample.Head(held) with { Status = "held", NextActionAt = null }));
        await Store.Tenants.PutConnectionAsync(Sample.Connection() with { Status = ConnectionStatus.AuthFailed }, 0, None);
        foreach (var (number, key) in new[] { Key(AlertKind.Hold, "held"), Key(document: "gone"), Key(AlertKind.Auth, "") with { Connection = Sample.Erp.Connection } }.Index())
        {
            await Store.Alerts.RaiseAsync(An(key, number + 1), false, LongAgo, None);
        }

        AlertSubject[] subjects = [new(Sample.Now.AddHours(1), IsHeld: true), new(), new(IsConnection: true, IsAuthFailed: true)];
        Assert.Equal(subjects, (await Store.Alerts.OpenAsync(null, 10, None)).Select(open => open.Subject));
    }

    [Fact]
    public async Task A_connection_with_refused_credentials_is_seen_until_its_alert_is_open()
    {
        await Store.Tenants.PutConnectionAsync(Sample.Connection(Sample.Channel), 0, None);
        await Store.Tenants.PutConnectionAsync(Sample.Connection() with { Status = ConnectionStatus.AuthFailed }, 0, None);

        var cause = Assert.Single(await Store.Alerts.AuthFailedAsync(10, None));
        Assert.Equal(new AlertCause(new(Sample.Erp.Tenant, AlertKind.Auth, Sample.Erp.Connection), Sample.Now), cause);
        await Store.Alerts.RaiseAsync(An(cause.Key), false, LongAgo, None);
        Assert.Empty(await Store.Alerts.AuthFailedAsync(10, None));
    }

    [Fact]
    public async Task Who_has_a_webhook_is_told_and_nobody_else()
    {
        await Store.Alerts.PutWebhookAsync(Webhook(), None);
        await Store.Alerts.RaiseAsync(An(Key()), true, LongAgo, None);
        await Store.Alerts.RaiseAsync(An(Key(tenant: "globex"), 2), false, LongAgo, None);

        Assert.Equal(
            [(Sample.Id(1), AlertTarget.Platform), (Sample.Id(1), AlertTarget.Tenant)],
            (await Store.Alerts.DueAsync(Late, 10, None)).Select(due => (due.Key.Alert, due.Key.Target)));
    }

    [Fact]
    public async Task A_message_is_claimed_once_an_attempt_and_waits_for_its_next_time()
    {
        await Store.Alerts.RaiseAsync(An(Key()), true, LongAgo, None);
        var due = Assert.Single(await Store.Alerts.DueAsync(Sample.Now, 10, None));
        Assert.Empty(await Store.Alerts.DueAsync(Sample.Now.AddTicks(-10), 10, None));

        var claims = await Task.WhenAll(Enumerable.Range(1, 8).Select(_ => Store.Alerts.ClaimAsync(due, Late, None)));
        Assert.Equal(An(Key()), Assert.Single(claims, claim => claim is not null));
        Assert.Empty(await Store.Alerts.DueAsync(Late.AddTicks(-10), 10, None));
        Assert.Equal(due with { Attempts = 1 }, Assert.Single(await Store.Alerts.DueAsync(Late, 10, None)));

        await Store.Alerts.SettleAsync(due.Key, AlertDelivery.Waiting, "It answered 500.", None);
        Assert.Single(await Store.Alerts.DueAsync(Late, 10, None));
        await Store.Alerts.SettleAsync(due.Key, AlertDelivery.Delivered, null, None);
        Assert.Empty(await Store.Alerts.DueAsync(Late, 10, None));
        Assert.Null(await Store.Alerts.ClaimAsync(due with { Attempts = 1 }, Late, None));
        StoredMessage[] messages = [new(AlertEvent.Raised, AlertTarget.Platform, AlertDelivery.Delivered, 1, null)];
        Assert.Equal(messages, (await Store.Alerts.ListAsync(new("acme"), false, null, 10, None)).Single().Messages);
    }

    [Fact]
    public async Task Of_each_tenant_and_target_the_longest_due_message_comes_so_that_nobody_waits_for_anothers()
    {
        for (var number = 1; number <= 20; number++)
        {
            await Store.Alerts.RaiseAsync(An(Key(document: $"{number}"), number) with { RaisedAt = Sample.Now.AddSeconds(number) }, true, LongAgo, None);
        }

        await Store.Alerts.RaiseAsync(An(Key(tenant: "globex"), 30) with { RaisedAt = Sample.Now.AddMinutes(1) }, true, LongAgo, None);

        Assert.Equal([Sample.Id(1), Sample.Id(30)], (await Store.Alerts.DueAsync(Late, 10, None)).Select(due => due.Key.Alert));
    }

    [Fact]
    public async Task Alerts_are_listed_newest_first_and_paged()
    {
        for (var number = 1; number <= 5; number++)
        {
            await Store.Alerts.RaiseAsync(An(Key(document: $"{number}"), number) with { RaisedAt = Sample.Now.AddSeconds(number / 2) }, false, LongAgo, None);
        }

        await Store.Alerts.EndAsync(An(Key(document: "5"), 5), false, Late, None);
        var first = await Store.Alerts.ListAsync(new("acme"), false, null, 3, None);
        var second = await Store.Alerts.ListAsync(new("acme"), false, new(first[^1].Alert.RaisedAt, first[^1].Alert.Id), 3, None);

        Assert.Equal(["5", "4", "3", "2", "1"], first.Concat(second).Select(told => told.Alert.Key.Document));
        Assert.Equal(["4", "3", "2", "1"], (await Store.Alerts.ListAsync(new("acme"), true, null, 10, None)).Select(told => told.Alert.Key.Document));
        Assert.Empty(await Store.Alerts.ListAsync(new("globex"), false, null, 3, None));
    }

    [Fact]
    public async Task What_ended_long_ago_is_forgotten_with_the_next_alert_and_what_is_open_never()
    {
        await Store.Alerts.RaiseAsync(An(Key(document: "old")), true, LongAgo, None);
        await Store.Alerts.RaiseAsync(An(Key(document: "open"), 2), true, LongAgo, None);
        await Store.Alerts.EndAsync(An(Key(document: "old")), true, Sample.Now, None);

        await Store.Alerts.RaiseAsync(An(Key(document: "new"), 3), true, Sample.Now.AddDays(1), None);

        Assert.Equal(["new", "open"], (await Store.Alerts.ListAsync(new("acme"), false, null, 10, None)).Select(told => told.Alert.Key.Document));
    }

    [Fact]
    public async Task A_webhook_is_put_replaced_and_deleted()
    {
        var tenant = new TenantId("acme");
        Assert.Null(await Store.Alerts.FindWebhookAsync(tenant, None));
        await Store.Alerts.PutWebhookAsync(Webhook(), None);
        await Store.Alerts.PutWebhookAsync(Webhook() with { Url = new("https://ops.example/2"), Secret = new byte[] { 4 } }, None);

        var found = await Store.Alerts.FindWebhookAsync(tenant, None);
        Assert.Equal(("https://ops.example/2", "04", Sample.Now), (found!.Url.OriginalString, Convert.ToHexString(found.Secret.Span), found.UpdatedAt));
        Assert.True(await Store.Alerts.DeleteWebhookAsync(tenant, None));
        Assert.False(await Store.Alerts.DeleteWebhookAsync(tenant, None));
    }

    [Fact]
    public async Task All_of_it_is_erased_with_its_tenant()
    {
        foreach (var (number, tenant) in new[] { "acme", "globex" }.Index())
        {
            await Store.Tenants.CreateTenantAsync(Sample.Tenant(tenant) with { Status = TenantStatus.Draining }, None);
            await Store.Alerts.PutWebhookAsync(Webhook(tenant), None);
            await Store.Alerts.RaiseAsync(An(Key(tenant: tenant), number + 1), true, LongAgo, None);
        }

        while (!await Store.Tenants.EraseAsync(new("acme"), 2, Late, None))
        {
        }

        Assert.Null(await Store.Alerts.FindWebhookAsync(new("acme"), None));
        Assert.Equal("globex", Assert.Single(await Store.Alerts.OpenAsync(null, 10, None)).Alert.Key.Tenant.Value);
        Assert.All(await Store.Alerts.DueAsync(Late, 10, None), due => Assert.Equal("globex", due.Key.Tenant.Value));
    }

    [Fact]
    public async Task Held_and_stalled_orders_are_counted_a_tenant()
    {
        await CommitAsync(Sample.Commit(Sample.Head(Sample.Document("stalled"))));
        await CommitAsync(Sample.Commit(Sample.Head(Sample.Document("late and held")) with { Status = "held" }));
        await CommitAsync(Sample.Commit(Sample.Head(Sample.Document("held", "globex")) with { Status = "held", Deadline = Late.AddDays(1) }));
        await CommitAsync(Sample.Commit(Sample.Head(Sample.Document("fine", "initech")) with { Deadline = Late.AddDays(1) }));

        TenantTrouble[] troubles = [new(new("acme"), 1, 2), new(new("globex"), 1, 0)];
        Assert.Equal(troubles, await Store.Sweep.TroublesAsync(Late, None));
    }

    private static AlertKey Key(AlertKind kind = AlertKind.Stall, string document = "1001", string tenant = "acme") => new(new(tenant), kind, Sample.Channel.Connection, document);

    private static Alert An(AlertKey key, int number = 1) => new() { Id = Sample.Id(number), Key = key, Since = Sample.Now.AddMinutes(-1), RaisedAt = Sample.Now, Owner = "finance@acme.example" };

    private static AlertWebhook Webhook(string tenant = "acme") => new(new(tenant), new("https://ops.example/alerts"), new byte[] { 1, 2, 3 }, Sample.Now);
}
