using OdooGrains.Sandbox.Audit;
using OdooGrains.Sandbox.Odoo;
using OdooGrains.Sandbox.Shopify;
using OdooGrains.Sandbox.Tests.Odoo;

namespace OdooGrains.Sandbox.Tests.Audit;

/// <summary>The audit finds what is wrong, and nothing where nothing is.</summary>
public sealed class SalesAuditTests
{
    private static readonly AuditRules Rules = new() { ExpectedIdentity = story => $"shopify/{TinyConnector.Connection}/{story.OrderId}" };

    private static readonly ShopScenario Shop = new() { Seed = 5, Orders = 40, LinesMax = 2 };

    [Theory]
    [InlineData(TaxRounding.RoundPerLine)]
    [InlineData(TaxRounding.RoundGlobally)]
    public void Shop_and_odoo_agree_to_the_cent_though_they_count_apart(TaxRounding rounding)
    {
        var scenario = Shop with
        {
            Orders = 300,
            Currencies = ["EUR", "JPY", "KWD", "USD"],
            Taxes =
            [
                new("VAT 21%", 210, "BE", false), new("VAT 19%", 190, "DE", true), new("VAT 20%", 200, "GB", false), new("Tax 10%", 100, "JP", true),
                new("Tax 5.5%", 55, "FR", false)
            ],
            Changes = [ShopChange.Quantity, ShopChange.Price, ShopChange.AddLine, ShopChange.Note],
            CustomLinesPerMille = 200,
        };
        var (connector, stories) = (new TinyConnector(scenario, rounding: rounding), Stories(scenario));
        foreach (var story in stories) { connector.Run(story); }
        var result = Audit(connector, stories, All(stories));

        Assert.True(result.IsClean, string.Join("\n", result.Differences));
        Assert.Equal((300, 300, 300), (result.Accepted, result.Booked, result.Confirmed + result.Cancelled));
        Assert.InRange(result.Cancelled, 10, 50);
    }

    [Fact]
    public void An_accepted_order_that_is_missing_is_lost() =>
        AssertFinding(result => result.Lost, "was accepted, but Odoo does not have it", (_, _) => { }, skip: 1);

    [Fact]
    public void Two_sale_orders_of_one_order_are_a_duplicate() =>
        AssertFinding(result => result.Duplicated, "has 2 sale orders", (connector, story) => connector.Confirm(connector.Book(story.Events[0], "another")));

    [Fact]
    public void A_sale_order_that_no_order_explains_is_a_duplicate() =>
        AssertFinding(result => result.Duplicated, "which no order of the shop has", (connector, _) => connector.Odoo.Result("sale.order", "create", """{"vals_list": [{"partner_id": 1, "origin": "shopify/shop-1/999"}]}"""));

    [Fact]
    public void A_customer_that_exists_twice_is_a_duplicate() =>
        AssertFinding(
            result => result.Duplicated, "exists 2 times",
            (connector, story) => connector.Odoo.SeedPartner("Again", story.Expected.CustomerEmail!.ToUpperInvariant()));

    [Fact]
    public void Another_quantity_is_wrong() =>
        AssertFinding(result => result.Wrong, "lines is", (connector, _) => connector.Odoo.Result("sale.order.line", "write", """{"ids": [1], "vals": {"product_uom_qty": 77} }"""));

    [Fact]
    public void Another_customer_is_wrong() =>
        AssertFinding(result => result.Wrong, "customer is", (connector, _) => connector.Odoo.Result("sale.order", "write", """{"ids": [1], "vals": {"partner_id": 1} }"""));

    [Fact]
    public void Another_tax_is_a_wrong_total() =>
        AssertFinding(result => result.Wrong, "total is", (connector, _) => connector.Odoo.Result("sale.order.line", "write", """{"ids": [1], "vals": {"tax_ids": [[5]]} }"""));

    [Fact]
    public void A_cancelled_order_that_should_stand_is_wrong() =>
        AssertFinding(result => result.Wrong, "state is cancel, expected sale", (connector, _) => connector.Cancel(1));

