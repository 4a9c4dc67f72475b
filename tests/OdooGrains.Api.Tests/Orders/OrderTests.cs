using System.Net;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Api.Tests.Orders;

public sealed class OrderTests
{
    [Fact]
    public async Task An_order_is_shown_with_what_the_erp_has_of_it()
    {
        await using var server = await Acme.StartAsync();
        await Some.StoreAsync(server, Some.Confirmed());

        var order = (await server.CallAsync("GET", "/v1/tenants/acme/orders/shop/1001")).Json;

        Assert.Equal(("#1001", "confirmed", "confirmed"), ((string?)order["number"], (string?)order["status"], (string?)order["reached"]));
        Assert.Equal(("S00042", 20m, true), ((string?)order["erp"]!["number"], (decimal)order["erp"]!["total"]!, (bool)order["erp"]!["isConfirmed"]!));
        Assert.Equal("ada@example.com", (string?)order["order"]!["customer"]!["email"]);
        Assert.Equal(["customer", "book", "confirm"], order["effects"]!.AsArray().Select(effect => (string?)effect!["step"]));
    }

    [Fact]
    public async Task A_held_order_shows_its_hold_with_the_differences()
    {
        await using var server = await Acme.StartAsync();
        await Some.StoreAsync(server, Some.Confirmed().Then(Some.Stated(Some.Order(quantity: 3, minute: 1), 2)));

        var order = (await server.CallAsync("GET", "/v1/tenants/acme/orders/shop/1001")).Json;

        Assert.Equal(("held", "confirmed", "changed_after_confirmation", "business"), ((string?)order["status"], (string?)order["reached"], (string?)order["hold"]!["code"], (string?)order["hold"]!["class"]));
        Assert.Contains("total", order["hold"]!["differences"]!.AsArray().Select(difference => (string?)difference!["field"]));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("gid://shopify/Order/1 ü?#")]
    [InlineData("100%")]
    public async Task An_order_is_found_by_any_id_that_a_channel_may_give(string id)
    {
        await using var server = await Acme.StartAsync();
        await Some.StoreAsync(server, Some.Confirmed(Some.Order(id)));

        var path = Uri.EscapeDataString(id);

        Assert.Equal(id, (string?)(await server.CallAsync("GET", $"/v1/tenants/acme/orders/shop/{path}")).Json["id"]);
        Assert.NotEmpty((await server.CallAsync("GET", $"/v1/tenants/acme/orders/shop/{path}/timeline")).Json["items"]!.AsArray());
        Assert.NotNull((await server.CallAsync("GET", $"/v1/tenants/acme/orders/shop/{path}/explain")).Json["sentence"]);
    }

    [Fact]
    public async Task Orders_are_listed_by_status_and_channel_and_paged()
    {
        await using var server = await Acme.StartAsync();
        for (var number = 1; number <= 3; number++)
        {
            await Some.StoreAsync(server, Some.Confirmed(Some.Order($"{number}", minute: number)));
        }

        await Some.StoreAsync(server, Some.New(Some.Order("4", minute: 4)));

        var first = await server.CallAsync("GET", "/v1/tenants/acme/orders?status=confirmed&channel=shop&limit=2");
        var second = await server.CallAsync("GET", $"/v1/tenants/acme/orders?status=confirmed&channel=shop&limit=2&cursor={first.Json["next"]}");

        Assert.Equal(["3", "2"], Ids(first));
        Assert.Equal(["1"], Ids(second));
        Assert.Null(second.Json["next"]);
        Assert.Empty(Ids(await server.CallAsync("GET", "/v1/tenants/acme/orders?channel=other")));
        Assert.Empty(Ids(await server.CallAsync("GET", "/v1/tenants/acme/orders?channel=NO+CHANNEL")));
        (await server.SendAsync("GET", "/v1/tenants/acme/orders?status=%00")).IsProblem(HttpStatusCode.BadRequest, "bad_status");
        (await server.SendAsync("GET", "/v1/tenants/acme/orders?cursor=made-up")).IsProblem(HttpStatusCode.BadRequest, "bad_cursor");
    }

