using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Conformance;

/// <summary>Events of one connection that concern a document of another, by its id or by a name that it has registered.</summary>
public abstract class ReferenceConformance : StoreConformance
{
    private static readonly TenantId Acme = new("acme");
    private static readonly ConnectionId Shop = Sample.Channel.Connection;
    private static readonly DocumentReference Payment = DocumentReference.Payment("pi_1");

    [Fact]
    public async Task An_event_of_another_connection_is_the_documents()
    {
        var told = Told(2, "1001");
        await AcceptAsync(Sample.Event(1), told);

        var stored = await Store.Inbox.FindAsync(Acme, told.Id, None);
        Assert.Equal((Shop, new ConnectionId("stripe"), Sample.Document()), (stored!.Channel, stored.Connection.Connection, stored.Document));
        Assert.Equal([Sample.Id(1), Sample.Id(2)], (await Store.Inbox.OpenAsync(Sample.Document(), 10, None)).Select(@event => @event.Id.Value));
        Assert.Equal([Sample.Id(1), Sample.Id(2)], (await Store.Inbox.OfDocumentAsync(Sample.Document(), 10, None)).Select(@event => @event.Id.Value));
        Assert.Equal([Sample.Id(2)], (await Store.Inbox.OfDocumentAsync(Sample.Document(), 1, None)).Select(@event => @event.Id.Value));
        Assert.Equal(told.Id, Assert.Single(await Store.Inbox.ListAsync(Acme, new("stripe"), null, null, 10, None)).Id);
    }

    [Fact]
    public async Task It_is_no_document_of_its_own_connection()
    {
        await AcceptAsync(Told(1, "1001"));

        Assert.Empty(await Store.Inbox.OpenAsync(new(Acme, new("stripe"), "1001"), 10, None));
        Assert.Empty(await Store.Inbox.OfDocumentAsync(new(Acme, new("stripe"), "1001"), 10, None));
    }

    [Fact]
    public async Task The_sweep_hints_it_to_the_document()
    {
        await AcceptAsync(Told(1, "1001"));

        var open = Assert.Single(await Store.Sweep.OpenEventsAsync(Sample.Now.AddMinutes(1), null, 10, None));
        Assert.Equal(Sample.Document(), open.Document);
        Assert.Equal(Sample.Document(), Assert.Single(await Store.Sweep.OpenEventsAsync(Sample.Now.AddMinutes(1), null, 1, None)).Document);
    }

    [Fact]
    public async Task An_event_that_waits_for_a_payment_is_given_to_the_order_that_registers_it()
    {
        var (first, second) = (Told(1, Payment.DocumentId), Told(2, Payment.DocumentId));
        await AcceptAsync(first, second);
        Assert.Null(await ReaddressAsync());
        Assert.Equal(2, (await Store.Inbox.OpenAsync(Sample.Document(Payment.DocumentId), 10, None)).Count);

        await CommitAsync(Sample.Commit() with { References = [Payment, DocumentReference.Payment("pi_2")] });

        Assert.Equal(Sample.Document(), await ReaddressAsync());
        Assert.Empty(await Store.Inbox.OpenAsync(Sample.Document(Payment.DocumentId), 10, None));
        Assert.Equal([first.Id, second.Id], (await Store.Inbox.OpenAsync(Sample.Document(), 10, None)).Select(@event => @event.Id));
        Assert.True((await Store.Inbox.AcceptAsync(first with { Id = new(Sample.Id(9)) }, None)).IsDuplicate);
    }

    [Fact]
    public async Task What_is_no_longer_open_stays_where_it_is()
    {
        var work = Told(1, Payment.DocumentId);
        await AcceptAsync(work);
        await Store.Inbox.ToWorkAsync(Acme, work.Id, Owners.Tenant, Sample.Now.AddDays(1), "No order.", None);
        await CommitAsync(Sample.Commit() with { References = [Payment] });

        Assert.Equal(Sample.Document(), await ReaddressAsync());
        Assert.Equal((EventStatus.Work, Payment.DocumentId), ((await Store.Inbox.FindAsync(Acme, work.Id, None))!.Status, (await Store.Inbox.FindAsync(Acme, work.Id, None))!.DocumentId));
    }

    [Fact]
    public async Task A_payment_stays_with_the_order_that_registered_it_first()
    {
        await CommitAsync(Sample.Commit() with { References = [Payment] });
        await CommitAsync(Sample.Commit(Sample.Head(Sample.Document("1002"))) with { References = [Payment] });
        await CommitAsync(Sample.Commit(expectedVersion: 1) with { References = [Payment] });

        Assert.Equal(Sample.Document(), await ReaddressAsync());
    }

    [Fact]
    public async Task Orders_of_other_channels_and_tenants_are_not_found()
    {
        await CommitAsync(Sample.Commit(Sample.Head(new(Acme, new("other"), "1001"))) with { References = [Payment] });
        await CommitAsync(Sample.Commit(Sample.Head(Sample.Document(tenant: "globex"))) with { References = [Payment] });

        Assert.Null(await ReaddressAsync());
    }

    [Fact]
    public async Task A_commit_that_is_refused_registers_nothing()
    {
        await CommitAsync(Sample.Commit());
        Assert.Equal(CommitResult.Conflict, await Store.Documents.CommitAsync(Sample.Commit() with { References = [Payment] }, None));

        Assert.Null(await ReaddressAsync());
    }

    [Fact]
    public async Task Many_orders_that_register_at_once_each_keep_their_own()
    {
        var commits = Enumerable.Range(1, 40).Select(number => Sample.Commit(Sample.Head(Sample.Document($"{number}"))) with
        {
            References = [DocumentReference.Payment($"pi_{number}"), DocumentReference.Payment("shared")],
        });

        var results = await Task.WhenAll(commits.Select(commit => Store.Documents.CommitAsync(commit, None)));

        Assert.All(results, result => Assert.Equal(CommitResult.Committed, result));
        for (var number = 1; number <= 40; number++)
        {
            Assert.Equal(Sample.Document($"{number}"), await Store.Inbox.ReaddressAsync(Acme, Shop, DocumentReference.Payment($"pi_{number}"), None));
        }

        Assert.NotNull(await Store.Inbox.ReaddressAsync(Acme, Shop, DocumentReference.Payment("shared"), None));
    }

    [Fact]
    public async Task References_go_with_their_tenant()
    {
        await Store.Tenants.CreateTenantAsync(Sample.Tenant() with { Status = TenantStatus.Draining }, None);
        await CommitAsync(Sample.Commit() with { References = [Payment] });
        while (!await Store.Tenants.EraseAsync(Acme, 1, Sample.Now, None))
        {
        }

        Assert.Null(await ReaddressAsync());
    }

    private static InboundEvent Told(int number, string document) => Sample.Event(number, document: Sample.Document(document), topic: "charge.refunded") with
    {
        Connection = new(Acme, new("stripe")),
        Channel = Shop,
    };

    private Task<DocumentKey?> ReaddressAsync() => Store.Inbox.ReaddressAsync(Acme, Shop, Payment, None);

    private async Task AcceptAsync(params InboundEvent[] events)
    {
        foreach (var @event in events)
        {
            Assert.False((await Store.Inbox.AcceptAsync(@event, None)).IsDuplicate);
        }
    }
}
