using System.Text.Json.Nodes;
using OdooGrains.Connectors.Stripe;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Sandbox.Stripe;

namespace OdooGrains.Connectors.Tests.Stripe;

/// <summary>The feed of events, against the simulated Stripe.</summary>
public sealed class StripeFeedTests
{
    private readonly ManualTime _time = new();
    private readonly SimulatedStripe _account;
    private readonly SiteEgress _egress;
    private readonly StripeConnector _stripe;

    public StripeFeedTests()
    {
        _account = new(StripeAccount.Orderly, _time);
        _egress = new(_account);
        _stripe = new(_egress);
    }

    private ConnectionConfig Connection { get; } = StripeRequests.Connection(new() { ["refunds"] = "stripe" }) with
    {
        Secrets = new Dictionary<string, IReadOnlyList<string>> { ["webhookSecret"] = [StripeRequests.Secret], ["apiKey"] = ["sk_test_simulated"] },
    };

    [Fact]
    public async Task What_no_webhook_told_is_read_page_by_page_and_nothing_is_left_out()
    {
        var since = _time.GetUtcNow();
        for (var number = 1; number <= 250; number++)
        {
            _account.Pay(number, order: $"{number}");
            _account.Other("customer.updated");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var (events, cursor, pages) = await SweepAsync(null, since);

        Assert.Equal((250, 3), (events.Count, pages));
        Assert.Equal(Enumerable.Range(1, 250).Select(number => $"{number}").Order(), events.Select(one => ((InboundVerdict.Document)one.Verdict).DocumentId).Order());
        Assert.All(events, one => Assert.Equal("", one.Verdict.DeliveryId));

        // The next sweep looks back ten minutes, so that nothing that shows late is missed, and what it has seen has the same bytes.
        var again = await SweepAsync(cursor, since);
        Assert.Equal(250, again.Events.Count);
        Assert.Equal(events.Select(Text).Order(), again.Events.Select(Text).Order());

        _time.Advance(TimeSpan.FromMinutes(20));
        _account.Pay(251, order: "251");
        var later = await SweepAsync(again.Cursor, since);
        Assert.Equal(251, later.Events.Count);
        Assert.Single((await SweepAsync(later.Cursor, since)).Events);
    }

    [Fact]
    public async Task A_quiet_account_is_asked_from_where_it_began()
    {
        var page = await ReadAsync(null, _time.GetUtcNow());

        Assert.Equal((0, false), (page.Events.Count, page.HasMore));
        Assert.Equal($"{_time.GetUtcNow().ToUnixTimeSeconds()}", page.Cursor);
        Assert.Equal(page.Cursor, (await ReadAsync(page.Cursor, default)).Cursor);
    }

    [Fact]
    public async Task The_number_of_webhooks_that_are_to_be_sent_makes_no_other_event()
    {
        _account.Pay(100, order: "1");
        var body = Assert.Single((await ReadAsync(null, default)).Events).Body;

        Assert.Null(JsonNode.Parse(body.Span)!["pending_webhooks"]);
    }

    [Fact]
    public async Task Feed_and_webhook_tell_the_same()
    {
        var intent = _account.Pay(1099, "kwd", "1001", isManual: true);
        _account.Capture(intent, 500);
        var refund = _account.Refund(intent, 100);
        _account.Settle(refund);
        _account.Close(_account.Dispute(intent), isWon: false);

        var read = (await ReadAsync(null, default)).Events.Select(one => Told(one.Verdict.Topic, one.Body.ToArray())).ToList();
        var sent = _account.Webhooks.Take().Select(one => Told((string)JsonNode.Parse(one.Body)!["type"]!, one.Body)).ToList();

        Assert.Equal(6, read.Count);
        Assert.Equal(sent, read);
    }

    [Fact]
    public void Webhooks_in_any_order_and_twice_end_in_the_newest_word_on_each_payment()
    {
        var wild = new SimulatedStripe(new() { DuplicatesPerMille = 500, TwinsPerMille = 300, DisorderMax = 30 }, _time);
        for (var number = 0; number < 20; number++)
        {
            var failed = wild.Fail(1000 + number, order: $"{number}");
            _time.Advance(TimeSpan.FromSeconds(5));
            wild.TryAgain(failed);
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        Dictionary<string, Payment> known = [];
        foreach (var delivery in wild.Webhooks.Take())
        {
            var verdict = new StripeInbound().Receive(
                StripeRequests.Connection(null, wild.Account.WebhookSecret),
                new(name => wild.Webhooks.Headers(delivery).ToDictionary().GetValueOrDefault(name), delivery.Body, _time.GetUtcNow()));
            var payment = ((OrderFact.PaymentFact)((ParsedOrder.Told)_stripe.Inbound.Parse(Connection, Assert.IsType<InboundVerdict.Document>(verdict).Topic, delivery.Body)).Facts[0]).Payment;
            known[payment.Id] = known.TryGetValue(payment.Id, out var before) && before.UpdatedAt > payment.UpdatedAt ? before : payment;
        }

        Assert.Equal(20, known.Count);
        Assert.All(known.Values, payment => Assert.Equal(PaymentStatus.Succeeded, payment.Status));
    }

    [Fact]
    public async Task An_event_that_cannot_be_routed_is_work_and_holds_nothing_back()
    {
        _account.Pay(1, order: "1");
        _account.Pay(2, order: new string('9', 201));
        _account.Pay(3, order: "3");

        var events = (await ReadAsync(null, default)).Events;

        Assert.Equal([typeof(InboundVerdict.Document), typeof(InboundVerdict.Work), typeof(InboundVerdict.Document)], events.Select(one => one.Verdict.GetType()));
    }

    [Theory]
    [InlineData(401, FailureClass.Auth)]
    [InlineData(403, FailureClass.Auth)]
    [InlineData(429, FailureClass.Throttled)]
    [InlineData(400, FailureClass.Schema)]
    [InlineData(500, FailureClass.Transient)]
    [InlineData(503, FailureClass.Transient)]
    public async Task A_refusal_is_classified(int status, FailureClass failure)
    {
        _egress.Instead = _ => SiteEgress.Answered(status, "{}", ("Retry-After", "7"));

        var failed = Assert.IsType<FeedPage.Failed>(await _stripe.Feeds.ReadAsync(Connection, "events", null, default, default)).Failure;

        Assert.Equal((failure, status == 429 ? TimeSpan.FromSeconds(7) : null), (failed.Class, failed.RetryAfter));
        Assert.DoesNotContain("sk_test", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"data\":5}")]
    [InlineData("{\"data\":[5]}")]
    [InlineData("{\"data\":[{\"id\":\"evt_1\",\"created\":\"x\"}]}")]
    [InlineData("<html>")]
    public async Task An_answer_of_another_shape_fails_and_does_not_throw(string body)
    {
        _egress.Instead = _ => SiteEgress.Answered(200, body);

        if (await _stripe.Feeds.ReadAsync(Connection, "events", null, default, default) is FeedPage.Read read)
        {
            Assert.Empty(read.Events);
        }
    }

    [Theory]
    [InlineData("made up")]
    [InlineData("1:2")]
    [InlineData("1:2:")]
    [InlineData("")]
    public async Task A_made_up_cursor_is_refused(string cursor)
        => Assert.Equal("unknown_feed", Assert.IsType<FeedPage.Failed>(await _stripe.Feeds.ReadAsync(Connection, "events", cursor, default, default)).Failure.Code);

    [Fact]
    public async Task Without_a_key_nothing_is_called()
    {
        var bare = StripeRequests.Connection();

        Assert.Equal("no_api_key", Assert.IsType<FeedPage.Failed>(await _stripe.Feeds.ReadAsync(bare, "events", null, default, default)).Failure.Code);
        Assert.True((await _stripe.TestAsync(bare, default)).Ok);
        Assert.Empty(_egress.Requests);
    }

    [Fact]
    public async Task A_test_lists_an_event_as_the_connected_account()
    {
        var connection = Connection with { Settings = new() { ["channel"] = "shop", ["account"] = "acct_1" } };

        Assert.True((await _stripe.TestAsync(connection, default)).Ok);
        Assert.Contains(Assert.Single(_egress.Requests).Headers, header => header is { Key: "Stripe-Account", Value: "acct_1" });
    }

    [Fact]
    public void What_Stripe_lets_a_connection_use_is_stated()
        => Assert.Equal((25, 25), (_stripe.Feeds.Limits(Connection)[0].PerSecond, _stripe.Feeds.Limits(Connection)[0].Burst));

    private async Task<(List<FeedEvent> Events, string Cursor, int Pages)> SweepAsync(string? cursor, DateTimeOffset since)
    {
        List<FeedEvent> events = [];
        for (var pages = 1; ; pages++)
        {
            var page = await ReadAsync(cursor, since);
            events.AddRange(page.Events);
            cursor = page.Cursor;
            if (!page.HasMore)
            {
                return (events, cursor, pages);
            }
        }
    }

    private async Task<FeedPage.Read> ReadAsync(string? cursor, DateTimeOffset since)
        => Assert.IsType<FeedPage.Read>(await _stripe.Feeds.ReadAsync(Connection, "events", cursor, since == default ? _time.GetUtcNow().AddDays(-1) : since, default));

    private string Told(string topic, byte[] body)
        => string.Join(';', Assert.IsType<ParsedOrder.Told>(_stripe.Inbound.Parse(Connection, topic, body)).Facts.Select(fact => System.Text.Json.JsonSerializer.Serialize(fact)));

    private static string Text(FeedEvent one) => System.Text.Encoding.UTF8.GetString(one.Body.Span);
}
