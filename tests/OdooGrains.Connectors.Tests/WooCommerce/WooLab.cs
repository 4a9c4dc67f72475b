using System.Text.Json.Nodes;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Connectors.WooCommerce;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Sandbox.WooCommerce;

namespace OdooGrains.Connectors.Tests.WooCommerce;

/// <summary>The connector against a simulated shop, without sockets.</summary>
internal sealed class WooLab
{
    public WooLab(WooShop? shop = null)
    {
        Shop = new((shop ?? WooShop.Orderly) with { ConsumerKey = WooRequests.Key, ConsumerSecret = WooRequests.KeySecret, WebhookSecret = WooRequests.Secret }, Time);
        Egress = new(Shop);
        Connector = new(Egress);
    }

    public ManualTime Time { get; } = new();

    public SimulatedWoo Shop { get; }

    public SiteEgress Egress { get; }

    public WooConnector Connector { get; }

    public ConnectionConfig Connection { get; } = WooRequests.Connection();

    /// <summary>An order of three mugs and a lamp, paid.</summary>
    public int Order(string? intent = "pi_1")
    {
        var id = Shop.Place(4.90m, new WooItem("MUG", 3, 19.99m), new WooItem("LAMP", 1, 49m));
        Shop.Pay(id, intent);
        return id;
    }

    public string Line(int order, int index) => $"{(int)Shop.Order(order)["line_items"]![index]!["id"]!}";

    public Delivery Delivery(int order, string id, decimal mugs, decimal lamps) => new()
    {
        Id = id,
        Source = DeliverySource.Erp,
        Status = DeliveryStatus.Done,
        Lines = [.. new[] { new LineQuantity(Line(order, 0), mugs), new LineQuantity(Line(order, 1), lamps) }.Where(line => line.Quantity > 0)],
        Carrier = "DHL",
        TrackingNumbers = ["JJD1"],
        UpdatedAt = Time.GetUtcNow(),
    };

    public Effect Effect(int order, Delivery delivery) => Effect($"{order}", delivery);

    public Effect Effect(string order, Delivery delivery) => new()
    {
        Key = new(new DocumentKey(Connection.Key.Tenant, Connection.Key.Connection, order), "announce", 1),
        Connection = Connection.Key.Connection,
        ConfigVersion = 1,
        Operation = "order.announce",
        ExternalKey = $"og/{order}",
        HotKey = $"order/{order}",
        Request = new AnnounceDelivery(order, delivery),
        DueAt = Time.GetUtcNow(),
        PlannedAt = Time.GetUtcNow(),
    };

    public async Task<EffectOutcome> AnnounceAsync(Effect effect) => Assert.Single(await Connector.Outbound.ExecuteAsync(Connection, [effect], default));

    public async Task<FeedPage.Read> ReadAsync(string feed, string? cursor = null)
        => Assert.IsType<FeedPage.Read>(await Connector.Feeds.ReadAsync(Connection, feed, cursor, Time.GetUtcNow().AddDays(-1), default));

    /// <summary>All pages from a cursor on, and the cursor after them.</summary>
    public async Task<(List<FeedEvent> Events, string Cursor)> SweepAsync(string feed, string? cursor = null)
    {
        List<FeedEvent> events = [];
        while (true)
        {
            var page = await ReadAsync(feed, cursor);
            events.AddRange(page.Events);
            cursor = page.Cursor;
            if (!page.HasMore)
            {
                return (events, cursor);
            }
        }
    }

    public JsonNode? Meta(int order, string key) => Shop.Order(order)["meta_data"]!.AsArray().FirstOrDefault(meta => (string?)meta!["key"] == key)?["value"];
}
