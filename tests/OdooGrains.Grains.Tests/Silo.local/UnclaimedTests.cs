using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Grains.Tests;

/// <summary>Events that tell of a payment and name no order find it, or a person.</summary>
public sealed class UnclaimedTests
{
    private static readonly DocumentReference Reference = DocumentReference.Payment("pi_1");

    [Fact]
    public void What_came_before_its_order_is_folded_into_it() => World.Run(async world =>
    {
        world.Node.StartSweep();
        var early = await TellAsync(world);
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(EventStatus.Open, (await FindAsync(world, early))!.Status);

        world.Shop.Facts = [Paid()];
        await world.AcceptAsync(An.Order());
        await world.UntilAsync(async () => (await FindAsync(world, early))!.Status is EventStatus.Folded or EventStatus.Stale, "the fold of what waited", TimeSpan.FromSeconds(10));

        Assert.Equal(Sample.Document(), (await FindAsync(world, early))!.Document);
        await world.UntilConfirmedAsync();
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void What_comes_after_its_order_is_folded_at_once() => World.Run(async world =>
    {
        world.Shop.Facts = [Paid()];
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync();
        var late = await TellAsync(world);

        await world.UntilAsync(async () => (await FindAsync(world, late))!.Status is EventStatus.Folded or EventStatus.Stale, "the fold", TimeSpan.FromSeconds(2));
    });

    [Fact]
    public void What_nobody_claims_becomes_work_of_the_tenant_and_a_retry_finds_an_order_that_came_since() => World.Run(
        async world =>
        {
            world.Node.StartSweep();
            var lonely = await TellAsync(world);
            await world.PassAsync(TimeSpan.FromMinutes(9));
            Assert.Equal(EventStatus.Open, (await FindAsync(world, lonely))!.Status);
            await world.UntilAsync(async () => (await FindAsync(world, lonely))!.Status is EventStatus.Work, "the work", TimeSpan.FromMinutes(2));

            var work = (await FindAsync(world, lonely))!;
            Assert.Equal(("tenant", true), (work.Owner, work.Deadline > world.Now));
            Assert.Contains("pi_1", work.Note, StringComparison.Ordinal);

            world.Shop.Facts = [Paid()];
            await world.AcceptAsync(An.Order());
            await world.UntilConfirmedAsync();
            Assert.True(await world.Store.Inbox.ReopenAsync(lonely.Connection.Tenant, lonely.Id, default));
            world.Node.Folds.Open(Sample.Document(Reference.DocumentId));
            await world.UntilAsync(async () => (await FindAsync(world, lonely))!.Status is EventStatus.Folded or EventStatus.Stale, "the fold", TimeSpan.FromSeconds(5));
        },
        new() { UnclaimedFor = TimeSpan.FromMinutes(10) });

    [Fact]
    public void A_payment_of_an_order_of_another_channel_is_not_claimed() => World.Run(async world =>
    {
        world.Node.StartSweep();
        await world.Store.Documents.CommitAsync(Sample.Commit(Sample.Finished(new(new("acme"), new("other"), "77"))) with { References = [Reference] }, default);
        var lonely = await TellAsync(world);
        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal((EventStatus.Open, Reference.DocumentId), ((await FindAsync(world, lonely))!.Status, (await FindAsync(world, lonely))!.DocumentId));
    });

    [Fact]
    public void The_names_of_an_order_are_those_of_its_payments()
        => Assert.Equal(
            [DocumentReference.Payment("pi_1"), DocumentReference.Payment("pi_2")],
            OrderReferences.Of([Paid(), Paid("pi_2"), Paid(), Paid("du_1", PaymentKind.Dispute), Paid(new('x', 151)), new OrderFact.RefundFact(new() { Id = "re_1", Total = 1, Currency = "EUR", Status = default, UpdatedAt = default })]));

    [Fact]
    public void A_refund_that_comes_before_its_payment_ends_in_the_order_that_the_payment_names() => World.Run(async world =>
    {
        world.Node.StartSweep();
        await AcceptAsync(world, 1, "refund.created", """{"id":"re_1","object":"refund","amount":500,"currency":"eur","payment_intent":"pi_1","status":"succeeded"}""");
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Null(await world.StateAsync());

        await AcceptAsync(world, 2, "payment_intent.succeeded", """{"id":"pi_1","object":"payment_intent","amount":2000,"amount_received":2000,"currency":"eur","status":"succeeded","metadata":{"order_id":"1001"}}""");
        await world.UntilAsync(async () => (await world.StateAsync())?.Facts is { Payments.Count: 1, Refunds.Count: 1 }, "both facts", TimeSpan.FromSeconds(10));
        await world.AcceptAsync(An.Order());
        await world.UntilAsync(async () => (await world.StateAsync())!.IsConfirmedInErp, "the confirmation");

        var facts = (await world.StateAsync())!.Facts!;
        Assert.Equal(("pi_1", 20m), (facts.Payments[0].Id, facts.Payments[0].Amount));
        Assert.Equal(("re_1", 5m), (facts.Refunds[0].Id, facts.Refunds[0].Total));
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void An_event_of_a_provider_that_cannot_be_read_is_work_and_names_the_place() => World.Run(async world =>
    {
        await world.AcceptAsync(An.Order());
        await world.UntilConfirmedAsync();
        var strange = await AcceptAsync(world, 1, "payment_intent.succeeded", """{"id":"pi_1","object":"payment_intent","currency":"eur","status":"odd","metadata":{"order_id":"1001"}}""");

        await world.UntilAsync(async () => (await FindAsync(world, strange))!.Status is EventStatus.Work, "the work", TimeSpan.FromSeconds(5));
        Assert.Contains("/data/object/status", (await FindAsync(world, strange))!.Note, StringComparison.Ordinal);
    });

    /// <summary>Accepts an event of the tenant's Stripe as the intake does.</summary>
    private static async Task<InboundEvent> AcceptAsync(World world, int number, string type, string subject)
    {
        var key = new ConnectionKey(Sample.Channel.Tenant, new("stripe"));
        await world.PutAsync(key, connection => connection with { Kind = "stripe", Settings = new() { ["channel"] = "shop", ["refunds"] = "stripe" } }, reload: true);
        var body = Encoding.UTF8.GetBytes($$"""{"id":"evt_{{number}}","type":"{{type}}","created":{{world.Now.ToUnixTimeSeconds()}},"data":{"object":{{subject}} } }""");
        using var document = JsonDocument.Parse(body);
        var named = document.RootElement.GetProperty("data").GetProperty("object").TryGetProperty("metadata", out var metadata) ? metadata.GetProperty("order_id").GetString()! : Reference.DocumentId;
        var told = Sample.Event(1000 + number, document: Sample.Document(named), topic: type) with
        {
            Connection = key,
            Channel = Sample.Channel.Connection,
            ReceivedAt = world.Now,
            Body = body,
            BodyHash = SHA256.HashData(body),
        };
        await world.Store.Inbox.AcceptAsync(told, default);
        world.Node.Folds.Arrived(told);
        return told;
    }

    // The body is a statement of the order, so that what becomes of it can be seen.
    private static async Task<InboundEvent> TellAsync(World world)
    {
        var body = FakeShop.Body(An.Order(minute: 1));
        var told = Sample.Event(1000, document: Sample.Document(Reference.DocumentId)) with
        {
            Channel = Sample.Channel.Connection,
            ReceivedAt = world.Now,
            Body = body,
            BodyHash = SHA256.HashData(body),
        };
        await world.Store.Inbox.AcceptAsync(told, default);
        world.Node.Folds.Arrived(told);
        return told;
    }

    private static OrderFact.PaymentFact Paid(string id = "pi_1", PaymentKind kind = PaymentKind.Capture)
        => new(new() { Id = id, Kind = kind, Status = PaymentStatus.Succeeded, Amount = 20m, Currency = "EUR", UpdatedAt = Sample.Now });

    private static Task<InboundEvent?> FindAsync(World world, InboundEvent @event) => world.Store.Inbox.FindAsync(@event.Connection.Tenant, @event.Id, default);
}
