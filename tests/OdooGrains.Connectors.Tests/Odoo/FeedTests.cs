using System.Text;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Sandbox.Odoo;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>What people do with deliveries in Odoo comes back as facts of the channel's order.</summary>
public sealed class FeedTests
{
    public static TheoryData<int, string> Protocols => new() { { 16, "auto" }, { 17, "auto" }, { 18, "auto" }, { 19, "auto" }, { 19, "jsonrpc" } };

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Parts_that_a_warehouse_sends_off_come_with_their_lines_and_tracking(int version, string protocol)
    {
        var lab = new OdooLab(version, protocol);
        await lab.SoldAsync(Order());
        var people = new WarehousePeople(lab.Odoo);
        people.Send(1, "TRACK-1, TRACK-2", ("MUG", 1));
        lab.Time.Advance(TimeSpan.FromSeconds(10));
        people.Send(2, "TRACK-3");

        var page = await ReadAsync(lab, null);

        Assert.False(page.HasMore);
        Assert.Equal([Document, Document], page.Events.Select(Of));
        var (first, second) = (Fact(lab, page.Events[0]), Fact(lab, page.Events[1]));
        Assert.Equal(("1", DeliverySource.Erp, false, DeliveryStatus.Done, null), (first.Id, first.Source, first.IsReturn, first.Status, first.BackorderOf));
        Assert.Equal(["TRACK-1", "TRACK-2"], first.TrackingNumbers);
        Assert.Equal(new LineQuantity("1", 1), Assert.Single(first.Lines));
        Assert.Equal(("2", "1", new LineQuantity("1", 1)), (second.Id, second.BackorderOf, Assert.Single(second.Lines)));
        Assert.Equal(((InboundVerdict.Document)page.Events[1].Verdict).UpdatedAt, second.UpdatedAt);
        Assert.True(second.UpdatedAt > first.UpdatedAt);
    }

    [Fact]
    public async Task What_our_own_effects_did_is_not_told_back()
    {
        var lab = new OdooLab();
        var order = await lab.SoldAsync(Order());
        await lab.RunAsync(new DeliverOrder(order, DeliverTests.Sent("d1", 1)));
        await lab.RunAsync(new ReturnGoods(order, "r1", [new("1", 1)]));
        Assert.Empty((await ReadAsync(lab, null)).Events);

        // The backorder of our delivery repeats its mark, and is the warehouse's all the same.
        new WarehousePeople(lab.Odoo).Send(2);
        Assert.Equal("2", Fact(lab, Assert.Single((await ReadAsync(lab, null)).Events)).Id);
    }

    [Fact]
    public async Task A_cancelled_transfer_is_news_unless_its_order_is_cancelled()
    {
        var lab = new OdooLab();
        var order = await lab.SoldAsync(Order());
        new WarehousePeople(lab.Odoo).Cancel(1);
        Assert.Equal(DeliveryStatus.Cancelled, Fact(lab, Assert.Single((await ReadAsync(lab, null)).Events)).Status);

        await lab.RunAsync(new CancelOrder(order));
        Assert.Empty((await ReadAsync(lab, null)).Events);
    }

    [Fact]
    public async Task Transfers_of_other_orders_and_other_tenants_are_left_out()
    {
        var lab = new OdooLab();
        await lab.SoldAsync(Order());
        new WarehousePeople(lab.Odoo).Send(1);
        var order = (int)lab.Orders[0]["id"]!;

        foreach (var origin in new[] { null, "S00009", "other/shop/1", "acme/not a channel/1", "acme/shop" })
        {
            lab.Odoo.Change("sale.order", order, ("origin", origin));
            Assert.Empty((await ReadAsync(lab, null)).Events);
        }

        lab.Odoo.Change("sale.order", order, ("origin", $"{Document}"));
        Assert.Single((await ReadAsync(lab, null)).Events);
        lab.Odoo.Change("sale.order", order, ("client_order_ref", null));
        Assert.Empty((await ReadAsync(lab, null)).Events);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(100_000)]
    public async Task Every_change_is_read_however_many_share_a_second(int ordersPerSecond)
    {
        const int Orders = 450;
        var lab = new OdooLab();
        var customer = await lab.CustomerAsync(Order());
        for (var from = 0; from < Orders; from += 90)
        {
            var effects = Enumerable.Range(from, 90).Select(index => lab.Effect(new BookOrder { Order = Order() with { Id = $"{index}", Number = $"#{index}" }, Customer = customer }, document: Document with { Id = $"{index}" })).ToList();
            var booked = (await lab.RunAsync(effects)).Select(outcome => Done<OrderBooked>(outcome).ErpId);
            await lab.RunAsync([.. booked.Select((id, index) => lab.Effect(new ConfirmOrder(id), document: Document with { Id = $"{from + index}" }))]);
        }

        var people = new WarehousePeople(lab.Odoo);
        for (var picking = 1; picking <= Orders; picking++)
        {
            people.Send(picking);
            if (picking % ordersPerSecond == 0)
            {
                lab.Time.Advance(TimeSpan.FromSeconds(1));
            }
        }

        List<FeedEvent> events = [];
        var page = await ReadAsync(lab, null);
        for (var pages = 1; page.HasMore; pages++)
        {
            Assert.InRange(pages, 1, 20);
            events.AddRange(page.Events);
            page = await ReadAsync(lab, page.Cursor);
        }

        events.AddRange(page.Events);
        Assert.Equal(Enumerable.Range(0, Orders), events.Select(Of).Select(document => int.Parse(document.Id, null)).Distinct().Order());
    }