    [Fact]
    public async Task The_timeline_merges_events_and_effects_in_time()
    {
        await using var server = await Acme.StartAsync();
        var received = Sample.Event(1, document: Some.Key()) with { ReceivedAt = Some.Now.AddSeconds(-1) };
        await Some.StoreAsync(server, Some.New().Done().Refused(), received);

        var items = (await server.CallAsync("GET", "/v1/tenants/acme/orders/shop/1001/timeline")).Json["items"]!.AsArray();

        Assert.Equal("received", (string?)items[0]!["what"]);
        Assert.Equal((received.Id.ToString(), "folded"), ((string?)items[0]!["eventId"], (string?)items[0]!["eventStatus"]));
        Assert.Equal(["customer/planned", "customer/sent", "customer/confirmed", "book/planned", "book/sent", "book/held", "/on_hold"], items.Skip(1).Select(item => $"{item!["step"]}/{item["what"]}"));
    }

    [Fact]
    public async Task A_flagged_event_says_so()
    {
        await using var server = await Acme.StartAsync();
        await Some.StoreAsync(
            server, Some.New(), Sample.Event(1, body: "{\"id\":1}", delivery: "same", document: Some.Key()), Sample.Event(2, body: "{\"id\":2}", delivery: "same", document: Some.Key()));

        var items = (await server.CallAsync("GET", "/v1/tenants/acme/orders/shop/1001/timeline")).Json["items"]!.AsArray();

        Assert.True((bool)items.Single(item => (string?)item!["eventId"] == Sample.Id(2).ToString())!["isFlagged"]!);
    }

    [Fact]
    public async Task Explain_names_the_pause_that_an_order_waits_for()
    {
        await using var server = await Acme.StartAsync();
        await Some.StoreAsync(server, Some.New());
        await server.CallAsync("POST", "/v1/tenants/acme/connections/erp/pause");

        Assert.Contains("connection 'erp' is paused", await SentenceAsync(server), StringComparison.Ordinal);
        await server.CallAsync("POST", "/v1/tenants/acme/pause");
        Assert.Contains("the tenant is paused", await SentenceAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_that_is_accepted_and_not_folded_is_explained_too()
    {
        await using var server = await Acme.StartAsync();
        await server.Store.Inbox.AcceptAsync(Sample.Event(1, document: Some.Key()), default);
        Assert.Contains("is not folded yet", await SentenceAsync(server), StringComparison.Ordinal);

        await server.Store.Inbox.ToWorkAsync(new("acme"), new(Sample.Id(1)), "platform", Some.Now.AddDays(1), "The field /currency is missing.", default);

        var work = (await server.CallAsync("GET", "/v1/tenants/acme/orders/shop/1001/explain")).Json;
        Assert.Equal("platform", (string?)work["owner"]);
        Assert.Contains("The field /currency is missing", (string?)work["sentence"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/timeline")]
    [InlineData("/explain")]
    public async Task What_is_not_there_answers_404(string call)
    {
        await using var server = await Acme.StartAsync();

        (await server.SendAsync("GET", $"/v1/tenants/acme/orders/shop/1{call}")).IsProblem(HttpStatusCode.NotFound, "not_found");
        (await server.SendAsync("GET", $"/v1/tenants/acme/orders/NO!/1{call}")).IsProblem(HttpStatusCode.NotFound, "not_found");
        (await server.SendAsync("GET", $"/v1/tenants/acme/orders/shop/{new string('1', 201)}{call}")).IsProblem(HttpStatusCode.NotFound, "not_found");
    }

    private static async Task<string> SentenceAsync(TestServer server) => (string)(await server.CallAsync("GET", "/v1/tenants/acme/orders/shop/1001/explain")).Json["sentence"]!;

    private static IEnumerable<string?> Ids(Answer page) => page.Json["items"]!.AsArray().Select(item => (string?)item!["id"]);
}
