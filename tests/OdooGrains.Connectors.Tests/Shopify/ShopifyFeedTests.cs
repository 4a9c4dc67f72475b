using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Sandbox.Shopify;
using OdooGrains.Sandbox.Shopify.Admin;

namespace OdooGrains.Connectors.Tests.Shopify;

/// <summary>The feed of orders, read from the simulated shop.</summary>
public sealed class ShopifyFeedTests
{
    private static readonly DateTimeOffset Since = new(2026, 11, 20, 11, 0, 0, TimeSpan.Zero);

    private static readonly ShopScenario Everything = new()
    {
        Seed = 5,
        Orders = 120,
        Currencies = ["EUR", "JPY", "KWD"],
        Changes = [ShopChange.Quantity, ShopChange.Price, ShopChange.Address, ShopChange.Note, ShopChange.AddLine],
        CustomLinesPerMille = 200,
        AnonymousPerMille = 50,
        PaymentsPerMille = 800,
        FulfilmentsPerMille = 600,
        RefundsPerMille = 500,
        SameSecondPerMille = 100,
    };

    private readonly ShopifyLab _lab = new(Everything);

    [Fact]
    public async Task A_node_and_a_webhook_of_the_same_order_give_equal_orders_and_facts()
    {
        var events = await AllAsync();

        Assert.Equal(_lab.Stories.Count, events.Count);
        foreach (var story in _lab.Stories)
        {
            var node = Read(events.Single(one => Document(one).DocumentId == story.OrderId));
            var webhook = Assert.IsType<ParsedOrder.Read>(_lab.Connector.Inbound.Parse(_lab.Connection, "orders/updated", story.Events.Last(told => told.Topic.StartsWith("orders/", StringComparison.Ordinal)).Body));

            Assert.Equivalent(webhook.Order, node.Order, strict: true);
            Assert.Equivalent(webhook.Facts, node.Facts.Where(fact => fact is not OrderFact.PaymentFact), strict: true);
            Assert.Equivalent(Told(story, "order_transactions/create"), node.Facts.Where(fact => fact is OrderFact.PaymentFact), strict: true);
            Assert.Equivalent(Told(story, "refunds/create"), node.Facts.Where(fact => fact is OrderFact.RefundFact), strict: true);
            Assert.Equivalent(Told(story, "fulfillments/create"), node.Facts.Where(fact => fact is OrderFact.DeliveryFact), strict: true);
        }

        var facts = events.SelectMany(one => Read(one).Facts).ToList();
        Assert.Contains(facts, fact => fact is OrderFact.PaymentFact { Payment: { Kind: PaymentKind.Capture, ParentId: not null } });
        Assert.Contains(facts, fact => fact is OrderFact.PaymentFact { Payment.Id: ['p', 'i', '_', ..] });
        Assert.Contains(facts, fact => fact is OrderFact.RefundFact { Refund.Shipping: > 0 });
        Assert.All(facts.OfType<OrderFact.RefundFact>(), refund => Assert.True(refund.Refund is { Adjustment: 0 } or { Reason: "cancelled", Adjustment: > 0 }, $"{refund}: only a tip is no line and no shipping."));
        Assert.Contains(facts, fact => fact is OrderFact.DeliveryFact);
    }

    [Fact]
    public async Task Orders_come_by_the_time_of_their_change_and_the_next_round_overlaps()
    {
        var events = await AllAsync();
        var times = events.Select(one => Document(one).UpdatedAt).ToList();
        Assert.Equal(times.Order(), times);

        var (again, cursor) = await RoundAsync(await EndAsync());

        // The newest changes of the last 15 min once more, under the keys that they had.
        Assert.Equal(events.Select(one => one.Verdict.DeliveryId), again.Select(one => one.Verdict.DeliveryId));
        Assert.Equal(times[^1] - TimeSpan.FromMinutes(15), Time(cursor));
    }

    [Fact]
    public async Task An_order_that_changed_within_the_same_second_has_another_key()
    {
        var (first, second) = _lab.Stories.SelectMany(story => story.Events.Zip(story.Events.Skip(1))).First(pair => pair.First.TriggeredAt == pair.Second.TriggeredAt
            && pair.First.Topic is "orders/create" or "orders/updated" && pair.Second.Topic == "orders/updated");
        var shop = new ShopifyLab(Everything with { Orders = 0 });
        shop.Admin.Tell(first);
        var before = Document(Assert.Single((await RoundAsync(shop, null)).Events));
        shop.Admin.Tell(second);
        var after = Document(Assert.Single((await RoundAsync(shop, null)).Events));

        Assert.Equal((before.DocumentId, before.UpdatedAt), (after.DocumentId, after.UpdatedAt));
        Assert.NotEqual(before.DeliveryId, after.DeliveryId);
    }

