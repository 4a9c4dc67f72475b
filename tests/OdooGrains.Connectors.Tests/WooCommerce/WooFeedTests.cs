using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Connectors.WooCommerce;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Tests.WooCommerce;

/// <summary>The feeds, against a simulated shop.</summary>
public sealed class WooFeedTests
{
    private readonly WooLab _lab = new();

    [Fact]
    public async Task Orders_are_read_page_by_page_and_nothing_is_left_out()
    {
        List<string> placed = [];
        for (var number = 0; number < 130; number++)
        {
            placed.Add($"{_lab.Order()}");

            // Sixty in one second, as an import writes them: more than a page.
            _lab.Time.Advance(TimeSpan.FromSeconds(number is > 20 and < 80 ? 0 : 3));
        }

        var (events, cursor) = await _lab.SweepAsync("orders");

        Assert.Equal(placed.Order(), events.Select(Id).Distinct().Order());
        Assert.All(events, one => Assert.Equal("order.updated", one.Verdict.Topic));

        // Ten minutes are looked at again.
        _lab.Time.Advance(TimeSpan.FromMinutes(30));
        var late = _lab.Order();
        Assert.Contains($"{late}", (await _lab.SweepAsync("orders", cursor)).Events.Select(Id));
    }

    [Fact]
    public async Task An_order_that_changes_while_pages_are_read_hides_none()
    {
        List<int> placed = [];
        for (var number = 0; number < WooFeeds.OrdersMax + 5; number++)
        {
            placed.Add(_lab.Order());
            _lab.Time.Advance(TimeSpan.FromSeconds(3));
        }

        // An order of the first page is changed: it leaves for the end, and all behind it move up by one.
        var first = await _lab.ReadAsync("orders");
        _lab.Shop.Touch(placed[0]);
        var rest = await _lab.SweepAsync("orders", first.Cursor);

        Assert.Equal(placed.Select(id => $"{id}").Order(), first.Events.Concat(rest.Events).Select(Id).Distinct().Order());
    }

    [Fact]
    public async Task A_shop_behind_UTC_is_read_in_UTC()
    {
        // What the shop's own clock calls 10:00 is 12:00; by that clock the last two hours would be missing.
        var order = _lab.Order();
        var cursor = WooTime.Text(_lab.Time.GetUtcNow().AddMinutes(-5));

        Assert.Equal([$"{order}"], (await _lab.ReadAsync("orders", $"{cursor}/1")).Events.Select(Id));
        var bare = _lab.Shop.Handle(new("GET", "/wp-json/wc/v3/orders", new[] { KeyValuePair.Create("modified_after", cursor) }.ToLookup(one => one.Key, one => one.Value), Login(), default));
        Assert.Equal("[]", Encoding.UTF8.GetString(bare.Body));
    }

    [Fact]
    public async Task A_webhook_and_the_feed_bring_the_same_bytes_so_that_nothing_is_taken_in_twice()
    {
        _lab.Shop.Webhooks.Subscribe("order.updated", new("https://platform.example/v1/hooks/acme/shop"));
        _lab.Order();

        var sent = Assert.Single(_lab.Shop.Webhooks.TakeDue());
        var read = Assert.Single((await _lab.ReadAsync("orders")).Events);

        Assert.Equal(sent.Body, read.Body.ToArray());
        var verdict = _lab.Connector.Inbound.Receive(_lab.Connection, new(name => sent.Headers.ToDictionary().GetValueOrDefault(name), sent.Body, default));
        Assert.Equal(verdict, read.Verdict);
    }

    [Fact]
    public async Task What_the_simulated_shop_sells_adds_up()
    {
        _lab.Order();

        var order = Assert.IsType<ParsedOrder.Read>(_lab.Connector.Inbound.Parse(_lab.Connection, "order.updated", Assert.Single((await _lab.ReadAsync("orders")).Events).Body)).Order;

        Assert.Null(OrderTotals.Problem(order, 0.01m));
        Assert.Equal([("MUG", 3m, 19.99m), ("LAMP", 1m, 49m)], order.Lines.Select(line => (line.Sku, line.Quantity, line.UnitPrice)));
        Assert.Equal((113.87m, "BY"), (order.Total, order.BillTo!.Region));
    }

    [Fact]
    public async Task Refunds_are_read_with_their_lines_and_a_webhook_has_named_them_before()
    {
        var order = _lab.Order("pi_77");
        _lab.Time.Advance(TimeSpan.FromHours(1));
        var refund = _lab.Shop.Refund(order, 0, 2, 39.98m, "broken");

        var one = Assert.Single((await _lab.SweepAsync("refunds")).Events);

        Assert.Equal(new InboundVerdict.Document(Lane.Money, "feed/refund", "", $"{order}", _lab.Time.GetUtcNow()), one.Verdict);
        var told = Assert.IsType<OrderFact.RefundFact>(Assert.Single(Assert.IsType<ParsedOrder.Told>(_lab.Connector.Inbound.Parse(_lab.Connection, "feed/refund", one.Body)).Facts)).Refund;
        Assert.Equal(($"{refund}", 39.98m, "broken", PaymentStatus.Succeeded), (told.Id, told.Total, told.Reason, told.Status));
        Assert.Equal(new RefundLine(_lab.Line(order, 0), 2, 39.98m, Restock.None), Assert.Single(told.Lines));
        Assert.Equal((0m, 0m), (told.Shipping, told.Adjustment));
        Assert.Equal(["pi_77"], told.Payments);

        // Read again it is the same bytes, also after the order has changed.
        _lab.Shop.Touch(order);
        Assert.Equal(one.Body.ToArray(), Assert.Single((await _lab.SweepAsync("refunds")).Events).Body.ToArray());
    }

