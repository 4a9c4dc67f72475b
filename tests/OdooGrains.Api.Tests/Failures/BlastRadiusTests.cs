using System.Net;
using System.Text.Json.Nodes;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Api.Tests.Failures;

public sealed class BlastRadiusTests
{
    private const string Radius = "/v1/tenants/acme/blast-radius";

    [Fact]
    public async Task It_shows_states_money_and_what_is_safe_to_replay()
    {
        await using var server = await Acme.StartAsync();
        await SeedAsync(server);

        var radius = (await server.CallAsync("GET", $"{Radius}?connection=erp", key: await Acme.KeyAsync(server))).Json;

        // The order that is itself at fault never reached the ERP.
        Assert.Equal(4, (int)radius["orders"]!);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"confirmed":1,"held":2,"validated":1}"""), radius["statuses"]), radius.ToJsonString());
        Assert.Equal((2, 1, 1), ((int)radius["safe"]!["count"]!, (int)radius["inDoubt"]!["count"]!, (int)radius["done"]!["count"]!));
        Assert.Equal("40", radius["safe"]!["money"]!["EUR"]!.ToJsonString());
        Assert.Equal((Some.Now.AddHours(-23), Some.Now.AddHours(1)), ((DateTimeOffset)radius["since"]!, (DateTimeOffset)radius["until"]!));
        Assert.Equal(5, (int)(await server.CallAsync("GET", $"{Radius}?connection=shop")).Json["orders"]!);
        Assert.Equal(0, (int)(await server.CallAsync("GET", $"{Radius}?connection=another")).Json["orders"]!);
        Assert.Equal(1, (int)(await server.CallAsync("GET", $"{Radius}?mapping=erp")).Json["orders"]!);
        // What is held is touched, however long ago it changed.
        Assert.Equal(3, (int)(await server.CallAsync("GET", $"{Radius}?since=2026-11-20T12:30:00Z")).Json["orders"]!);
    }

    [Fact]
    public async Task The_platform_sees_all_tenants_or_one()
    {
        await using var server = await Acme.StartAsync();
        await Acme.AddTenantAsync(server, "other");
        await SeedAsync(server);
        await Some.StoreAsync(server, Some.New(Some.Order("1"), "other").Refused());

        var all = (await server.CallAsync("GET", "/v1/blast-radius")).Json;
        Assert.Equal((6, "acme", 5), ((int)all["orders"]!, (string?)all["tenants"]![0]!["tenant"], (int)all["tenants"]![0]!["count"]!));
        Assert.Equal(1, (int)(await server.CallAsync("GET", "/v1/blast-radius?tenant=other")).Json["orders"]!);
        (await server.SendAsync("GET", "/v1/blast-radius?tenant=nobody")).IsProblem(HttpStatusCode.NotFound, "not_found");
        (await server.SendAsync("GET", "/v1/blast-radius", key: await Acme.KeyAsync(server))).IsProblem(HttpStatusCode.Forbidden, "platform_key_needed");
    }

    [Theory]
    [InlineData("connection=NO!")]
    [InlineData("mapping=")]
    [InlineData("since=yesterday")]
    [InlineData("until=2026-11-20")]
    [InlineData("since=2026-11-20T12:00:00Z&until=2026-11-20T12:00:00Z")]
    public async Task What_cannot_be_asked_answers_400(string query)
    {
        await using var server = await Acme.StartAsync();

        (await server.SendAsync("GET", $"{Radius}?{query}")).IsProblem(HttpStatusCode.BadRequest, "bad_query");
    }

    [Fact]
    public async Task A_pause_shows_it_before_and_pauses_nothing_then()
    {
        await using var server = await Acme.StartAsync();
        await SeedAsync(server);

        var ofConnection = await server.CallAsync("POST", "/v1/tenants/acme/connections/erp/pause?preview=true");
        var ofTenant = await server.CallAsync("POST", "/v1/tenants/acme/pause?preview=true");

        Assert.Equal((4, "erp", 5), ((int)ofConnection.Json["orders"]!, (string?)ofConnection.Json["connection"], (int)ofTenant.Json["orders"]!));
        Assert.Equal("active", (string?)(await server.CallAsync("GET", "/v1/tenants/acme/connections/erp")).Json["status"]);
        Assert.Equal("active", (string?)(await server.CallAsync("GET", "/v1/tenants/acme")).Json["status"]);
        (await server.SendAsync("POST", "/v1/tenants/acme/connections/none/pause?preview=true")).IsProblem(HttpStatusCode.NotFound, "not_found");
        Assert.Equal("paused", (string?)(await server.CallAsync("POST", "/v1/tenants/acme/connections/erp/pause")).Json["status"]);
    }

    private static async Task SeedAsync(TestServer server)
    {
        await Some.StoreAsync(server, Some.New(Some.Order("1")).Refused());
        await Some.StoreAsync(server, Some.New(Some.Order("2")).Refused(FailureClass.Schema));
        await Some.StoreAsync(server, Some.New(Some.Order("3") with { Total = 20m, Lines = [] }));
        await Some.StoreAsync(server, Some.New(Some.Order("4")).Sent());
        await Some.StoreAsync(server, Some.Confirmed(Some.Order("5")));
        server.Time.Advance(TimeSpan.FromHours(1));
    }
}