    /// <summary>The simulation's seed 202: an order changed between two pages, and the one behind it was on neither.</summary>
    [Fact]
    public async Task Orders_that_change_between_two_pages_take_no_other_off_them()
    {
        var lab = new ShopifyLab(Everything with { Orders = 0 });
        var stories = new ShopSimulator(Everything with { ChangeDelay = TimeSpan.FromSeconds(30) }, lab.Time).Stories();
        var told = stories.SelectMany(story => story.Events).OrderBy(told => told.TriggeredAt).ToList();
        var until = told[told.Count / 2].TriggeredAt;
        told.Where(told => told.TriggeredAt <= until).ToList().ForEach(lab.Admin.Tell);
        var first = Assert.IsType<FeedPage.Read>(await lab.Connector.Feeds.ReadAsync(lab.Connection, "orders", null, Since, default));
        Assert.True(first.HasMore);

        told.Where(told => told.TriggeredAt > until).ToList().ForEach(lab.Admin.Tell);
        var (rest, _) = await RoundAsync(lab, first.Cursor);

        var newest = first.Events.Concat(rest).ToLookup(one => Document(one).DocumentId, one => Document(one).UpdatedAt);
        Assert.All(stories, story => Assert.Equal(story.Events[^1].TriggeredAt, newest[story.OrderId].LastOrDefault()));
        Assert.Contains(first.Events, one => newest[Document(one).DocumentId].Count() > 1);
    }

    [Fact]
    public async Task A_page_makes_a_bounded_number_of_requests()
    {
        var cost = Assert.Single(_lab.Connector.Feeds.Feeds).Cost;
        string? cursor = null;
        for (var hasMore = true; hasMore;)
        {
            var before = _lab.Egress.Requests.Count;
            var page = Assert.IsType<FeedPage.Read>(await _lab.Connector.Feeds.ReadAsync(_lab.Connection, "orders", cursor, Since, default));
            // The last order of a page may need a few more than were left: its refund, its two shipments.
            Assert.InRange(_lab.Egress.Requests.Count - before, 1, cost + 3);
            Assert.NotEqual(cursor, page.Cursor);
            (cursor, hasMore) = (page.Cursor, page.HasMore);
            Fill();
        }
    }

    [Theory]
    [InlineData(AdminFault.Throttled, FailureClass.Throttled)]
    [InlineData(AdminFault.Unavailable, FailureClass.Transient)]
    [InlineData(AdminFault.Locked, FailureClass.Auth)]
    public async Task A_page_that_fails_at_once_says_why(AdminFault fault, FailureClass failure)
    {
        _lab.Admin.Faults.Next(fault);

        Assert.Equal(failure, Assert.IsType<FeedPage.Failed>(await _lab.Connector.Feeds.ReadAsync(_lab.Connection, "orders", null, Since, default)).Failure.Class);
    }

    [Fact]
    public async Task Without_an_access_token_nothing_is_read_announced_or_alarming()
    {
        _lab.Kept.Secrets.Remove("accessToken");

        var page = Assert.IsType<FeedPage.Read>(await _lab.Connector.Feeds.ReadAsync(_lab.Connection, "orders", null, Since, default));

        Assert.Equal((0, false), (page.Events.Count, page.HasMore));
        Assert.Empty(_lab.Egress.Requests);
        Assert.Empty(new ConnectorRegistry([_lab.Connector]).Operations(_lab.Connection));
    }

    [Fact]
    public async Task A_page_that_fails_in_the_middle_gives_what_it_has_and_goes_on_from_there()
    {
        // Of the first order nobody wants money back.
        var lab = new ShopifyLab(Everything with { Seed = 6 });
        var (all, _) = await RoundAsync(lab, null);
        lab.Admin.Faults.Next(AdminFault.InternalError, "RefundNode");

        var first = Assert.IsType<FeedPage.Read>(await lab.Connector.Feeds.ReadAsync(lab.Connection, "orders", null, Since, default));
        var (rest, _) = await RoundAsync(lab, first.Cursor);

        Assert.True(first.HasMore);
        Assert.Equal(all.Select(one => one.Verdict.DeliveryId), first.Events.Concat(rest).Select(one => one.Verdict.DeliveryId));
    }

