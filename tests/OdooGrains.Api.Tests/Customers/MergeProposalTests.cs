using System.Net;
using System.Text.Json.Nodes;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.Domain.Customers;

namespace OdooGrains.Api.Tests.Customers;

public sealed class MergeProposalTests
{
    private const string Proposals = "/v1/tenants/acme/customers/proposals";

    [Fact]
    public async Task Proposals_are_listed_by_status_page_by_page()
    {
        await using var server = await Acme.StartAsync();
        await ProposeAsync(server, ("7", "8"), ("7", "9"), ("9", "10"));
        await server.CallAsync("POST", $"{Proposals}/erp:9:10/decision", Decision("merged"));

        var first = (await server.CallAsync("GET", $"{Proposals}?status=open&limit=1", key: await Acme.KeyAsync(server))).Json;
        var second = (await server.CallAsync("GET", $"{Proposals}?status=open&limit=1&cursor={first["next"]}")).Json;

        Assert.Equal(
            ("erp:7:8", "erp", "7", "8", "externalId", "order:shop:a/1", "open"),
            first["items"]![0]! is var one ? ((string?)one["id"], (string?)one["connection"], (string?)one["kept"], (string?)one["other"], (string?)one["rule"], (string?)one["order"], (string?)one["status"]) : default);
        Assert.Equal((Some.Now, null), ((DateTimeOffset)first["items"]![0]!["foundAt"]!, first["items"]![0]!["by"]));
        Assert.Equal(["erp:7:9"], Ids(second));
        Assert.Null(second["next"]);
        Assert.Equal(["erp:7:8", "erp:7:9", "erp:9:10"], Ids((await server.CallAsync("GET", Proposals)).Json));
        Assert.Equal(["erp:9:10"], Ids((await server.CallAsync("GET", $"{Proposals}?status=merged")).Json));
        Assert.Empty(Ids((await server.CallAsync("GET", $"{Proposals}?status=dismissed")).Json));
    }

    [Fact]
    public async Task A_decision_is_kept_with_who_and_why_and_stands()
    {
        await using var server = await Acme.StartAsync();
        await ProposeAsync(server, ("7", "8"));

        var decided = (await server.CallAsync("POST", $"{Proposals}/erp:7:8/decision", Decision("dismissed"))).Json;
        Assert.Equal(("dismissed", "the platform key", "brothers"), ((string?)decided["status"], (string?)decided["by"], (string?)decided["reason"]));
        Assert.Equal(Some.Now, (DateTimeOffset)decided["decidedAt"]!);

        server.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Some.Now, (DateTimeOffset)(await server.CallAsync("POST", $"{Proposals}/erp:7:8/decision", Decision("dismissed", "again"))).Json["decidedAt"]!);
        (await server.SendAsync("POST", $"{Proposals}/erp:7:8/decision", Decision("merged"))).IsProblem(HttpStatusCode.Conflict, "decided");
    }

    [Theory]
    [InlineData("open", "brothers", "/decision")]
    [InlineData("MERGED", "brothers", "/decision")]
    [InlineData("merged", "", "/reason")]
    public async Task What_cannot_be_decided_is_named(string decision, string reason, string member)
    {
        await using var server = await Acme.StartAsync();
        await ProposeAsync(server, ("7", "8"));

        var answer = await server.SendAsync("POST", $"{Proposals}/erp:7:8/decision", Decision(decision, reason));

        answer.IsProblem(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal([member], answer.Pointers);
    }

    [Theory]
    [InlineData("erp:8:7")]
    [InlineData("erp:7")]
    [InlineData("ERP:7:8")]
    public async Task Unknown_proposals_are_not_found(string id)
    {
        await using var server = await Acme.StartAsync();
        await ProposeAsync(server, ("7", "8"));

        (await server.SendAsync("POST", $"{Proposals}/{id}/decision", Decision("merged"))).IsProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_bad_status_or_cursor_is_refused_and_another_tenant_sees_nothing()
    {
        await using var server = await Acme.StartAsync();
        await Acme.AddTenantAsync(server, "globex");
        await ProposeAsync(server, ("7", "8"));

        (await server.SendAsync("GET", $"{Proposals}?status=closed")).IsProblem(HttpStatusCode.BadRequest, "bad_status");
        (await server.SendAsync("GET", $"{Proposals}?cursor=x")).IsProblem(HttpStatusCode.BadRequest, "bad_cursor");
        var key = await Acme.KeyAsync(server, "globex");
        Assert.Equal(HttpStatusCode.NotFound, (await server.SendAsync("GET", Proposals, key: key)).Status);
        Assert.Empty(Ids((await server.CallAsync("GET", "/v1/tenants/globex/customers/proposals", key: key)).Json));
        Assert.Equal(HttpStatusCode.NotFound, (await server.SendAsync("POST", "/v1/tenants/globex/customers/proposals/erp:7:8/decision", Decision("merged"), key)).Status);
    }

    private static JsonObject Decision(string decision, string reason = "brothers") => new() { ["decision"] = decision, ["reason"] = reason };

    private static List<string?> Ids(JsonNode page) => [.. page["items"]!.AsArray().Select(item => (string?)item!["id"])];

    private static Task ProposeAsync(TestServer server, params (string Kept, string Other)[] two) => server.Store.Merges.ProposeAsync(
        new("acme"),
        [.. two.Select(one => new MergeProposal { Key = new(new(new("acme"), new("erp")), one.Kept, one.Other), Rule = CustomerRule.ExternalId, Order = Some.Key("a/1"), FoundAt = Some.Now })],
        default);
}
