using System.Net;
using System.Text.Json.Nodes;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.Contracts.Orders;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Api.Tests.Failures;

public sealed class FailureTests
{
    private const string Failures = "/v1/tenants/acme/failures";

    private static JsonObject Reason => new() { ["reason"] = "nobody wants it" };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(50)]
    public async Task Work_and_held_orders_are_one_list_whatever_the_size_of_a_page(int size)
    {
        await using var server = await Acme.StartAsync();
        await SeedAsync(server);

        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = (await server.CallAsync("GET", $"{Failures}?limit={size}{(cursor is null ? "" : $"&cursor={cursor}")}")).Json;
            Assert.True(page["items"]!.AsArray().Count <= size);
            seen.AddRange(page["items"]!.AsArray().Select(item => (string)item!["id"]!));
            cursor = (string?)page["next"];
        }
        while (cursor is not null);

        Assert.Equal([$"event:{Sample.Id(2)}", $"event:{Sample.Id(1)}", "order:shop:a/b", "order:shop:7"], seen);
    }

    [Theory]
    [InlineData("work", 2)]
    [InlineData("business", 1)]
    [InlineData("poison", 1)]
    [InlineData("schema", 0)]
    public async Task A_class_is_listed_alone(string @class, int count)
    {
        await using var server = await Acme.StartAsync();
        await SeedAsync(server);

        var items = (await server.CallAsync("GET", $"{Failures}?class={@class}")).Json["items"]!.AsArray();

        Assert.Equal(count, items.Count);
        Assert.All(items, item => Assert.Equal(@class, (string?)item!["class"]));
    }

    [Fact]
    public async Task A_class_that_is_none_answers_400()
    {
        await using var server = await Acme.StartAsync();

        (await server.SendAsync("GET", $"{Failures}?class=%00")).IsProblem(HttpStatusCode.BadRequest, "bad_class");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("d.AAAA")]
    [InlineData("e.nonsense")]
    [InlineData("d.nonsense!")]
    public async Task A_made_up_cursor_answers_400(string cursor)
    {
        await using var server = await Acme.StartAsync();

        (await server.SendAsync("GET", $"{Failures}?cursor={cursor}")).IsProblem(HttpStatusCode.BadRequest, "bad_cursor");
    }

    [Fact]
    public async Task Orders_are_retried_and_discarded_by_their_grain()
    {
        await using var server = await Acme.StartAsync();
        server.Grains.Calls.Clear();

        var retried = await server.CallAsync("POST", $"{Failures}/order%3Ashop%3Aa%2Fb/retry");
        await server.CallAsync("POST", $"{Failures}/order:shop:a%252Fb/discard", Reason);

        Assert.Equal(("order:shop:a/b", "retried"), ((string?)retried.Json["id"], (string?)retried.Json["result"]));
        Assert.Equal(["Retry acme/shop/a%2Fb", "Discard acme/shop/a%252Fb nobody wants it"], server.Grains.Calls);
    }

    [Theory]
    [InlineData(OrderAnswer.NotFound, 404, "not_found")]
    [InlineData(OrderAnswer.NothingToDo, 409, "nothing_to_do")]
    public async Task What_the_grain_answers_is_told(OrderAnswer answer, int status, string code)
    {
        await using var server = await Acme.StartAsync();
        server.Grains.OrderAnswer = answer;

        (await server.SendAsync("POST", $"{Failures}/order:shop:1/retry")).IsProblem((HttpStatusCode)status, code);
        (await server.SendAsync("POST", $"{Failures}/order:shop:1/discard", Reason)).IsProblem((HttpStatusCode)status, code);
    }

    [Fact]
    public async Task A_grain_that_does_not_answer_is_a_503_that_claims_nothing()
    {
        await using var server = await Acme.StartAsync();
        server.Grains.AreDown = true;

        var answer = await server.SendAsync("POST", $"{Failures}/order:shop:1/retry");

        answer.IsProblem(HttpStatusCode.ServiceUnavailable, "owner_unavailable");
        Assert.Contains("not known", (string?)answer.Json["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_on_a_document_is_opened_again_and_hinted_and_other_work_can_only_be_discarded()
    {
        await using var server = await Acme.StartAsync();
        await SeedAsync(server);

        await server.CallAsync("POST", $"{Failures}/event:{Sample.Id(1)}/retry");
        (await server.SendAsync("POST", $"{Failures}/event:{Sample.Id(2)}/retry")).IsProblem(HttpStatusCode.Conflict, "nothing_to_do");
        await server.CallAsync("POST", $"{Failures}/event:{Sample.Id(2)}/discard", Reason);
        (await server.SendAsync("POST", $"{Failures}/event:{Sample.Id(2)}/discard", Reason)).IsProblem(HttpStatusCode.Conflict, "nothing_to_do");

        Assert.Equal(Some.Key("9"), Assert.Single(server.Hints.Documents));
        var closed = await server.Store.Inbox.FindAsync(new("acme"), new(Sample.Id(2)), default);
        Assert.Equal(EventStatus.Closed, closed!.Status);
        Assert.StartsWith("nobody wants it (by the platform key at ", closed.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("order:shop")]
    [InlineData("order:NO!:1")]
    [InlineData("event:1")]
    [InlineData("event:00000000-0000-7000-8000-00000000ffff")]
    public async Task What_is_no_failure_answers_404(string id)
    {
        await using var server = await Acme.StartAsync();

        (await server.SendAsync("POST", $"{Failures}/{id}/retry")).IsProblem(HttpStatusCode.NotFound, "not_found");
        (await server.SendAsync("POST", $"{Failures}/{id}/discard", Reason)).IsProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_discard_needs_a_reason()
    {
        await using var server = await Acme.StartAsync();

        Assert.Equal(["/reason"], (await server.SendAsync("POST", $"{Failures}/order:shop:1/discard", new JsonObject { ["reason"] = " " })).Pointers);
        Assert.Equal(["/reason"], (await server.SendAsync("POST", $"{Failures}/order:shop:1/discard", new JsonObject())).Pointers);
    }

    [Fact]
    public async Task Another_tenants_event_is_out_of_reach()
    {
        await using var server = await Acme.StartAsync();
        await Acme.AddTenantAsync(server, "other");
        await SeedAsync(server);

        (await server.SendAsync("POST", $"/v1/tenants/other/failures/event:{Sample.Id(2)}/discard", Reason, await Acme.KeyAsync(server, "other"))).IsProblem(HttpStatusCode.NotFound, "not_found");
    }

    // Two events that became work, one held order and one dead one.
    private static async Task SeedAsync(TestServer server)
    {
        await server.Store.Inbox.AcceptAsync(Sample.Event(1, document: Some.Key("9")), default);
        await server.Store.Inbox.ToWorkAsync(new("acme"), new(Sample.Id(1)), "platform", Some.Now.AddDays(1), "The field /currency is missing.", default);
        await server.Store.Inbox.AcceptAsync(Sample.Event(2, topic: "shop/redact") with { DocumentId = null, Status = EventStatus.Work, Owner = "tenant", Deadline = Some.Now.AddDays(30) }, default);
        await Some.StoreAsync(server, Some.New(Some.Order("a/b", minute: 2)).Refused());
        await Some.StoreAsync(server, Some.New(Some.Order("7", minute: 1)).Refused(FailureClass.Poison, "odd").Refused(FailureClass.Poison, "odd"));
        await Some.StoreAsync(server, Some.Confirmed(Some.Order("8")));
    }
}
