using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Egress;
using OdooGrains.Host.Demo;
using OdooGrains.Sandbox;
using OdooGrains.Sandbox.Audit;
using OdooGrains.Sandbox.Http;
using OdooGrains.Sandbox.Odoo;
using OdooGrains.Sandbox.Shopify;
using OdooGrains.Sandbox.WooCommerce;
using OdooGrains.TestKit;
using OdooGrains.TestKit.Postgres;
using Xunit.Abstractions;

namespace OdooGrains.Host.Tests;

/// <summary>
/// The restore drill: a backup of the real server's store under load, more orders, a kill, the backup in the place of the store, <c>after-restore</c>.
/// ODOOGRAINS_DRILL_ORDERS says how many orders come after the backup; 25 where it is not set.
/// </summary>
[Collection(nameof(WholeMachine))]
public sealed class RestoreDrillTests(ITestOutputHelper output)
{
    private const string Key = "og_drill-key-of-the-platform-0123456789abcdef";
    private static readonly int Orders = int.Parse(Environment.GetEnvironmentVariable("ODOOGRAINS_DRILL_ORDERS") ?? "25", CultureInfo.InvariantCulture);
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(30), SettleMax = TimeSpan.FromMinutes(10), Quiet = TimeSpan.FromSeconds(1), Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeProvider Time = TimeProvider.System;

    private readonly SimulatedOdoo _odoo = new(new() { Database = "acme" }, Time, new OdooFaults(1));
    private readonly SimulatedWoo _shop = new(WooShop.Orderly, Time);

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task After_a_restore_the_erp_has_each_order_once(string store)
    {
        var folder = Directory.CreateTempSubdirectory("odoograins-drill-").FullName;
        using var postgres = store == "postgres" ? PostgresServer.StartDurable() : null;
        var database = postgres?.CreateDatabase();
        _odoo.SeedShop(new ShopScenario { Taxes = [new("VAT", 190, "DE", true)] });
        await using var odoo = await SandboxServer.StartAsync([_odoo], Time);
        await using var shop = await SiteServer.StartAsync(_shop);
        var url = TestServers.FreeUrl();
        await using (var server = new ServerProcess(folder, url, Settings(folder, database)))
        {
            server.Start();
            await SetUpAsync(server, odoo.Addresses["acme"], shop.Address);

            var before = SellAsync(url, Orders);
            await UntilAsync(() => Booked > Orders / 5, "a fifth of the orders, with the others on their way");
            await BackUpAsync(folder, postgres, database);
            await before;
            var (refused, why) = await server.RunAsync("after-restore");
            Assert.True(refused == 2 && why.Contains("Stop it first", StringComparison.Ordinal), why);
            await SellAsync(url, Orders);
        }

        // It was killed as it worked on the last of them, and its store is lost.
        var known = Booked;
        var restored = Restore(folder, postgres);
        await using (var server = new ServerProcess(folder, url, Settings(folder, restored)))
        {
            var (code, report) = await server.RunAsync("after-restore");
            output.WriteLine(report);
            Assert.True(code == 0 && report.Contains("is ready to be served", StringComparison.Ordinal), report);
            server.Start();
            using var egress = new EgressClient(new() { Allow = ["127.0.0.1"] }, Time);
            var platform = new PlatformClient(url, Key, egress, Time);
            await platform.WaitUntilReadyAsync(StartMax, server, default);
            // Its period would read it within five minutes.
            await platform.CallAsync("POST", "/v1/tenants/acme/connections/shop/feeds/orders/read");
            await UntilAsync(() => Confirmed >= Orders * 2, "all orders");
            await UntilQuietAsync();
        }

        output.WriteLine($"{store}: {Orders} orders since the backup; Odoo had {known} of {Orders * 2} when the store was lost, and has {Booked} now.");
        var sales = SalesOrderRecord.From(_odoo);
        Assert.Equal(Orders * 2, sales.Count);
        Assert.Equal(sales.Count, sales.Select(order => order.Origin).Distinct().Count());
        Assert.All(sales, order => Assert.Equal("sale", order.State));
        Assert.Equal(Orders * 2, _odoo.Records("res.partner").Count(partner => (string?)partner["email"] is { } email && email.StartsWith("ada-", StringComparison.Ordinal)));
        Directory.Delete(folder, recursive: true);
    }

