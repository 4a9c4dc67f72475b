using System.Text.Json.Nodes;
using OdooGrains.Connectors.Json;

namespace OdooGrains.Connectors.Shopify.Outbound;

/// <summary>What is still to be sent of an order from one location, as Shopify splits it.</summary>
internal sealed record FulfilmentOrder(string Gid, string Location, IReadOnlyList<FulfilmentOrderLine> Lines)
{
    /// <summary>Null for one that cannot be fulfilled: closed, cancelled, scheduled for later or on hold.</summary>
    public static FulfilmentOrder? Read(JsonView node) => node.Get("status").String() is not ("OPEN" or "IN_PROGRESS") ? null : new(
        node.Get("id").String(),
        node.Get("assignedLocation").Find("location")?.Get("id").String() ?? "",
        [.. node.Get("lineItems").Items("nodes").Select(line => new FulfilmentOrderLine(line.Get("id").String(), ShopifyWords.IdOf(line.Get("lineItem").Get("id")), line.Get("remainingQuantity").Decimal()))]);
}

/// <param name="Gid">Its own id, which is not the order line's.</param>
/// <param name="LineId">The order line.</param>
internal sealed record FulfilmentOrderLine(string Gid, string LineId, decimal Remaining);

/// <summary>
/// Spreads what has left over the fulfilment orders of one location: one fulfilment cannot have several
/// (https://shopify.dev/docs/api/admin-graphql/latest/mutations/fulfillmentCreate).
/// </summary>
internal static class FulfilmentAllocation
{
    /// <param name="orders">Those that can be fulfilled.</param>
    /// <param name="wanted">Quantity by order line.</param>
    /// <returns><c>lineItemsByFulfillmentOrder</c>; null where no location has it all.</returns>
    public static JsonArray? Of(IReadOnlyList<FulfilmentOrder> orders, IReadOnlyDictionary<string, decimal> wanted)
        => orders.GroupBy(order => order.Location, StringComparer.Ordinal).Select(location => OfLocation([.. location], wanted)).FirstOrDefault(found => found is not null);

    private static JsonArray? OfLocation(IReadOnlyList<FulfilmentOrder> orders, IReadOnlyDictionary<string, decimal> wanted)
    {
        var left = wanted.ToDictionary(StringComparer.Ordinal);
        JsonArray allocated = [];
        foreach (var order in orders)
        {
            JsonArray lines = [];
            foreach (var line in order.Lines.Where(line => line.Remaining > 0 && left.GetValueOrDefault(line.LineId) > 0))
            {
                var quantity = Math.Min(line.Remaining, left[line.LineId]);
                left[line.LineId] -= quantity;
                lines.Add((JsonNode)new JsonObject { ["id"] = line.Gid, ["quantity"] = (int)quantity });
            }

            if (lines.Count > 0)
            {
                allocated.Add((JsonNode)new JsonObject { ["fulfillmentOrderId"] = order.Gid, ["fulfillmentOrderLineItems"] = lines });
            }
        }

        return left.Values.All(quantity => quantity == 0) ? allocated : null;
    }
}