    [Fact]
    public async Task A_seeded_run_of_faults_loses_no_order()
    {
        var lab = new ShopifyLab(Everything with { Orders = 60 });
        foreach (var fault in (AdminFault[])[AdminFault.DropAnswer, AdminFault.Unavailable, AdminFault.Throttled, AdminFault.TooManyRequests, AdminFault.InternalError])
        {
            lab.Admin.Faults.Add(fault, 40);
        }

        HashSet<string> seen = [];
        string? cursor = null;
        for (var turn = 0; turn < 500; turn++)
        {
            lab.Time.Advance(TimeSpan.FromSeconds(20));
            if (await lab.Connector.Feeds.ReadAsync(lab.Connection, "orders", cursor, Since, default) is FeedPage.Read page)
            {
                page.Events.ToList().ForEach(one => seen.Add(Document(one).DocumentId));
                cursor = page.Cursor;
                if (!page.HasMore)
                {
                    break;
                }
            }
        }

        Assert.Equal(lab.Stories.Select(story => story.OrderId).Order(), seen.Order());
        Assert.Equal(5, lab.Admin.Faults.Struck.Count);
    }

    [Fact]
    public async Task Every_line_of_a_long_order_is_read()
    {
        var catalogue = Enumerable.Range(0, 120).Select(index => new ShopProduct($"SKU{index:000}", $"Product {index}", 5)).ToList();
        var lab = new ShopifyLab(new() { Orders = 1, Catalogue = catalogue, LinesMax = 120, Seed = 3, UpdatesPerMille = 0, CancelsPerMille = 0 });
        Assert.InRange(lab.Stories[0].Expected.Lines.Count, 51, 120);

        var read = Read(Assert.Single((await RoundAsync(lab, null)).Events));

        Assert.Equal(lab.Stories[0].Expected.Lines.Select(line => line.Sku), read.Order.Lines.Select(line => line.Sku));
    }

    [Fact]
    public async Task What_is_fed_is_what_the_inbox_may_store()
        => Assert.All(await AllAsync(), one => Assert.Null(StrictJson.Walk(one.Body.Span).Problem));

    [Theory]
    [InlineData("orders", "nonsense")]
    [InlineData("orders", "a|b|c|d")]
    [InlineData("products", null)]
    public async Task An_unknown_feed_or_cursor_is_refused(string feed, string? cursor)
        => Assert.Equal(FailureClass.Schema, Assert.IsType<FeedPage.Failed>(await _lab.Connector.Feeds.ReadAsync(_lab.Connection, feed, cursor, Since, default)).Failure.Class);

    private async Task<IReadOnlyList<FeedEvent>> AllAsync() => (await RoundAsync(null)).Events;

    private async Task<string> EndAsync() => (await RoundAsync(null)).Cursor;

    private Task<(IReadOnlyList<FeedEvent> Events, string Cursor)> RoundAsync(string? cursor) => RoundAsync(_lab, cursor);

    private static async Task<(IReadOnlyList<FeedEvent> Events, string Cursor)> RoundAsync(ShopifyLab lab, string? cursor)
    {
        List<FeedEvent> events = [];
        while (true)
        {
            lab.Time.Advance(TimeSpan.FromSeconds(20));
            var page = Assert.IsType<FeedPage.Read>(await lab.Connector.Feeds.ReadAsync(lab.Connection, "orders", cursor, Since, default));
            events.AddRange(page.Events);
            cursor = page.Cursor;
            if (!page.HasMore)
            {
                return (events, cursor);
            }
        }
    }

    // The bucket of points is full again.
    private void Fill() => _lab.Time.Advance(TimeSpan.FromSeconds(20));

    private List<OrderFact> Told(OrderStory story, string topic)
        => [.. story.Events.Where(told => told.Topic == topic).SelectMany(told => Assert.IsType<ParsedOrder.Told>(_lab.Connector.Inbound.Parse(_lab.Connection, topic, told.Body)).Facts)];

    private ParsedOrder.Read Read(FeedEvent one) => Assert.IsType<ParsedOrder.Read>(_lab.Connector.Inbound.Parse(_lab.Connection, one.Verdict.Topic, one.Body));

    private static InboundVerdict.Document Document(FeedEvent one) => Assert.IsType<InboundVerdict.Document>(one.Verdict);

    private static DateTimeOffset Time(string cursor) => Rfc3339.TryParse(cursor.Split('|')[0], out var time) ? time : default;
}
