using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Sandbox.Shopify;
using OdooGrains.Sandbox.Shopify.Admin;

namespace OdooGrains.Sandbox.Tests.Shopify;

/// <summary>The simulated Admin API is as strict as the real one, and counts points.</summary>
public sealed class AdminTests
{
    private readonly ManualTime _time = new();
    private readonly ShopScenario _scenario = new() { Orders = 1, UpdatesPerMille = 0, CancelsPerMille = 0 };
    private readonly SimulatedAdmin _admin;
    private readonly OrderStory _story;

    public AdminTests()
    {
        _admin = new(_scenario, _time);
        _story = new ShopSimulator(_scenario, _time).Stories()[0];
        _admin.Tell(_story.Events[0]);
    }

    [Fact]
    public void A_query_gets_what_it_asks_for_and_nothing_else()
    {
        var order = Ask("query Q($id: ID!) { order(id: $id) { name lineItems(first: 1) { pageInfo { hasNextPage } } } }", OrderId)["data"]!["order"]!;

        Assert.Equal(["name", "lineItems"], order.AsObject().Select(member => member.Key));
        Assert.Equal(_story.Name, (string?)order["name"]);
        Assert.Equal(_story.Expected.Lines.Count > 1, (bool)order["lineItems"]!["pageInfo"]!["hasNextPage"]!);
    }

    [Theory]
    [InlineData("query Q($id: ID!) { order(id: $id) { colour } }", "undefinedField")]
    [InlineData("query Q($id: ID!) { order(id: $id) { lineItems(first: 1) { nodes { colour } } } }", "undefinedField")]
    [InlineData("query Q($id: ID!) { order(id: $id) { lineItems(first: 1) { things { id } } } }", "undefinedField")]
    [InlineData("query Q($id: ID!) { order(id: $id) { lineItems { nodes { id } } } }", "missingRequiredArguments")]
    [InlineData("query Q($id: ID!) { order(id: $id) { lineItems(first: 251) { nodes { id } } } }", "INVALID_FIELD_ARGUMENTS")]
    [InlineData("query Q($id: ID!) { order(id: $id) { name(first: 1) } }", "argumentNotAccepted")]
    [InlineData("query Q($id: ID!) { order(id: $other) { name } }", "variableNotDefined")]
    [InlineData("query Q { shop { name } }", "variableNotDeclared")]
    [InlineData("query Q($id: ID!) { order(id: $id) { customer } }", "selectionMismatch")]
    [InlineData("query Q($id: ID!) { order(id: $id) { name { id } } }", "selectionMismatch")]
    [InlineData("query Q($id: ID!) { order(id: $id) { name ", "parseError")]
    [InlineData("query Q($id: ID!) { order(id: $id) { lineItems(first: 250) { nodes { taxLines { priceSet { shopMoney { amount } } } } } } }", "MAX_COST_EXCEEDED")]
    public void What_the_schema_does_not_have_is_refused_without_data(string query, string code)
    {
        var answer = Ask(query, OrderId);

        Assert.Equal(code, (string?)answer["errors"]![0]!["extensions"]!["code"]);
        Assert.Null(answer["data"]);
    }

    [Fact]
    public void A_query_costs_what_it_found_in_the_end()
    {
        var cost = Ask("query Q($id: ID!) { order(id: $id) { lineItems(first: 50) { nodes { id } } } }", OrderId)["extensions"]!["cost"]!;

        Assert.Equal((51, 1 + _story.Expected.Lines.Count), ((int)cost["requestedQueryCost"]!, (int)cost["actualQueryCost"]!));
        Assert.Equal(2_000 - 1 - _story.Expected.Lines.Count, (double)cost["throttleStatus"]!["currentlyAvailable"]!);
    }

    [Fact]
    public void An_empty_bucket_refuses_and_fills_again()
    {
        _admin.EmptyBucket();
        Assert.Equal("THROTTLED", (string?)Ask("query Q { shop { name } }", [])["errors"]![0]!["extensions"]!["code"]);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(Ask("query Q { shop { name } }", [])["data"]);
    }