    [Fact]
    public async Task The_end_of_a_sweep_is_read_again_for_the_overlap_and_equal_changes_have_equal_ids()
    {
        var lab = new OdooLab();
        await lab.SoldAsync(Order());
        new WarehousePeople(lab.Odoo).Send(1);
        var first = await ReadAsync(lab, null);

        // A transaction that began earlier commits later.
        var second = await ReadAsync(lab, first.Cursor);
        Assert.Equal(first.Events.Select(change => change.Verdict), second.Events.Select(change => change.Verdict));
        Assert.Equal(first.Cursor, second.Cursor);

        lab.Odoo.Change("stock.picking", 1, ("carrier_tracking_ref", "LATE"));
        var third = Assert.Single((await ReadAsync(lab, second.Cursor)).Events);
        Assert.NotEqual(first.Events[0].Verdict.DeliveryId, third.Verdict.DeliveryId);
        Assert.Equal(["LATE"], Fact(lab, third).TrackingNumbers);
    }

    [Fact]
    public async Task A_feed_begins_where_it_is_told_and_costs_what_its_manifest_says()
    {
        var lab = new OdooLab();
        await lab.SoldAsync(Order());
        new WarehousePeople(lab.Odoo).Send(1);
        var before = lab.Odoo.Calls;
        Assert.Single((await ReadAsync(lab, null)).Events);
        Assert.InRange(lab.Odoo.Calls - before, 1, lab.Connector.Feeds.Feeds[0].Cost);

        var later = await lab.Connector.Feeds.ReadAsync(lab.Connection, "deliveries", null, lab.Time.GetUtcNow() + TimeSpan.FromSeconds(1), default);
        Assert.Empty(Assert.IsType<FeedPage.Read>(later).Events);
    }

    [Fact]
    public async Task What_ends_a_page_is_a_failure_and_a_cursor_that_is_none_is_a_mistake()
    {
        var lab = new OdooLab();
        lab.Odoo.Revoke(Key);
        Assert.Equal(FailureClass.Auth, Assert.IsType<FeedPage.Failed>(await lab.Connector.Feeds.ReadAsync(lab.Connection, "deliveries", null, default, default)).Failure.Class);
        lab.Odoo.Restore(Key);
        lab.Egress.Instead = call => call.Url.AbsolutePath.Contains("stock.picking", StringComparison.Ordinal) ? Answer("""[{"id": 1}]""") : null;
        Assert.Equal(FailureClass.Transient, Assert.IsType<FeedPage.Failed>(await lab.Connector.Feeds.ReadAsync(lab.Connection, "deliveries", null, default, default)).Failure.Class);

        foreach (var cursor in new[] { "", "yesterday", "2026-11-20 18:00:46|x", "2026-11-20 18:00:46|1|2" })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => ReadAsync(lab, cursor));
        }

        await Assert.ThrowsAsync<ArgumentException>(() => lab.Connector.Feeds.ReadAsync(lab.Connection, "orders", null, default, default));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("x")]
    [InlineData("""{"picking": "1", "status": "open", "isReturn": false, "lines": [], "updatedAt": "2026-11-20T12:00:00Z"}""")]
    public void A_stored_body_that_is_none_of_ours_is_unreadable(string body)
    {
        var lab = new OdooLab();
        Assert.IsType<ParsedOrder.Unreadable>(lab.Connector.Inbound.Parse(lab.Connection, "odoo/picking", Encoding.UTF8.GetBytes(body)));
        Assert.IsType<ParsedOrder.Unreadable>(lab.Connector.Inbound.Parse(lab.Connection, "stock.picking", Encoding.UTF8.GetBytes(body)));
    }

    private static async Task<FeedPage.Read> ReadAsync(OdooLab lab, string? cursor)
        => Assert.IsType<FeedPage.Read>(await lab.Connector.Feeds.ReadAsync(lab.Connection, "deliveries", cursor, DateTimeOffset.UnixEpoch, default));

    private static DocumentKey Of(FeedEvent change)
    {
        var document = Assert.IsType<InboundVerdict.Document>(change.Verdict);
        return new(Document.Tenant, document.Channel!.Value, document.DocumentId);
    }

    private static Domain.Orders.Delivery Fact(OdooLab lab, FeedEvent change)
        => Assert.IsType<OrderFact.DeliveryFact>(Assert.Single(Assert.IsType<ParsedOrder.Told>(lab.Connector.Inbound.Parse(lab.Connection, change.Verdict.Topic, change.Body)).Facts)).Delivery;
}
