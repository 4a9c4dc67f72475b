using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Sandbox.Http;
using OdooGrains.Sandbox.Tests.Http;
using OdooGrains.Sandbox.WooCommerce;

namespace OdooGrains.Sandbox.Tests.WooCommerce;

/// <summary>The simulated shop's webhooks misbehave as WooCommerce's do.</summary>
public sealed class WooWebhookTests : IAsyncLifetime, IDisposable
{
    private readonly ManualTime _time = new();
    private readonly FakeReceiver _receiver = new();
    private readonly HookPost _post = new(TimeSpan.FromSeconds(60), TimeProvider.System);
    private SiteServer _server = null!;

    public async Task InitializeAsync() => _server = await SiteServer.StartAsync(_receiver);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _post.Dispose();

    [Fact]
    public async Task A_webhook_is_signed_over_its_bytes_and_each_delivery_has_an_id_of_its_own()
    {
        var shop = Shop(WooShop.Orderly with { WebhookSecret = "secret" });
        var order = Place(shop);
        shop.Touch(order);
        shop.Touch(order);

        Assert.Equal(2, await shop.Webhooks.SendAsync(_post, default));

        Assert.All(_receiver.Received, one => Assert.Equal(Convert.ToBase64String(HMACSHA256.HashData("secret"u8.ToArray(), one.Body.ToArray())), one.Headers["X-WC-Webhook-Signature"]));
        Assert.Equal(2, _receiver.Received.Select(one => one.Headers["X-WC-Webhook-Delivery-ID"]).Distinct().Count());
        Assert.All(_receiver.Received, one => Assert.Equal("order.updated", one.Headers["X-WC-Webhook-Topic"]));
    }

    [Fact]
    public void A_ping_is_unsigned_form_data()
    {
        var ping = new SimulatedWoo(WooShop.Orderly, _time).Webhooks.Subscribe("order.updated", _server.Address);

        Assert.Equal("webhook_id=1", Encoding.ASCII.GetString(ping.Body));
        Assert.Equal([new KeyValuePair<string, string>("Content-Type", "application/x-www-form-urlencoded")], ping.Headers);
    }

    [Fact]
    public async Task A_webhook_is_sent_once_and_is_disabled_by_the_failure_after_those_that_are_forgiven()
    {
        var shop = Shop(WooShop.Orderly);
        var order = Place(shop);
        _receiver.Status = 500;
        for (var change = 0; change < shop.Shop.FailuresMax + 5; change++)
        {
            shop.Touch(order);
            Assert.Equal(0, await shop.Webhooks.SendAsync(_post, default));
        }

        Assert.Equal(shop.Shop.FailuresMax + 2, _receiver.Received.Count);
        Assert.Equal("disabled", (string?)Webhook(shop)["status"]);
        Assert.Equal(0, shop.Webhooks.Waiting);
    }

    [Fact]
    public async Task A_success_begins_the_count_anew()
    {
        var shop = Shop(WooShop.Orderly);
        var order = Place(shop);
        for (var change = 0; change < 30; change++)
        {
            _receiver.Status = change % 5 == 4 ? 202 : 500;
            shop.Touch(order);
            await shop.Webhooks.SendAsync(_post, default);
        }

        Assert.Equal(("active", 30), ((string?)Webhook(shop)["status"], _receiver.Received.Count));
    }

    [Fact]
    public async Task In_a_quiet_shop_webhooks_wait_for_a_visitor()
    {
        var shop = Shop(WooShop.Orderly with { DelayedPerMille = 1000 });
        Place(shop);
        shop.Touch(101);
        Assert.Equal(0, await shop.Webhooks.SendAsync(_post, default));

        _time.Advance(shop.Shop.DelayMax);

        Assert.NotEqual(0, await shop.Webhooks.SendAsync(_post, default));
    }

    [Fact]
    public void Plugins_make_an_update_fire_again()
    {
        var shop = Shop(WooShop.Orderly with { RepeatedPerMille = 1000 });
        shop.Touch(Place(shop));

        var sent = shop.Webhooks.TakeDue();
        Assert.Equal(2, sent.Count);
        Assert.Equal(sent[0].Body, sent[1].Body);
    }

    [Fact]
    public void Times_stand_by_the_shops_clock_and_in_UTC_and_the_price_is_a_float()
    {
        var shop = Shop(WooShop.Orderly);
        var order = shop.Order(Place(shop));

        Assert.Equal(("2026-11-20T07:00:00", "2026-11-20T09:00:00"), ((string?)order["date_created"], (string?)order["date_created_gmt"]));
        Assert.True(order["line_items"]![0]!["price"]!.ToJsonString().Length > 10);
        Assert.Equal("50.39", (string?)order["line_items"]![0]!["subtotal"]);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes()
    {
        static List<string> Run(ManualTime time)
        {
            var shop = new SimulatedWoo(new WooShop(), time);
            shop.Webhooks.Subscribe("order.updated", new("http://127.0.0.1:1/"));
            for (var number = 0; number < 20; number++)
            {
                shop.Touch(shop.Place(1, new WooItem("A", 1, 10)));
            }

            time.Advance(TimeSpan.FromHours(1));
            return [.. shop.Webhooks.TakeDue().Select(one => Encoding.UTF8.GetString(one.Body))];
        }

        Assert.Equal(Run(new()), Run(new()));
    }

    private SimulatedWoo Shop(WooShop shop)
    {
        var simulated = new SimulatedWoo(shop, _time);
        simulated.Webhooks.Subscribe("order.updated", new(_server.Address, "/hook"));
        return simulated;
    }

    private static int Place(SimulatedWoo shop) => shop.Place(0, new WooItem("MUG", 3, 19.99m));

    private static JsonNode Webhook(SimulatedWoo shop) => shop.Webhooks.List(null)[0]!;
}
