using System.Globalization;
using System.Text.Json;
using OdooGrains.Sandbox.Shopify;

namespace OdooGrains.Sandbox.Tests.Shopify;

public sealed class ShopSimulatorTests
{
    private static readonly ShopScenario Everything = new()
    {
        Seed = 42,
        Orders = 200,
        Currencies = ["EUR", "JPY", "KWD"],
        Changes = [ShopChange.Quantity, ShopChange.Price, ShopChange.Address, ShopChange.Note, ShopChange.AddLine],
        CustomLinesPerMille = 200,
        AnonymousPerMille = 50,
        ExactTaxes = false,
    };

    [Fact]
    public void The_same_seed_tells_the_same_stories()
    {
        Assert.Equal(Bodies(Everything), Bodies(Everything));
        Assert.NotEqual(Bodies(Everything), Bodies(Everything with { Seed = 43 }));
    }

    [Fact]
    public void Totals_of_a_body_add_up()
    {
        foreach (var happened in Stories(Everything).SelectMany(story => story.Events))
        {
            var body = JsonDocument.Parse(happened.Body).RootElement;
            var lines = body.GetProperty("line_items").EnumerateArray().ToList();
            var gross = lines.Sum(line => Amount(line, "price") * line.GetProperty("quantity").GetInt32());
            var discounts = lines.SelectMany(line => line.GetProperty("discount_allocations").EnumerateArray()).Sum(allocation => Amount(allocation, "amount"));
            var shipping = body.GetProperty("shipping_lines").EnumerateArray().Sum(line => Amount(line, "price"));
            var tax = lines.Concat(body.GetProperty("shipping_lines").EnumerateArray()).SelectMany(line => line.GetProperty("tax_lines").EnumerateArray())
                .Sum(line => Amount(line, "price"));
            var added = body.GetProperty("taxes_included").GetBoolean() ? 0m : tax;

            Assert.Equal(gross - discounts, Amount(body, "subtotal_price"));
            Assert.Equal(tax, Amount(body, "total_tax"));
            Assert.Equal(gross - discounts + shipping + added + Amount(body, "total_tip_received"), Amount(body, "total_price"));
            Assert.Equal(Amount(body, "total_price"), happened.Expected.Total);
            Assert.Equal(body.GetProperty("cancelled_at").ValueKind != JsonValueKind.Null, happened.Expected.Cancelled);
        }
    }

    [Fact]
    public void A_body_has_members_only_of_the_kinds_that_shopify_sends()
    {
        var sample = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors/shopify/orders_create.json"))).RootElement;
        var kinds = Kinds(sample);
        var told = Stories(Everything).SelectMany(story => story.Events).Select(happened => Kinds(JsonDocument.Parse(happened.Body).RootElement)).ToList();
        string[] optional = ["token", "financial_status", "tax_lines", "discount_codes", "note_attributes", "payment_gateway_names", "customer"];

        Assert.All(kinds.Keys.Except(optional), member => Assert.Contains(member, told[0].Keys));
        foreach (var (member, kind) in told.SelectMany(members => members).Where(member => member.Value is not ("Null" or "Array")))
        {
            if (kinds.TryGetValue(member, out var sampled) && sampled != "Null") { Assert.Equal(sampled, kind); }
        }
    }

    [Fact]
    public void Stories_have_every_kind_of_event_and_order()
    {
        var stories = Stories(Everything);
        var events = stories.SelectMany(story => story.Events).ToList();

        Assert.Equal(
            ["orders/cancelled", "orders/create", "orders/updated"], events.Select(happened => happened.Topic).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal([false, true], stories.Select(story => story.Expected.TaxesIncluded).Distinct().Order());
        Assert.Contains(stories, story => story.Expected.Lines.Any(line => line.Sku is null));
        Assert.Contains(stories, story => story.Expected.CustomerEmail is null);
        Assert.Contains(stories, story => story.Expected.Discount > 0);
        Assert.Contains(stories, story => story.Expected.Tip > 0);
        Assert.Contains(stories.GroupBy(story => story.Expected.CustomerEmail), group => group.Count() > 3);
        Assert.All(stories, story => Assert.Equal(Enumerable.Range(1, story.Events.Count), story.Events.Select(happened => happened.Expected.Version)));
        Assert.Equal(events.Count, events.Select(happened => happened.WebhookId).Distinct().Count());
    }

    [Fact]
    public void Exact_taxes_have_no_fraction_of_a_cent()
    {
        foreach (var story in Stories(Everything with { ExactTaxes = true, Taxes = [new ShopTax("VAT 19%", 190, "DE", false)] }))
        {
            var body = JsonDocument.Parse(story.Events[^1].Body).RootElement;
            foreach (var line in body.GetProperty("line_items").EnumerateArray())
            {
                var net = (Amount(line, "price") * line.GetProperty("quantity").GetInt32())
                    - line.GetProperty("discount_allocations").EnumerateArray().Sum(allocation => Amount(allocation, "amount"));
                Assert.Equal(net * 0.19m, Amount(line.GetProperty("tax_lines")[0], "price"));
            }
        }
    }

    [Fact]
    public void A_plan_repeats_and_reorders_under_the_same_ids()
    {
        var scenario = Everything with { UpdatesPerMille = 1000 };
        var plan = DeliveryPlan.Make(scenario, Stories(scenario), new DeliveryDisorder());
        var ids = plan.CountBy(planned => planned.Delivery.WebhookId).ToList();

        Assert.Contains(ids, id => id.Value == 2);
        Assert.Contains(
            plan.GroupBy(planned => planned.Delivery.OrderId),
            order => !order.Select(planned => planned.Delivery.Version).SequenceEqual(order.Select(planned => planned.Delivery.Version).Order()));
        Assert.Equal(plan.Select(planned => planned.Offset).Order(), plan.Select(planned => planned.Offset));
        Assert.Equal(
            plan.Select(planned => planned.Offset), DeliveryPlan.Make(scenario, Stories(scenario), new DeliveryDisorder()).Select(planned => planned.Offset));
    }

    private static IReadOnlyList<OrderStory> Stories(ShopScenario scenario) => new ShopSimulator(scenario, new ManualTime()).Stories();

    private static List<string> Bodies(ShopScenario scenario) =>
        [
            .. DeliveryPlan.Make(scenario, Stories(scenario), DeliveryDisorder.None)
                .Select(planned => $"{planned.Delivery.WebhookId} {Convert.ToHexString(planned.Delivery.Body.Span)}")
        ];

    private static decimal Amount(JsonElement element, string name) => decimal.Parse(element.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Kinds(JsonElement body) =>
        body.EnumerateObject().ToDictionary(
            member =>
                member.Name, member => member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? "Boolean" : member.Value.ValueKind.ToString());
}
