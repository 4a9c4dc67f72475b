using System.Globalization;
using System.Text.Json;
using OdooGrains.Sandbox.Shopify;

namespace OdooGrains.Sandbox.Tests.Shopify;

/// <summary>Payments, shipments and refunds in the stories of a simulated shop.</summary>
public sealed class AftermathTests
{
    private static readonly ShopScenario Whole = new()
    {
        Seed = 7, Orders = 200, PaymentsPerMille = 800, FulfilmentsPerMille = 700, RefundsPerMille = 500, SameSecondPerMille = 100,
    };

    [Fact]
    public void Without_them_a_story_is_what_it_always_was()
    {
        var plain = new ShopScenario();

        // What can never happen is never drawn, so whatever it would have been, all else stays.
        Assert.Equal(Bodies(plain), Bodies(plain with { IntentsPerMille = 0 }));
        Assert.Equal(
            ["orders/cancelled", "orders/create", "orders/updated"],
            Stories(new ShopScenario()).SelectMany(story => story.Events).Select(told => told.Topic).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_kind_of_part_is_told()
    {
        var stories = Stories(Whole);
        var bodies = stories.SelectMany(story => story.Events).GroupBy(told => told.Topic).ToDictionary(topic => topic.Key, topic => topic.Select(told => JsonDocument.Parse(told.Body).RootElement).ToList());

        Assert.Equal(["authorization", "capture", "sale"], bodies["order_transactions/create"].Select(body => body.GetProperty("kind").GetString()!).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            ["cancel", "no_restock", "return"],
            bodies["refunds/create"].Select(body => body.GetProperty("refund_line_items")[0].GetProperty("restock_type").GetString()!).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(stories, story => story.Events.Count(told => told.Topic == "fulfillments/create") == 2);
        Assert.All(stories, story => Assert.Equal(Enumerable.Range(1, story.Events.Count), story.Events.Select(told => told.Expected.Version)));
    }

    [Fact]
    public void The_last_body_holds_all_that_happened_and_money_adds_up()
    {
        foreach (var story in Stories(Whole))
        {
            var body = JsonDocument.Parse(story.Events[^1].Body).RootElement;
            var shipped = body.GetProperty("fulfillments").EnumerateArray().SelectMany(one => one.GetProperty("line_items").EnumerateArray()).Sum(line => line.GetProperty("quantity").GetInt32());
            var refunded = body.GetProperty("refunds").EnumerateArray().SelectMany(one => one.GetProperty("transactions").EnumerateArray()).Sum(one => Amount(one, "amount"));

            Assert.Equal(story.Expected.Delivered, shipped);
            Assert.Equal(story.Expected.Refunded, refunded);
            Assert.True(story.Expected.Captured == 0 || story.Expected.Captured == Amount(body, "total_price"));
            Assert.True(story.Expected.Refunded <= story.Expected.Captured);
            Assert.True(shipped == 0 || shipped == story.Expected.Lines.Sum(line => line.Quantity));
        }
    }

    [Fact]
    public void Some_changes_share_their_second_with_another_body()
    {
        var pairs = Stories(Whole).SelectMany(story => story.Events.Zip(story.Events.Skip(1)));

        Assert.Contains(pairs, pair => pair.First.TriggeredAt == pair.Second.TriggeredAt && !pair.First.Body.Span.SequenceEqual(pair.Second.Body.Span));
    }

    [Fact]
    public void A_plan_loses_webhooks_and_tells_payments_after_their_refunds()
    {
        var stories = Stories(Whole);
        var all = DeliveryPlan.Make(Whole, stories, DeliveryDisorder.None);
        var some = DeliveryPlan.Make(Whole, stories, DeliveryDisorder.None with { LostPerMille = 100, LatePaymentsPerMille = 500 });

        Assert.InRange(some.Count, all.Count * 0.85, all.Count * 0.95);
        Assert.Contains(
            some.GroupBy(planned => planned.Delivery.OrderId),
            order => order.Where(planned => planned.Delivery.Topic == "refunds/create").Select(planned => (TimeSpan?)planned.Offset).Min()
                < order.Where(planned => planned.Delivery.Topic == "order_transactions/create").Select(planned => (TimeSpan?)planned.Offset).Min());
    }

    private static IReadOnlyList<OrderStory> Stories(ShopScenario scenario) => new ShopSimulator(scenario, new ManualTime()).Stories();

    private static List<string> Bodies(ShopScenario scenario) => [.. Stories(scenario).SelectMany(story => story.Events).Select(told => Convert.ToHexString(told.Body.Span))];

    private static decimal Amount(JsonElement element, string name) => decimal.Parse(element.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