    [Fact]
    public async Task A_refund_that_cannot_be_read_fails_the_page_so_that_it_comes_again()
    {
        _lab.Shop.Refund(_lab.Order(), 0, 1, 19.99m);
        _lab.Egress.Instead = request => request.Url.AbsolutePath.EndsWith("/refunds", StringComparison.Ordinal) ? SiteEgress.Answered(503) : null;

        Assert.Equal(FailureClass.Transient, Assert.IsType<FeedPage.Failed>(await _lab.Connector.Feeds.ReadAsync(_lab.Connection, "refunds", null, _lab.Time.GetUtcNow().AddDays(-1), default)).Failure.Class);
    }

    [Fact]
    public async Task A_webhook_that_was_disabled_is_enabled_again_and_shown()
    {
        var own = _lab.Shop.Webhooks.Subscribe("order.updated", new("https://platform.example/v1/hooks/acme/shop")).Webhook;
        var foreign = _lab.Shop.Webhooks.Subscribe("order.updated", new("https://platform.example/v1/hooks/globex/shop")).Webhook;
        for (var failure = 0; failure <= _lab.Shop.Shop.FailuresMax + 1; failure++)
        {
            _lab.Shop.Webhooks.Delivered(own, isAccepted: false);
            _lab.Shop.Webhooks.Delivered(foreign, isAccepted: false);
        }

        _lab.Order();
        Assert.Equal(0, _lab.Shop.Webhooks.Waiting);

        var one = Assert.Single((await _lab.ReadAsync("webhooks")).Events);

        Assert.IsType<InboundVerdict.Ignored>(one.Verdict);
        Assert.Equal(own, (int)JsonNode.Parse(one.Body.Span)!["id"]!);
        _lab.Order();
        Assert.NotEqual(0, _lab.Shop.Webhooks.Waiting);
        Assert.All(_lab.Shop.Webhooks.TakeDue(), delivery => Assert.Equal(own, delivery.Webhook));
        Assert.Empty((await _lab.ReadAsync("webhooks")).Events);
    }

    [Fact]
    public async Task An_order_that_cannot_be_routed_is_work_and_holds_nothing_back()
    {
        _lab.Order();
        _lab.Egress.Instead = request => SiteEgress.Answered(200, """[{"id": "x", "date_modified_gmt": "2026-11-20T12:00:00"}, {"id": 5, "date_modified_gmt": "2026-11-20T12:00:00", "status": "processing"}]""");

        Assert.Equal([typeof(InboundVerdict.Work), typeof(InboundVerdict.Document)], (await _lab.ReadAsync("orders")).Events.Select(one => one.Verdict.GetType()));
    }

    [Theory]
    [InlineData("orders", "{}")]
    [InlineData("orders", "[5]")]
    [InlineData("orders", "[{\"id\":1}]")]
    [InlineData("refunds", "[{\"id\":1,\"refunds\":5}]")]
    [InlineData("webhooks", "{\"a\":1}")]
    [InlineData("webhooks", "[{\"delivery_url\":5}]")]
    public async Task An_answer_of_another_shape_fails_and_does_not_throw(string feed, string body)
    {
        _lab.Egress.Instead = _ => SiteEgress.Answered(200, body);

        Assert.IsType<FeedPage.Failed>(await _lab.Connector.Feeds.ReadAsync(_lab.Connection, feed, null, _lab.Time.GetUtcNow(), default));
    }

    [Theory]
    [InlineData("orders", "made up")]
    [InlineData("orders", "2026-11-20T12:00:00/0")]
    [InlineData("orders", "")]
    [InlineData("customers", null)]
    public async Task A_made_up_feed_or_cursor_is_refused(string feed, string? cursor)
        => Assert.Equal("unknown_feed", Assert.IsType<FeedPage.Failed>(await _lab.Connector.Feeds.ReadAsync(_lab.Connection, feed, cursor, default, default)).Failure.Code);

    [Fact]
    public async Task Without_keys_nothing_is_called()
    {
        var blind = _lab.Connection with { Secrets = new Dictionary<string, IReadOnlyList<string>> { ["webhookSecret"] = [WooRequests.Secret] } };

        Assert.True((await _lab.Connector.TestAsync(blind, default)).Ok);
        Assert.Equal("no_keys", Assert.IsType<FeedPage.Failed>(await _lab.Connector.Feeds.ReadAsync(blind, "orders", null, default, default)).Failure.Code);
        Assert.Empty(_lab.Egress.Requests);
    }

    [Fact]
    public async Task A_page_makes_no_more_requests_than_its_feed_states()
    {
        for (var number = 0; number < 40; number++)
        {
            _lab.Shop.Refund(_lab.Order(), 0, 1, 19.99m);
            _lab.Time.Advance(TimeSpan.FromSeconds(2));
        }

        string? cursor = null;
        do
        {
            _lab.Egress.Requests.Clear();
            var page = await _lab.ReadAsync("refunds", cursor);
            Assert.InRange(_lab.Egress.Requests.Count, 1, _lab.Connector.Feeds.Feeds.Single(feed => feed.Name == "refunds").Cost);
            cursor = page.HasMore ? page.Cursor : null;
        }
        while (cursor is not null);
    }

    private static string Id(FeedEvent one) => Assert.IsType<InboundVerdict.Document>(one.Verdict).DocumentId;

    private static Dictionary<string, string> Login() => new(StringComparer.OrdinalIgnoreCase)
    {
        ["Authorization"] = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{WooRequests.Key}:{WooRequests.KeySecret}"))}",
    };
}
