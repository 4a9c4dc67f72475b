using System.Net;
using System.Text.Json.Nodes;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Failures;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Api.Tests.Failures;

public sealed class FailureGroupTests
{
    private const string Groups = "/v1/tenants/acme/failures/groups";

    [Fact]
    public async Task Held_orders_are_grouped_by_cause_with_count_owner_and_money()
    {
        await using var server = await Acme.StartAsync();
        await SeedAsync(server);

        var page = (await server.CallAsync("GET", Groups, key: await Acme.KeyAsync(server))).Json;

        Assert.False((bool)page["truncated"]!);
        Assert.Equal([3, 1], page["items"]!.AsArray().Select(group => (int)group!["count"]!));
        var first = page["items"]![0]!;
        Assert.Equal(("orders", "customer", "business"), ((string?)first["flow"], (string?)first["step"], (string?)first["class"]));
        Assert.Equal("Odoo knows no product with the SKU '…'.", (string?)first["message"]);
        Assert.Equal("Odoo knows no product with the SKU 'MUG'.", (string?)first["example"]);
        Assert.Equal("60", first["money"]!["EUR"]!.ToJsonString());
        Assert.Equal(["tenant"], first["owners"]!.AsArray().Select(owner => (string?)owner));
        Assert.Equal(Some.Now, (DateTimeOffset)first["firstSeen"]!);
        Assert.Null(first["tenants"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task They_are_paged(int size)
    {
        await using var server = await Acme.StartAsync();
        await SeedAsync(server);

        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = (await server.CallAsync("GET", $"{Groups}?limit={size}{(cursor is null ? "" : $"&cursor={cursor}")}")).Json;
            seen.AddRange(page["items"]!.AsArray().Select(group => (string)group!["id"]!));
            cursor = (string?)page["next"];
        }
        while (cursor is not null);

        Assert.Equal(2, seen.Distinct().Count());
        (await server.SendAsync("GET", $"{Groups}?cursor=3")).IsProblem(HttpStatusCode.BadRequest, "bad_cursor");
        (await server.SendAsync("GET", $"{Groups}?cursor=3.xyz")).IsProblem(HttpStatusCode.BadRequest, "bad_cursor");
    }

    [Fact]
    public async Task The_platform_sees_which_tenants_are_affected_and_a_tenant_does_not()
    {
        await using var server = await Acme.StartAsync();
        await Acme.AddTenantAsync(server, "other");
        await SeedAsync(server);
        await Some.StoreAsync(server, Some.New(Some.Order("1"), "other").Refused());

        var group = (await server.CallAsync("GET", "/v1/failures/groups")).Json["items"]![0]!;

        Assert.Equal(4, (int)group["count"]!);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""[{"tenant":"acme","count":3},{"tenant":"other","count":1}]"""), group["tenants"]));
        (await server.SendAsync("GET", "/v1/failures/groups", key: await Acme.KeyAsync(server))).IsProblem(HttpStatusCode.Forbidden, "platform_key_needed");
    }

    [Fact]
    public async Task More_held_orders_than_are_looked_at_are_said_to_be_more()
    {
        await using var server = await Acme.StartAsync();
        for (var number = 0; number <= FailureGroups.DocumentsMax; number++)
        {
            await server.Store.Documents.CommitAsync(Sample.Commit(Sample.Head(Some.Key($"{number}")) with { Status = "held", FailureClass = "business", Reason = $"Order {number} is refused." }), default);
        }

        var groups = (await server.CallAsync("GET", Groups)).Json;
        var radius = (await server.CallAsync("GET", "/v1/tenants/acme/blast-radius?until=2026-11-21T12:00:00Z")).Json;

        Assert.Equal((true, FailureGroups.DocumentsMax), ((bool)groups["truncated"]!, (int)groups["items"]![0]!["count"]!));
        Assert.Equal((true, BlastRadius.DocumentsMax), ((bool)radius["truncated"]!, (int)radius["orders"]!));
    }

    private static async Task SeedAsync(TestServer server)
    {
        foreach (var id in (string[])["1", "2", "3"])
        {
            await Some.StoreAsync(server, Some.New(Some.Order(id)).Refused());
        }

        await Some.StoreAsync(server, Some.New(Some.Order("4")).Refused(FailureClass.Schema));
        await Some.StoreAsync(server, Some.Confirmed(Some.Order("5")));
    }
}