    [Fact]
    public void An_older_quantity_written_over_a_newer_one_is_out_of_sequence()
    {
        var scenario = Shop with { Orders = 1, UpdatesPerMille = 1000, UpdatesMax = 1, Changes = [ShopChange.Quantity], CancelsPerMille = 0 };
        var (connector, stories) = (new TinyConnector(scenario), Stories(scenario));
        connector.Book(stories[0].Events[1]);
        connector.Book(stories[0].Events[0]);
        connector.Confirm(connector.Book(stories[0].Events[1]));
        var result = Audit(connector, stories, All(stories));

        Assert.Equal(1, result.Wrong);
        Assert.Contains("not the sequence of the shop", Assert.Single(result.Differences), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_was_accepted_is_expected_and_what_was_attempted_is_allowed()
    {
        var scenario = Shop with { Orders = 1, UpdatesPerMille = 1000, UpdatesMax = 1, Changes = [ShopChange.Price], CancelsPerMille = 0 };
        var stories = Stories(scenario);
        LedgerLine[] ledger = [Line(stories[0], 1, "outcome", 202), Line(stories[0], 2, "sent", null)];
        foreach (var version in (int[])[1, 2])
        {
            var connector = new TinyConnector(scenario);
            connector.Confirm(connector.Book(stories[0].Events[version - 1]));
            Assert.True(Audit(connector, stories, ledger).IsClean);
        }

        var late = new TinyConnector(scenario);
        late.Confirm(late.Book(stories[0].Events[1]));
        Assert.Equal(1, Audit(late, stories, [ledger[0]]).Wrong);
    }

    [Fact]
    public void An_order_cancelled_before_it_was_booked_need_not_exist()
    {
        var stories = Stories(Shop with { Orders = 1, CancelsPerMille = 1000 });
        var result = Audit(new TinyConnector(Shop), stories, All(stories));

        Assert.Equal((1, 1, 0, true), (result.Accepted, result.Cancelled, result.Lost, result.IsClean));
    }

    [Fact]
    public void A_held_order_is_neither_lost_nor_wrong()
    {
        var stories = Stories(Shop with { Orders = 1 });
        var result = SalesAudit.Compare(stories, [], All(stories), Rules with { Held = new HashSet<string> { stories[0].OrderId } });

        Assert.Equal((1, 1, true), (result.Accepted, result.Held, result.IsClean));
    }

    private static void AssertFinding(Func<SalesAuditResult, int> figure, string sentence, Action<TinyConnector, OrderStory> harm, int skip = 0)
    {
        var scenario = Shop with { Orders = 3, UpdatesPerMille = 0, CancelsPerMille = 0, GuestsPerMille = 0 };
        var (connector, stories) = (new TinyConnector(scenario), Stories(scenario));
        foreach (var story in stories.Skip(skip)) { connector.Run(story); }
        harm(connector, stories[0]);
        var result = Audit(connector, stories, All(stories));

        Assert.Equal(1, figure(result));
        Assert.Equal(1, result.Lost + result.Duplicated + result.Wrong);
        Assert.Contains(sentence, Assert.Single(result.Differences), StringComparison.Ordinal);
    }

    private static SalesAuditResult Audit(TinyConnector connector, IReadOnlyList<OrderStory> stories, IReadOnlyList<LedgerLine> ledger) =>
        SalesAudit.Compare(stories, SalesOrderRecord.From(connector.Odoo), ledger, Rules, SalesAudit.CustomerEmails(connector.Odoo));

    private static IReadOnlyList<OrderStory> Stories(ShopScenario scenario) => new ShopSimulator(scenario, new ManualTime()).Stories();

    private static List<LedgerLine> All(IReadOnlyList<OrderStory> stories) =>
        [.. stories.SelectMany(story => story.Events.Select(happened => Line(story, happened.Expected.Version, "outcome", 202)))];

    private static LedgerLine Line(OrderStory story, int version, string phase, int? status) => new()
    {
        Phase = phase,
        WebhookId = story.Events[version - 1].WebhookId,
        OrderId = story.OrderId,
        Version = version,
        Topic = story.Events[version - 1].Topic,
        Attempt = 1,
        Status = status,
        At = story.Events[version - 1].TriggeredAt,
    };
}