    private int Booked => _odoo.Records("sale.order").Count;

    private int Confirmed => _odoo.Records("sale.order").Count(order => (string?)order["state"] == "sale");

    private static Dictionary<string, string> Settings(string folder, string? database)
    {
        var environment = TestServers.Environment(folder, Key);
        if (database is not null)
        {
            (environment["Store__Kind"], environment["ConnectionStrings__Store"]) = ("postgres", database);
        }

        return environment;
    }

    private async Task SetUpAsync(ServerProcess server, Uri odoo, Uri shop)
    {
        using var egress = new EgressClient(new() { Allow = ["127.0.0.1"] }, Time);
        var platform = new PlatformClient(server.Url, Key, egress, Time);
        await platform.WaitUntilReadyAsync(StartMax, server, default);
        await platform.CallAsync("POST", "/v1/tenants", new JsonObject { ["id"] = "acme", ["name"] = "Acme" });
        await platform.CallAsync("PUT", "/v1/tenants/acme/connections/erp", new JsonObject
        {
            ["kind"] = "odoo",
            ["settings"] = new JsonObject { ["url"] = odoo.ToString().TrimEnd('/'), ["database"] = "acme", ["login"] = "sales", ["settleSeconds"] = 1 },
            ["secrets"] = new JsonObject { ["apiKey"] = "simulated-sales-key" },
        });
        await platform.CallAsync("PUT", "/v1/tenants/acme/connections/shop", new JsonObject
        {
            ["kind"] = "woocommerce",
            ["settings"] = new JsonObject { ["url"] = shop.ToString().TrimEnd('/'), ["erp"] = "erp" },
            ["secrets"] = new JsonObject { ["webhookSecret"] = _shop.Shop.WebhookSecret, ["consumerKey"] = _shop.Shop.ConsumerKey, ["consumerSecret"] = _shop.Shop.ConsumerSecret },
        });
        await platform.CallAsync("POST", "/v1/tenants/acme/connections/erp/test");
        _shop.Webhooks.Subscribe("order.updated", new(server.Url, "/v1/hooks/acme/shop"));
    }

    // Buyers pay one after the other, and the shop sends each webhook once.
    private async Task SellAsync(Uri server, int orders)
    {
        using var post = new HookPost(StartMax, Time);
        for (var order = 0; order < orders; order++)
        {
            var id = _shop.Place(0, new WooItem("MUG-BLUE", 2, 11.90m));
            _shop.Pay(id, $"pi_{id}");
            Assert.Equal(1, await _shop.Webhooks.SendAsync(post, default));
        }
    }

    private static async Task BackUpAsync(string folder, PostgresServer? postgres, string? database) => await Task.Run(() =>
    {
        if (postgres is null)
        {
            SqliteBackup.Make(Path.Combine(folder, "odoograins.db"), Path.Combine(folder, "backup"));
        }
        else
        {
            postgres.BackUp(database!, Path.Combine(folder, "backup"));
        }
    });

    private static string? Restore(string folder, PostgresServer? postgres)
    {
        if (postgres is not null)
        {
            return postgres.Restore(Path.Combine(folder, "backup"));
        }

        SqliteBackup.Restore(Path.Combine(folder, "backup"), Path.Combine(folder, "odoograins.db"));
        return null;
    }

    // A late duplicate must not escape.
    private async Task UntilQuietAsync()
    {
        var (calls, since) = (-1L, Time.GetTimestamp());
        await UntilAsync(
            () =>
            {
                var now = _odoo.Journal.Count;
                (calls, since) = now == calls ? (calls, since) : (now, Time.GetTimestamp());
                return Time.GetElapsedTime(since) >= Quiet;
            },
            "the end of all calls");
    }

    private static async Task UntilAsync(Func<bool> isSo, string what)
    {
        var begun = Time.GetTimestamp();
        using var timer = new PeriodicTimer(Poll, Time);
        while (!isSo())
        {
            Assert.True(Time.GetElapsedTime(begun) < SettleMax, $"{what} did not come about within {SettleMax.TotalMinutes:0} min.");
            await timer.WaitForNextTickAsync();
        }
    }
}
