using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Sandbox.Http;
using OdooGrains.Sandbox.Stripe;
using OdooGrains.Sandbox.Tests.Http;

namespace OdooGrains.Sandbox.Tests.Stripe;

/// <summary>The simulated account's events misbehave as Stripe's do.</summary>
public sealed class SimulatedStripeTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void An_event_holds_its_object_as_it_was()
    {
        var account = new SimulatedStripe(StripeAccount.Orderly, _time);
        var intent = account.Pay(1000, isManual: true);
        account.Capture(intent, 700);

        var bodies = account.Webhooks.Take().Select(one => JsonNode.Parse(one.Body)!).ToList();

        Assert.Equal(["requires_capture", "succeeded"], bodies.Select(body => (string?)body["data"]!["object"]!["status"]));
        Assert.Equal([0L, 700L], bodies.Select(body => (long)body["data"]!["object"]!["amount_received"]!));
    }

    [Fact]
    public void Events_come_twice_in_no_order_and_two_for_one_change()
    {
        var account = new SimulatedStripe(new() { DuplicatesPerMille = 300, TwinsPerMille = 200, DisorderMax = 10 }, _time);
        for (var number = 1; number <= 100; number++)
        {
            account.Pay(number);
        }

        var ids = account.Webhooks.Take().Select(one => one.EventId).ToList();

        Assert.InRange(ids.Distinct().Count(), 101, 199);
        Assert.True(ids.Count > ids.Distinct().Count());
        Assert.NotEqual(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public async Task What_is_not_answered_well_is_sent_again_and_signed_anew()
    {
        var receiver = new FakeReceiver { Status = 500 };
        await using var server = await SiteServer.StartAsync(receiver);
        using var post = new HookPost(TimeSpan.FromSeconds(10), TimeProvider.System);
        var account = new SimulatedStripe(StripeAccount.Orderly, _time);
        account.Pay(1000);

        Assert.Equal(0, await account.Webhooks.SendAsync(post, new(server.Address, "/hook"), default));
        _time.Advance(TimeSpan.FromHours(1));
        receiver.Status = 202;
        Assert.Equal(1, await account.Webhooks.SendAsync(post, new(server.Address, "/hook"), default));

        Assert.Equal(receiver.Received[0].Body.ToArray(), receiver.Received[1].Body.ToArray());
        Assert.NotEqual(receiver.Received[0].Headers["Stripe-Signature"], receiver.Received[1].Headers["Stripe-Signature"]);
    }

    [Fact]
    public void Events_are_listed_newest_first_page_by_page()
    {
        var account = new SimulatedStripe(StripeAccount.Orderly, _time);
        for (var number = 1; number <= 5; number++)
        {
            account.Pay(number);
        }

        var first = List(account, ("limit", "3"));
        var second = List(account, ("limit", "3"), ("starting_after", (string)first["data"]![2]!["id"]!));

        Assert.Equal([5L, 4, 3], Amounts(first));
        Assert.Equal([2L, 1], Amounts(second));
        Assert.Equal((true, false), ((bool)first["has_more"]!, (bool)second["has_more"]!));
        Assert.Empty(Amounts(List(account, ("types[]", "payout.paid"))));
        Assert.Empty(Amounts(List(account, ("created[gte]", $"{_time.GetUtcNow().ToUnixTimeSeconds() + 1}"))));
    }

    [Fact]
    public void A_wrong_key_is_refused()
        => Assert.Equal(401, new SimulatedStripe(StripeAccount.Orderly, _time).Handle(Request("/v1/events", "guess")).Status);

    private static JsonNode List(SimulatedStripe account, params (string Name, string Value)[] query)
        => JsonNode.Parse(Encoding.UTF8.GetString(account.Handle(Request("/v1/events", account.Account.ApiKey, query)).Body))!;

    private static SiteRequest Request(string path, string key, params (string Name, string Value)[] query)
        => new("GET", path, query.ToLookup(one => one.Name, one => one.Value), new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" }, default);

    private static IEnumerable<long> Amounts(JsonNode list) => list["data"]!.AsArray().Select(one => (long)one!["data"]!["object"]!["amount"]!);
}
