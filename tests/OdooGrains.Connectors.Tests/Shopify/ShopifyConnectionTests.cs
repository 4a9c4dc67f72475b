using System.Text.Json.Nodes;
using OdooGrains.Connectors.Shopify.Admin;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Domain.Effects;
using OdooGrains.Sandbox.Shopify.Admin;

namespace OdooGrains.Connectors.Tests.Shopify;

/// <summary>Settings, the test of a connection, and what the published answers mean.</summary>
public sealed class ShopifyConnectionTests
{
    private readonly ShopifyLab _lab = new();

    [Theory]
    [InlineData("shop", "nowhere")]
    [InlineData("url", "ftp://acme.example")]
    [InlineData("url", "acme")]
    [InlineData("version", "2026-11")]
    [InlineData("version", "latest")]
    [InlineData("plan", "basic")]
    [InlineData("location", "warehouse")]
    [InlineData("erp", "Not an id")]
    public void A_bad_setting_is_named_with_its_value(string name, string value)
    {
        _lab.Settings[name] = value;

        var problem = Assert.Single(_lab.Connector.Validate(_lab.Connection));

        Assert.Equal($"/settings/{name}", problem.Path);
        Assert.Contains(value, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refresh_token_needs_the_apps_client_id()
    {
        _lab.Kept.Secrets["refreshToken"] = "shprt_1";
        _lab.Settings.Remove("clientId");

        Assert.Equal("/settings/clientId", Assert.Single(_lab.Connector.Validate(_lab.Connection)).Path);
    }

    [Fact]
    public async Task A_test_finds_the_plan_and_the_only_location()
    {
        _lab.Settings.Remove("location");

        var test = await _lab.Connector.TestAsync(_lab.Connection, default);

        Assert.True(test.Ok, test.Summary);
        Assert.Equal(("standard", 1001L), ((string?)test.Found["plan"], (long)test.Found["location"]!));
        // What was found is used where nothing is set.
        var connection = _lab.Connection with { Found = test.Found };
        Assert.IsType<StockPushOutcome.Done>(Assert.Single(await _lab.Connector.Stock.PushAsync(connection, [new("MUG-RED", 2, 0, "key")], default)));
    }

    [Fact]
    public async Task Of_several_locations_a_person_chooses()
    {
        var lab = new ShopifyLab(_lab.Scenario with { TwoLocations = true });
        Assert.True((await lab.Connector.TestAsync(lab.Connection, default)).Ok);
        lab.Settings.Remove("location");

        var test = await lab.Connector.TestAsync(lab.Connection, default);

        Assert.Equal("/settings/location", Assert.Single(test.Problems).Path);
        Assert.Equal(["1001", "1002"], ((JsonObject)test.Found["locations"]!).Select(location => location.Key));
    }

    [Fact]
    public async Task A_token_of_another_shop_is_found_out()
    {
        _lab.Settings["shop"] = "other.myshopify.com";

        Assert.Equal("/settings/shop", Assert.Single((await _lab.Connector.TestAsync(_lab.Connection, default)).Problems).Path);
    }

    [Fact]
    public async Task Without_an_access_token_webhooks_are_enough()
    {
        _lab.Kept.Secrets.Remove("accessToken");

        Assert.True((await _lab.Connector.TestAsync(_lab.Connection, default)).Ok);
        Assert.Empty(_lab.Egress.Requests);
    }

    [Fact]
    public async Task A_test_that_is_refused_says_why()
    {
        _lab.Admin.Faults.Next(AdminFault.Frozen);

        Assert.Equal((FailureClass.Auth, "shop_frozen"), ((await _lab.Connector.TestAsync(_lab.Connection, default)).Failure!.Class, (await TestOfFrozenAsync()).Code));
    }

    [Fact]
    public void The_published_throttled_answer_is_understood()
    {
        var answer = new Connectors.Egress.EgressOutcome.Answered(200, new Dictionary<string, string>(), Resources.Bytes("throttled_graphql.json"));

        var refused = Assert.IsType<ShopifyReply.Refused>(ShopifyErrors.Read(answer, ShopifyQueries.Order, []));

        // 752 asked for, 666 there, 50 a second: 1.72 s, and a millisecond so that it is surely there.
        Assert.Equal((FailureClass.Throttled, TimeSpan.FromMilliseconds(1_721)), (refused.Failure.Class, refused.Failure.RetryAfter));
        Assert.Equal((1_000d, 666d, 50d), (ShopifyCost.Readings(answer)[0].Limit.Burst, ShopifyCost.Readings(answer)[0].Remaining, ShopifyCost.Readings(answer)[0].Limit.PerSecond));
    }

    [Theory]
    [InlineData("""{"errors":[{"message":"x","extensions":{"code":"ACCESS_DENIED"}}],"data":{"order":null}}""", FailureClass.Auth)]
    [InlineData("""{"errors":[{"message":"x","extensions":{"code":"SHOP_INACTIVE"}}]}""", FailureClass.Auth)]
    [InlineData("""{"errors":[{"message":"x","extensions":{"code":"MAX_COST_EXCEEDED"}}]}""", FailureClass.Schema)]
    [InlineData("""{"errors":[{"message":"Field 'x' doesn't exist on type 'Order'","extensions":{"code":"undefinedField"}}]}""", FailureClass.Schema)]
    [InlineData("""{"errors":[{"message":"x"}]}""", FailureClass.Schema)]
    public void An_error_in_an_answer_of_200_is_classified(string body, FailureClass failure)
        => Assert.Equal(failure, Assert.IsType<ShopifyReply.Refused>(Read(body)).Failure.Class);

    [Theory]
    [InlineData("""{"errors":[{"message":"x","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}""")]
    [InlineData("""{"errors":[{"message":"x","extensions":{"code":"TIMEOUT"}}],"data":null}""")]
    [InlineData("""{"errors":[{"message":"x"}],"data":{"order":{"id":1}}}""")]
    [InlineData("""{"data":{"other":{}}}""")]
    [InlineData("""{"data":[]}""")]
    public void What_leaves_open_what_was_done_is_unclear(string body) => Assert.IsType<ShopifyReply.Unclear>(Read(body));

    [Fact]
    public async Task Every_query_fits_the_simulated_schema_and_the_cost_of_one_query()
    {
        foreach (var query in ShopifyQueries.All)
        {
            var variables = new JsonObject();
            foreach (var (name, value) in new (string, string)[] { ("id", "gid://shopify/Order/1"), ("query", query == ShopifyQueries.Variants ? "sku:\"A\"" : "updated_at:>='2026-11-20T00:00:00Z'"), ("location", "gid://shopify/Location/1001") })
            {
                if (query.Text.Contains($"${name}:", StringComparison.Ordinal))
                {
                    variables[name] = value;
                }
            }

            if (!query.IsWrite)
            {
                _lab.Time.Advance(TimeSpan.FromMinutes(1));
                var admin = new ShopifyAdmin(_lab.Egress, new(_lab.Egress, _lab.Kept, _lab.Time));
                Assert.IsType<ShopifyReply.Data>(await admin.SendAsync(_lab.Connection, query, variables, default));
            }
        }

        Assert.InRange(_lab.Admin.CostMax, 1, 1_000);
    }

    private async Task<Failure> TestOfFrozenAsync()
    {
        _lab.Admin.Faults.Next(AdminFault.Frozen);
        return (await _lab.Connector.TestAsync(_lab.Connection, default)).Failure!;
    }

    private static ShopifyReply Read(string body)
        => ShopifyErrors.Read(new Connectors.Egress.EgressOutcome.Answered(200, new Dictionary<string, string>(), System.Text.Encoding.UTF8.GetBytes(body)), ShopifyQueries.Order, []);
}