    [Fact]
    public void Stock_is_set_only_with_a_key_and_a_word_on_what_it_is_changed_from()
    {
        var quantity = new JsonObject { ["inventoryItemId"] = "gid://shopify/InventoryItem/90000", ["locationId"] = "gid://shopify/Location/1001", ["quantity"] = 5, ["changeFromQuantity"] = 0 };
        var input = new JsonObject { ["name"] = "available", ["reason"] = "correction", ["quantities"] = new JsonArray(quantity) };
        const string Set = "mutation Q($input: InventorySetQuantitiesInput!, $key: String!) { inventorySetQuantities(input: $input) @idempotent(key: $key) { userErrors { code field message } } }";

        Assert.Equal("BAD_REQUEST", Code(Ask(Set.Replace(" @idempotent(key: $key)", "", StringComparison.Ordinal), new() { ["input"] = input.DeepClone(), ["key"] = "k" })));
        Assert.Empty(UserErrors(Ask(Set, new() { ["input"] = input.DeepClone(), ["key"] = "k" })));
        Assert.Empty(UserErrors(Ask(Set, new() { ["input"] = input.DeepClone(), ["key"] = "k" })));
        Assert.Equal("CHANGE_FROM_QUANTITY_STALE", (string?)UserErrors(Ask(Set, new() { ["input"] = input.DeepClone(), ["key"] = "k2" }))[0]!["code"]);
        quantity.Remove("changeFromQuantity");
        Assert.Equal("INVALID_VARIABLE", Code(Ask(Set, new() { ["input"] = input.DeepClone(), ["key"] = "k3" })));
        Assert.Equal((5, 2), (_admin.Level(_scenario.Catalogue[0].Sku), _admin.Writes));
    }

    [Theory]
    [InlineData("POST", "/admin/api/2026-07/graphql.json", 404)]
    [InlineData("GET", "/admin/api/2026-10/graphql.json", 404)]
    public void Another_version_or_method_is_not_found(string method, string path, int status) => Assert.Equal(status, _admin.Handle(new(method, path, Headers(_scenario.AccessToken), default)).Status);

    [Fact]
    public void Another_token_is_refused() => Assert.Equal(401, _admin.Handle(new("POST", "/admin/api/2026-10/graphql.json", Headers("other"), default)).Status);

    [Fact]
    public void A_refresh_token_ends_with_the_first_use_of_its_replacement()
    {
        Assert.Equal("shprt_1", (string?)Refresh(_scenario.RefreshToken)["refresh_token"]);
        Assert.Equal("shprt_2", (string?)Refresh(_scenario.RefreshToken)["refresh_token"]);
        Assert.Equal("shprt_3", (string?)Refresh("shprt_2")["refresh_token"]);
        Assert.Equal("invalid_grant", (string?)Refresh(_scenario.RefreshToken)["error"]);
    }

    private JsonObject OrderId => new() { ["id"] = $"gid://shopify/Order/{_story.OrderId}" };

    private JsonNode Ask(string query, JsonObject variables)
    {
        var body = new JsonObject { ["query"] = query, ["operationName"] = "Q", ["variables"] = variables };
        return JsonNode.Parse(_admin.Handle(new("POST", "/admin/api/2026-10/graphql.json", Headers(_scenario.AccessToken), Encoding.UTF8.GetBytes(body.ToJsonString()))).Body)!;
    }

    private JsonNode Refresh(string token) => JsonNode.Parse(_admin.Handle(new(
        "POST", "/admin/oauth/access_token", new Dictionary<string, string>(),
        Encoding.UTF8.GetBytes($"client_id={_scenario.ClientId}&client_secret={_scenario.WebhookSecret}&grant_type=refresh_token&refresh_token={token}"))).Body)!;

    private static Dictionary<string, string> Headers(string token) => new() { ["X-Shopify-Access-Token"] = token };

    private static string? Code(JsonNode answer) => (string?)answer["errors"]![0]!["extensions"]!["code"];

    private static JsonArray UserErrors(JsonNode answer) => answer["data"]!["inventorySetQuantities"]!["userErrors"]!.AsArray();
}
