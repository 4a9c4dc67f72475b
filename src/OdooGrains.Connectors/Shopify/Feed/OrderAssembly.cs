using System.Text.Json.Nodes;
using OdooGrains.Connectors.Json;
using OdooGrains.Connectors.Shopify.Admin;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Shopify.Feed;

/// <summary>
/// Reads an order whole. What a query may cost does not let one ask for all of it: the order with its lines page by page, then each refund and fulfilment
/// by itself. An order that changes meanwhile is read again later.
/// </summary>
internal static class OrderAssembly
{
    /// <summary>The order's node with its refunds and fulfilments in place of their ids; null where it is gone.</summary>
    public static async Task<JsonObject?> ReadAsync(ShopifyCalls calls, string gid)
    {
        if (await calls.ReadAsync(ShopifyQueries.Order, new() { ["id"] = gid }) is not { } first)
        {
            return null;
        }

        var order = JsonObject.Create(first.Element)!;
        await AddLinesAsync(calls, gid, first, order);
        await AddPartsAsync(calls, first, order, "refunds", ShopifyQueries.Refund);
        await AddPartsAsync(calls, first, order, "fulfillments", ShopifyQueries.Fulfilment);
        return order;
    }

    /// <summary>Whether nothing was cut off: Shopify says of some lists that there is more, and others are just as long as was asked for.</summary>
    public static bool IsWhole(JsonView order)
        => ((string[])["transactions", "refunds", "fulfillments"]).All(list => order.Items(list).Count() < ShopifyLimits.PartsMax)
            && !HasMore(order, "shippingLines")
            && order.Items("refunds").All(refund => !((string[])["refundLineItems", "refundShippingLines", "orderAdjustments", "transactions"]).Any(list => HasMore(refund, list)))
            && order.Items("fulfillments").All(fulfilment => !HasMore(fulfilment, "fulfillmentLineItems"));

    private static async Task AddLinesAsync(ShopifyCalls calls, string gid, JsonView first, JsonObject order)
    {
        var lines = (JsonArray)order["lineItems"]!["nodes"]!;
        var page = first;
        while (page.Get("lineItems").Get("pageInfo") is var info && info.Flag("hasNextPage"))
        {
            page = await calls.ReadAsync(ShopifyQueries.Order, new() { ["id"] = gid, ["after"] = info.Get("endCursor").String() }) ?? throw Changed();
            if (page.Get("updatedAt").String() != first.Get("updatedAt").String())
            {
                throw Changed();
            }

            foreach (var line in page.Get("lineItems").Items("nodes"))
            {
                lines.Add((JsonNode?)JsonObject.Create(line.Element));
            }
        }

        order["lineItems"]!["pageInfo"] = new JsonObject { ["hasNextPage"] = false };
    }

    private static async Task AddPartsAsync(ShopifyCalls calls, JsonView order, JsonObject whole, string list, ShopifyQuery query)
    {
        JsonArray parts = [];
        foreach (var part in order.Items(list))
        {
            var read = await calls.ReadAsync(query, new() { ["id"] = part.Get("id").String() }) ?? throw Changed();
            parts.Add((JsonNode?)JsonObject.Create(read.Element));
        }

        whole[list] = parts;
    }

    private static bool HasMore(JsonView of, string connection) => of.Get(connection).Get("pageInfo").Flag("hasNextPage");

    private static ShopifyStopException Changed() => ShopifyStopException.Failed(FailureClass.Transient, "changed_meanwhile", "The order changed while it was read; it is read again.");
}
