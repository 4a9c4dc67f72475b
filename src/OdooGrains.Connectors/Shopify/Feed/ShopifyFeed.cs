using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OdooGrains.Connectors.Json;
using OdooGrains.Connectors.Shopify.Admin;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Connectors.Shopify.Feed;

/// <summary>
/// Orders by the time of their last change: what makes good for a lost webhook. The key of an event is the order, its time and its content, so one
/// that has not changed is taken in once, and two states of the same second are two.
/// </summary>
internal sealed class ShopifyFeed(ShopifyAdmin admin, TimeProvider time) : IFeedConnector
{
    private const string Orders = "orders";

    private static readonly TimeSpan WorkWithin = TimeSpan.FromDays(1);

    public IReadOnlyList<FeedManifest> Feeds { get; } =
        [new(Orders, "Changed orders with their payments, refunds and fulfilments.", ShopifyLimits.FeedEvery, Lane.Money, ShopifyLimits.FeedRequestsMax)];

    public async Task<FeedPage> ReadAsync(ConnectionConfig connection, string feed, string? cursor, DateTimeOffset since, CancellationToken cancellation)
    {
        if (feed != Orders)
        {
            return Failed(FailureClass.Schema, "unknown_feed", $"The Shopify connector has no feed '{feed}'.");
        }

        if ((cursor is null ? new FeedCursor(since, since) : FeedCursor.Of(cursor)) is not { } begin)
        {
            return Failed(FailureClass.Schema, "not_a_cursor", $"'{cursor}' is no cursor of this feed; begin without one.");
        }

        // A connection without a token takes webhooks alone, and there is nothing to be alarmed at.
        if (ShopifyToken.Of(connection) is null)
        {
            return new FeedPage.Read([], begin.ToString(), HasMore: false);
        }

        var page = new Page(begin);
        var calls = new ShopifyCalls(admin, connection, time, cancellation);
        var end = await calls.RunAsync(async calls =>
        {
            await ReadAsync(calls, page);
            return new EffectOutcome.NotFound();
        });
        // What was read before it failed is read; the next page begins at the order that failed.
        return end is EffectOutcome.Failed failed && page.Events.Count == 0 ? new FeedPage.Failed(failed.Failure) : new FeedPage.Read(page.Events, page.Cursor.ToString(), end is EffectOutcome.Failed || page.HasMore);
    }

    private static async Task ReadAsync(ShopifyCalls calls, Page page)
    {
        var list = await calls.ReadAsync(ShopifyQueries.OrdersPage, new() { ["query"] = page.Cursor.Query, ["after"] = page.Cursor.After }) ?? throw new JsonShapeException("/orders", "present");
        foreach (var edge in list.Items("edges"))
        {
            if (calls.Count >= ShopifyLimits.FeedRequestsMax)
            {
                page.HasMore = true;
                return;
            }

            var node = edge.Get("node");
            if (await OrderAssembly.ReadAsync(calls, node.Get("id").String()) is { } order)
            {
                page.Events.Add(Event(Encoding.UTF8.GetBytes(order.ToJsonString())));
            }

            page.Cursor = page.Cursor.Past(node.Get("updatedAt").Time(), edge.Get("cursor").String());
        }

        page.HasMore = list.Get("pageInfo").Flag("hasNextPage");
        page.Cursor = page.HasMore ? page.Cursor.Shortened() : page.Cursor.NextRound();
    }

    private static FeedEvent Event(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var order = new JsonView(document.RootElement, "");
        var (id, updatedAt) = (ShopifyWords.IdOf(order.Get("id")), order.Get("updatedAt").Time());
        var content = Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8));
        var delivery = string.Create(CultureInfo.InvariantCulture, $"feed-{id}-{updatedAt.ToUnixTimeSeconds()}-{content}");
        // What cannot be stored or was cut off is left to a person; the webhooks of that order still tell it.
        return StrictJson.Walk(body).Problem is null && OrderAssembly.IsWhole(order)
            ? new(new InboundVerdict.Document(Lane.Money, ShopifyTopics.Feed, delivery, id, updatedAt), body)
            : new(new InboundVerdict.Work(Lane.Money, ShopifyTopics.Feed, delivery, Owners.Tenant, WorkWithin), body);
    }

    private static FeedPage.Failed Failed(FailureClass failure, string code, string message) => new(new Failure(failure, code, message));

    private sealed class Page(FeedCursor begin)
    {
        public List<FeedEvent> Events { get; } = [];

        public FeedCursor Cursor { get; set; } = begin;

        public bool HasMore { get; set; }
    }
}
