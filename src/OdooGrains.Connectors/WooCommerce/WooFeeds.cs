using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Connectors.WooCommerce;

/// <summary>
/// What no webhook told, or tells: changed orders, refunds with their lines, and webhooks that WooCommerce has disabled since the platform did not
/// answer them.
/// </summary>
internal sealed class WooFeeds(WooApi api) : IFeedConnector
{
    public const string Orders = "orders", Refunds = "refunds", Webhooks = "webhooks";

    /// <summary>Orders of a page. 50.</summary>
    public const int OrdersMax = 50;

    /// <summary>Orders of a page whose refunds are read, each by a call of its own. 20.</summary>
    public const int RefundedMax = 20;

    /// <summary>Webhooks that one look enables again. 20.</summary>
    public const int WebhooksMax = 20;

    private static readonly TimeSpan UnreadableWithin = TimeSpan.FromDays(1);

    public IReadOnlyList<FeedManifest> Feeds { get; } =
    [
        new(Orders, "Changed orders, also where no webhook came.", TimeSpan.FromMinutes(5), Lane.Money),
        new(Refunds, "Refunds of changed orders, with their lines; there is no webhook for them.", TimeSpan.FromMinutes(2), Lane.Money, 1 + RefundedMax),
        new(Webhooks, "Webhooks of this connection that WooCommerce has disabled after failures are enabled again.", TimeSpan.FromHours(1), Lane.Reports, 1 + WebhooksMax),
    ];

    public async Task<FeedPage> ReadAsync(ConnectionConfig connection, string feed, string? cursor, DateTimeOffset since, CancellationToken cancellation)
    {
        try
        {
            return (feed, WooCursor.Parse(cursor, since)) switch
            {
                (Orders, { } from) => await OrdersAsync(connection, from, cancellation),
                (Refunds, { } from) => await RefundsAsync(connection, from, cancellation),
                (Webhooks, { } from) => await WebhooksAsync(connection, from, cancellation),
                _ => new FeedPage.Failed(new(FailureClass.Schema, "unknown_feed", $"WooCommerce has no feed '{feed}' at the cursor '{cursor}'.")),
            };
        }
        catch (JsonShapeException shape)
        {
            return new FeedPage.Failed(new(FailureClass.Schema, "unreadable", $"The shop's answer cannot be read: {shape.Message}"));
        }
    }

    private async Task<FeedPage> OrdersAsync(ConnectionConfig connection, WooCursor from, CancellationToken cancellation)
    {
        var reply = await api.GetAsync(connection, $"orders?{from.Query}&per_page={OrdersMax}", cancellation);
        return reply is WooReply.Value value ? Page([.. new JsonView(value.Json, "").Elements()], OrdersMax, from, orders => [.. orders.Select(order => Order(connection, order))]) : new FeedPage.Failed(reply.Failure);
    }

    // The very bytes that a webhook of the order has, under its topic: what came as one is known.
    private static FeedEvent Order(ConnectionConfig connection, JsonView order)
    {
        var body = Encoding.UTF8.GetBytes(order.Element.GetRawText());
        var walked = StrictJson.Walk(body, "id", "status", "date_modified_gmt", "date_paid_gmt");
        return new(walked.Problem is null && WooInbound.Order(new(connection), WooTopics.Updated, walked.Fields) is InboundVerdict.Verified verified ? verified : Unreadable(WooTopics.Updated), body);
    }

    private async Task<FeedPage> RefundsAsync(ConnectionConfig connection, WooCursor from, CancellationToken cancellation)
    {
        var reply = await api.GetAsync(connection, $"orders?{from.Query}&per_page={RefundedMax}&_fields=id,currency,transaction_id,meta_data,refunds,date_modified_gmt", cancellation);
        if (reply is not WooReply.Value value)
        {
            return new FeedPage.Failed(reply.Failure);
        }

        List<JsonView> orders = [.. new JsonView(value.Json, "").Elements()];
        List<FeedEvent> events = [];
        foreach (var order in orders.Where(order => order.Items("refunds").Any()))
        {
            var id = order.Get("id").Id();
            var read = await api.GetAsync(connection, $"orders/{id}/refunds?per_page=100", cancellation);
            if (read is not WooReply.Value refunds)
            {
                return new FeedPage.Failed(read.Failure);
            }

            events.AddRange(new JsonView(refunds.Json, "").Elements().Select(refund => Refund(connection, order, refund)));
        }

        return Page(orders, RefundedMax, from, _ => events);
    }

    private static FeedEvent Refund(ConnectionConfig connection, JsonView order, JsonView refund)
    {
        var body = new JsonObject
        {
            ["order"] = new JsonObject
            {
                ["id"] = JsonNode.Parse(order.Get("id").Element.GetRawText()),
                ["currency"] = order.Get("currency").String(),
                ["payment"] = WooPayments.Id(order, new WooSettings(connection).PaymentIdKey),
            },
            ["refund"] = JsonNode.Parse(refund.Element.GetRawText()),
        };
        return new(new InboundVerdict.Document(Lane.Money, WooTopics.Refund, "", order.Get("id").Id(), WooTime.Get(refund, "date_created_gmt")), Encoding.UTF8.GetBytes(body.ToJsonString()));
    }

    // Setting a status again is harmless, so this needs no effect of its own; what was lost meanwhile the other feeds bring.
    private async Task<FeedPage> WebhooksAsync(ConnectionConfig connection, WooCursor from, CancellationToken cancellation)
    {
        var reply = await api.GetAsync(connection, "webhooks?status=disabled&per_page=100", cancellation);
        if (reply is not WooReply.Value value)
        {
            return new FeedPage.Failed(reply.Failure);
        }

        var ours = $"/v1/hooks/{connection.Key.Tenant}/{connection.Key.Connection}";
        List<FeedEvent> events = [];
        foreach (var webhook in new JsonView(value.Json, "").Elements().Where(webhook => webhook.Text("delivery_url")?.EndsWith(ours, StringComparison.Ordinal) ?? false).Take(WebhooksMax))
        {
            var enabled = await api.SendAsync(connection, "PUT", $"webhooks/{webhook.Get("id").Id()}", new() { ["status"] = "active" }, cancellation);
            if (enabled is not WooReply.Value)
            {
                return new FeedPage.Failed(enabled.Failure);
            }

            events.Add(Enabled(webhook));
        }

        return new FeedPage.Read(events, from.ToString(), HasMore: false);
    }

    private static FeedEvent Enabled(JsonView webhook)
    {
        var body = new JsonObject { ["id"] = JsonNode.Parse(webhook.Get("id").Element.GetRawText()), ["topic"] = webhook.Text("topic"), ["disabled_at"] = webhook.Text("date_modified_gmt") };
        return new(new InboundVerdict.Ignored(Lane.Reports, WooTopics.WebhookEnabled, ""), Encoding.UTF8.GetBytes(body.ToJsonString()));
    }

    private static FeedPage.Read Page(List<JsonView> orders, int max, WooCursor from, Func<List<JsonView>, List<FeedEvent>> events)
    {
        var newest = orders.Count == 0 ? (DateTimeOffset?)null : orders.Max(order => WooTime.Get(order, "date_modified_gmt"));
        var isFull = orders.Count >= max;
        var next = isFull ? from.Next(newest!.Value) : from.Again(newest);
        return new(events(orders), next.ToString(), isFull);
    }

    private static InboundVerdict.Work Unreadable(string topic) => new(Lane.Money, topic, "", Owners.Platform, UnreadableWithin);
}
