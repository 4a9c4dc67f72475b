using System.Text.Json.Nodes;

namespace OdooGrains.Sandbox.Shopify.Admin;

/// <summary>What the mutations do; inputs are as strict as the fields.</summary>
internal sealed class AdminMutations(AdminOrders orders, AdminStock stock, TimeProvider time)
{
    private static readonly string[] FulfilmentFields = ["lineItemsByFulfillmentOrder", "notifyCustomer", "trackingInfo", "originAddress"];
    private static readonly string[] TrackingFields = ["company", "number", "numbers", "url", "urls"];
    private static readonly string[] InputFields = ["name", "reason", "referenceDocumentUri", "quantities"];
    private static readonly string[] QuantityFields = ["inventoryItemId", "locationId", "quantity", "changeFromQuantity"];

    private readonly Dictionary<string, (string Input, JsonObject? Payload)> _keys = [];

    public JsonObject Fulfil(JsonObject input)
    {
        Strict(input, FulfilmentFields, "FulfillmentInput");
        var tracking = input["trackingInfo"] as JsonObject ?? [];
        Strict(tracking, TrackingFields, "FulfillmentTrackingInput");
        List<(long Order, List<(long Line, int Quantity)>? Lines)> wanted =
        [
            .. ((JsonArray)input["lineItemsByFulfillmentOrder"]!).Select(part => (
                AdminJson.Number((string?)part!["fulfillmentOrderId"], "FulfillmentOrder"),
                (part["fulfillmentOrderLineItems"] as JsonArray)?.Select(line => (AdminJson.Number((string?)line!["id"], "FulfillmentOrderLineItem"), (int)line["quantity"]!)).ToList()))
        ];
        var (order, problem) = Allocate(wanted, out var lines);
        if (order is null || problem is not null) { return Refused(problem ?? "Fulfillment order does not exist."); }
        var numbers = (tracking["numbers"] as JsonArray)?.Select(number => number!.ToString()).ToList() ?? (tracking["number"] is { } number ? [number.ToString()] : []);
        var fulfilment = new ShopFulfilment(order.Id + 600 + order.Fulfilments.Count, "success", lines, (string?)tracking["company"], numbers, (string?)tracking["url"], time.GetUtcNow(), time.GetUtcNow());
        order = orders.Change(order with { Fulfilments = [.. order.Fulfilments, fulfilment] });
        return new JsonObject { ["fulfillment"] = AdminNodes.Fulfilment(order, fulfilment), ["userErrors"] = new JsonArray() };
    }

    public JsonObject SetQuantities(JsonObject input, string? key)
    {
        if (key is null) { throw new GraphException("BAD_REQUEST", "The @idempotent directive is required for this mutation but was not provided."); }
        Strict(input, InputFields, "InventorySetQuantitiesInput");
        var quantities = (JsonArray)input["quantities"]!;
        foreach (var quantity in quantities)
        {
            Strict((JsonObject)quantity!, QuantityFields, "InventoryQuantityInput");
            if (!((JsonObject)quantity!).ContainsKey("changeFromQuantity")) { throw new GraphException("INVALID_VARIABLE", "changeFromQuantity (Expected value to not be omitted; give null to opt out)"); }
        }

        if (quantities.Count > 250) { throw new GraphException("MAX_INPUT_SIZE_EXCEEDED", "The input array size is greater than the maximum allowed of 250."); }
        return Once(key, input.ToJsonString(), () => stock.Set(quantities));
    }

    private JsonObject Once(string key, string input, Func<IReadOnlyList<JsonObject>> set)
    {
        if (_keys.TryGetValue(key, out var before))
        {
            return before.Input != input ? Payload([AdminJson.UserError("IDEMPOTENCY_KEY_PARAMETER_MISMATCH", "The same idempotency key cannot be used with different operation parameters.")])
                : before.Payload is { } payload ? (JsonObject)payload.DeepClone()
                : Payload([AdminJson.UserError("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", "A previous request with this idempotency key failed. Retry with a new idempotency key.")]);
        }

        var answer = Payload(set());
        _keys[key] = (input, ((JsonArray)answer["userErrors"]!).Count == 0 ? (JsonObject)answer.DeepClone() : null);
        return answer;
    }

    private static JsonObject Payload(IReadOnlyList<JsonObject> errors) => new()
    {
        ["inventoryAdjustmentGroup"] = errors.Count > 0 ? null : new JsonObject { ["id"] = "gid://shopify/InventoryAdjustmentGroup/1", ["reason"] = "correction" },
        ["userErrors"] = new JsonArray([.. errors]),
    };

    // No lines of a fulfilment order are all that remain.
    private (ShopOrder? Order, string? Problem) Allocate(IReadOnlyList<(long Order, List<(long Line, int Quantity)>? Lines)> wanted, out List<(long, int)> lines)
    {
        lines = [];
        ShopOrder? order = null;
        HashSet<long> locations = [];
        foreach (var (id, parts) in wanted)
        {
            if (orders.FulfilmentOrder(id) is not { } found || (order is not null && order.Id != found.Order.Id)) { return (null, null); }
            order = found.Order;
            if (found.Split.Status == "CLOSED") { return (order, "Fulfillment order is closed."); }
            if (locations.Add(found.Split.Location) && locations.Count > 1) { return (order, "All fulfillment orders must have the same assigned location."); }
            foreach (var (line, quantity) in parts ?? [.. found.Split.Lines.Where(line => line.Remaining > 0).Select(line => (line.Id, line.Remaining))])
            {
                if (found.Split.Lines.FirstOrDefault(known => known.Id == line) is not { } known || quantity < 1 || quantity > known.Remaining)
                {
                    return (order, "Invalid fulfillment order line item quantity requested.");
                }

                lines.Add((known.LineId, quantity));
            }
        }

        return (order, null);
    }

    private static JsonObject Refused(string message) => new()
    {
        ["fulfillment"] = null,
        ["userErrors"] = new JsonArray(AdminJson.UserError(null, message, "fulfillment")),
    };

    private static void Strict(JsonObject input, string[] fields, string type)
    {
        if (input.Select(field => field.Key).FirstOrDefault(name => !fields.Contains(name)) is { } unknown)
        {
            throw new GraphException("INVALID_VARIABLE", $"{unknown} (Field is not defined on {type})");
        }
    }
}
