using System.Net;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Api.Tests.Connections;

public sealed class StockTests
{
    private const string Stock = "/v1/tenants/acme/stock";
    private static readonly ConnectionKey Shop = new(new("acme"), new("shop"));

    [Fact]
    public async Task Products_are_listed_page_by_page_with_what_each_channel_shall_have_and_was_told()
    {
        await using var server = await Acme.StartAsync();
        await CountAsync(server, "MUG/1", free: 7, reserved: 2);
        await CountAsync(server, "ZZZ", free: 1);

        var page = (await server.CallAsync("GET", $"{Stock}?limit=1")).Json;
        var mug = Assert.Single(page["items"]!.AsArray())!;
        Assert.Equal(("MUG/1", 2m, "WH", 7m), ((string)mug["sku"]!, (decimal)mug["reserved"]!, (string)mug["warehouses"]![0]!["warehouse"]!, (decimal)mug["warehouses"]![0]!["free"]!));
        var channel = mug["channels"]![0]!;
        Assert.Equal(("shop", 5, 1L, 0L), ((string)channel["connection"]!, (int)channel["wanted"]!, (long)channel["sequence"]!, (long)channel["told"]!));
        Assert.Equal(60.0, (double)channel["behindSeconds"]!);

        var next = (await server.CallAsync("GET", $"{Stock}?limit=1&cursor={Uri.EscapeDataString((string)page["next"]!)}")).Json;
        Assert.Equal("ZZZ", (string)Assert.Single(next["items"]!.AsArray())!["sku"]!);
        Assert.Null(next["next"]);
    }

    [Fact]
    public async Task A_product_is_explained_with_what_orders_take_of_it()
    {
        await using var server = await Acme.StartAsync();
        await CountAsync(server, "MUG/1", free: 7, reserved: 2);

        var mug = (await server.CallAsync("GET", $"{Stock}/MUG%2F1")).Json;
        Assert.Equal(("shop", "1001", 2m), ((string)mug["reservations"]![0]!["channel"]!, (string)mug["reservations"]![0]!["order"]!, (decimal)mug["reservations"]![0]!["quantity"]!));
        Assert.Equal("MUG/1", (string)mug["stock"]!["sku"]!);
        Assert.Empty(mug["explanations"]!.AsArray());
        (await server.SendAsync("GET", $"{Stock}/NONE")).IsProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Late_levels_are_stalls_of_the_platform_and_of_their_tenant_alone()
    {
        await using var server = await Acme.StartAsync();
        await CountAsync(server, "MUG", free: 7);
        await Acme.AddTenantAsync(server, "globex");
        Assert.Empty(Late(await server.CallAsync("GET", "/v1/stalls")));

        server.Time.Advance(StockLimits.LateAfter);
        var late = Assert.Single(Late(await server.CallAsync("GET", "/v1/stalls")));
        Assert.Equal("acme/shop/MUG", late);
        Assert.Single(Late(await server.CallAsync("GET", "/v1/stalls", key: await Acme.KeyAsync(server))));
        Assert.Empty(Late(await server.CallAsync("GET", "/v1/stalls", key: await Acme.KeyAsync(server, "globex"))));
    }

    private static IReadOnlyList<string> Late(Answer stalls) => [.. stalls.Json["levels"]!.AsArray().Select(late => $"{late!["tenant"]}/{late["connection"]}/{late["sku"]}")];

    // As it was counted a minute ago.
    private static async Task CountAsync(TestServer server, string sku, decimal free, int reserved = 0)
    {
        var store = server.Store;
        if (reserved > 0)
        {
            var commit = Sample.Commit(Sample.Head()) with { Reservations = [new("1", sku, reserved, reserved, 0, null)] };
            Assert.Equal(CommitResult.Committed, await store.Documents.CommitAsync(commit, default));
        }

        var now = server.Time.GetUtcNow().AddMinutes(-1);
        var key = new StockKey(Shop.Tenant, sku);
        var level = new ChannelStock { Connection = Shop, Sku = sku, Wanted = (int)free - reserved, Sequence = 1, WantedAt = now };
        Assert.True(await store.Stock.CountAsync(new(new() { Key = key, Sources = [new(new("erp"), now, [new("WH", free)])], Terms = "t" }, [], [], [level], []), default));
    }
}
