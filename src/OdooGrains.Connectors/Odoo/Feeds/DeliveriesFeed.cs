using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Deliveries;
using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Connectors.Odoo.Feeds;

/// <summary>
/// Transfers of our orders that left, came back or were cancelled in Odoo. What effects of ours did is left out, since the channel said it
/// first; so are transfers that end with their cancelled order, and those that are still open, of which nothing follows.
/// </summary>
internal static class DeliveriesFeed
{
    public const string Name = "deliveries";

    /// <summary>The sweep, whether tracking is kept, orders, moves, keys of their lines.</summary>
    public const int Cost = WriteDateSweep.Cost + 1 + 3;

    private static JsonArray Filter =>
    [
        new JsonArray("sale_id", "!=", false),
        new JsonArray("state", "in", new JsonArray("done", "cancel")),
        new JsonArray("picking_type_code", "in", new JsonArray("outgoing", "dropship", "incoming")),
    ];

    public static async Task<FeedPage> ReadAsync(OdooCalls calls, TenantId tenant, SweepCursor at)
    {
        string[] tracking = await OdooTracking.IsKeptAsync(calls) ? [OdooTracking.Reference, OdooTracking.Url] : [];
        var page = await WriteDateSweep.ReadAsync(calls, "stock.picking", Filter, ["name", "state", "origin", "picking_type_code", "sale_id", "backorder_id", .. tracking], at);
        var events = page.Records.Count == 0 ? [] : await EventsAsync(calls, tenant, page.Records);
        return new FeedPage.Read(events, page.Next.ToString(), page.HasMore);
    }

    private static async Task<IReadOnlyList<FeedEvent>> EventsAsync(OdooCalls calls, TenantId tenant, IReadOnlyList<OdooRecord> found)
    {
        var orders = await OrdersAsync(calls, tenant, [.. found.Select(picking => picking.Reference("sale_id")).OfType<long>().Distinct().Order()]);
        var wanted = found.Where(picking => orders.TryGetValue(picking.Reference("sale_id") ?? 0, out var order) && IsNews(picking, order)).ToList();
        if (wanted.Count == 0)
        {
            return [];
        }

        var moves = await TransfersInOdoo.MovesAsync(calls, [new JsonArray("picking_id", "in", new JsonArray([.. wanted.Select(picking => (JsonNode)picking.Id)]))]);
        var keys = moves.Count == 0 ? new Dictionary<long, string>() : await SoldOrder.ExternalIdsAsync(calls, "sale.order.line", [.. moves.Select(move => move.SaleLine).Distinct().Order()]);
        return [.. TransfersInOdoo.Join(wanted, moves).OrderBy(picking => SweepCursor.Time(picking.Record)).Select(picking => Event(picking, orders[picking.Record.Reference("sale_id")!.Value].Document, keys)).OfType<FeedEvent>()];
    }

    // Which of our documents an order is: booking wrote its key as the source document. A duplicate that a person made has no reference.
    private static async Task<Dictionary<long, (DocumentKey Document, bool IsCancelled)>> OrdersAsync(OdooCalls calls, TenantId tenant, IReadOnlyList<long> ids)
    {
        Dictionary<long, (DocumentKey, bool)> ours = [];
        foreach (var order in await calls.ReadAllAsync("sale.order", ids, "origin", "client_order_ref", "state"))
        {
            if (order.Text("client_order_ref") is not null && Document(order.Text("origin"), tenant) is { } document)
            {
                ours[order.Id] = (document, order.Text("state") is "cancel");
            }
        }

        return ours;
    }

    private static DocumentKey? Document(string? origin, TenantId tenant)
        => origin?.Split('/') is [var of, var channel, { Length: > 0 }] && of == tenant.Value && ConnectionId.IsValid(channel) ? DocumentKey.Parse(origin) : null;

    private static bool IsNews(OdooRecord picking, (DocumentKey Document, bool IsCancelled) order) => picking.Text("state") is "cancel"
        ? !order.IsCancelled
        : !OdooMarks.IsOurs(picking.Text("origin"), order.Document, picking.Id);

    private static FeedEvent? Event(PickingInOdoo picking, DocumentKey document, IReadOnlyDictionary<long, string> keys)
    {
        var order = OrderSteps.OrderKey(document);
        List<LineQuantity> lines =
        [
            .. picking.Moves.Where(move => move.State == picking.State)
                .Select(move => (Part: keys.TryGetValue(move.SaleLine, out var key) ? OdooKeys.PartOf(order, key) : null, move.Quantity)).Where(move => move.Part?.Part is "line")
                .GroupBy(move => move.Part!.Value.Id, StringComparer.Ordinal).Select(group => new LineQuantity(group.Key, group.Sum(move => move.Quantity))),
        ];
        if (lines.Count == 0)
        {
            return null;
        }

        var updatedAt = new DateTimeOffset(SweepCursor.Time(picking.Record), TimeSpan.Zero);
        var body = PickingEvent.Write(picking, lines, updatedAt);
        // Two changes within one second differ in their content alone.
        var delivery = string.Create(CultureInfo.InvariantCulture, $"picking/{picking.Id}/{updatedAt:yyyyMMddHHmmss}/{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 4))}");
        return new(new InboundVerdict.Document(Lane.Fulfilment, PickingEvent.Topic, delivery, document.Id, updatedAt) { Channel = document.Channel }, body);
    }
}
