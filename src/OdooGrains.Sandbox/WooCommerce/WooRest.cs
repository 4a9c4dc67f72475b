using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Sandbox.Http;

namespace OdooGrains.Sandbox.WooCommerce;

/// <summary>Routes of wc/v3. Unknown ones answer as WordPress does.</summary>
internal sealed class WooRest(SimulatedWoo shop)
{
    private const string Root = "/wp-json/wc/v3/";
    private const int BatchMax = 100, PageDefault = 10;

    public SiteAnswer Handle(SiteRequest request)
    {
        var parts = request.Path.StartsWith(Root, StringComparison.Ordinal) ? request.Path[Root.Length..].Split('/') : [];
        return (request.Method, parts) switch
        {
            ("GET", ["orders"]) => Orders(request),
            ("GET", ["orders", var id]) => Find(id) is { } order ? SiteAnswer.Json(Fields(request, order)) : Error(404, "woocommerce_rest_shop_order_invalid_id"),
            ("PUT", ["orders", var id]) => Find(id) is not null ? Change(int.Parse(id, CultureInfo.InvariantCulture), Body(request)) : Error(404, "woocommerce_rest_shop_order_invalid_id"),
            ("GET", ["orders", var id, "refunds"]) => SiteAnswer.Json(new JsonArray([.. (shop.Refunds.GetValueOrDefault(Number(id)) ?? []).Select(refund => refund.DeepClone())])),
            ("GET", ["products"]) => Products(request),
            ("POST", ["products", "batch"]) => Batch(Body(request), 0),
            ("POST", ["products", var parent, "variations", "batch"]) => Batch(Body(request), Number(parent)),
            ("GET", ["webhooks"]) => SiteAnswer.Json(shop.Webhooks.List(request.Value("status"))),
            ("PUT", ["webhooks", var id]) => shop.Webhooks.Set(Number(id), (string)Body(request)["status"]!) is { } webhook ? SiteAnswer.Json(webhook) : Error(404, "woocommerce_rest_shop_webhook_invalid_id"),
            _ => Error(404, "rest_no_route"),
        };
    }

    public static SiteAnswer Error(int status, string code)
        => SiteAnswer.Json(new JsonObject { ["code"] = code, ["message"] = "Simulated.", ["data"] = new JsonObject { ["status"] = status } }, status);

    // Without dates_are_gmt the filter looks at the shop's own clock, whatever the caller meant.
    private SiteAnswer Orders(SiteRequest request)
    {
        var field = request.Value("dates_are_gmt") == "true" ? "date_modified_gmt" : "date_modified";
        var after = request.Value("modified_after") ?? "";
        var found = shop.Orders.Values.Where(order => string.CompareOrdinal((string)order[field]!, after) > 0);
        found = request.Value("orderby") == "modified" ? found.OrderBy(order => (string)order[field]!, StringComparer.Ordinal).ThenBy(order => (int)order["id"]!) : found.OrderBy(order => (int)order["id"]!);
        return Page(request, [.. request.Value("order") == "asc" ? found : found.Reverse()]);
    }

    private SiteAnswer Products(SiteRequest request)
    {
        var skus = request.Value("sku")?.Split(',').ToHashSet(StringComparer.Ordinal) ?? [];
        return Page(request, [.. shop.Products.Values.Where(product => skus.Contains((string)product["sku"]!))]);
    }

    private static SiteAnswer Page(SiteRequest request, List<JsonObject> found)
    {
        var (size, page) = (Number(request.Value("per_page")) is > 0 and <= BatchMax and var wanted ? wanted : PageDefault, Math.Max(1, Number(request.Value("page"))));
        var answer = SiteAnswer.Json(new JsonArray([.. found.Skip((page - 1) * size).Take(size).Select(one => (JsonNode)Fields(request, one))]));
        return answer with { Headers = [new("X-WP-Total", Text(found.Count)), new("X-WP-TotalPages", Text((found.Count + size - 1) / size))] };
    }

    private SiteAnswer Change(int id, JsonObject body)
    {
        shop.Change(id, order =>
        {
            if (body["status"] is { } status) { order["status"] = status.DeepClone(); }
            foreach (var meta in body["meta_data"]?.AsArray() ?? [])
            {
                var known = order["meta_data"]!.AsArray().FirstOrDefault(one => (string?)one!["key"] == (string?)meta!["key"]);
                if (known is not null) { known["value"] = meta!["value"]?.DeepClone(); }
                else { order["meta_data"]!.AsArray().Add(new JsonObject { ["id"] = shop.NextId(), ["key"] = (string?)meta!["key"], ["value"] = meta["value"]?.DeepClone() }); }
            }
        });
        return SiteAnswer.Json(shop.Orders[id].DeepClone());
    }

    private SiteAnswer Batch(JsonObject body, int parent)
    {
        var updates = body["update"]!.AsArray();
        return updates.Count > BatchMax
            ? Error(413, "woocommerce_rest_request_entity_too_large")
            : SiteAnswer.Json(new JsonObject { ["update"] = new JsonArray([.. updates.Select(update => Update((JsonObject)update!, parent))]) });
    }

    private JsonNode Update(JsonObject update, int parent)
    {
        var id = (int)update["id"]!;
        if (!shop.Products.TryGetValue(id, out var product) || (int)product["parent_id"]! != parent)
        {
            return new JsonObject { ["id"] = id, ["error"] = new JsonObject { ["code"] = "woocommerce_rest_product_invalid_id", ["message"] = "Invalid ID.", ["data"] = new JsonObject { ["status"] = 400 } } };
        }

        foreach (var (name, value) in update) { product[name] = value?.DeepClone(); }
        return product.DeepClone();
    }

    private JsonObject? Find(string id) => shop.Orders.GetValueOrDefault(Number(id));

    private static JsonObject Fields(SiteRequest request, JsonObject of)
        => request.Value("_fields") is { } fields ? new(of.Where(field => fields.Split(',').Contains(field.Key)).Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()))) : (JsonObject)of.DeepClone();

    private static JsonObject Body(SiteRequest request) => (JsonObject)JsonNode.Parse(request.Body.Span)!;

    private static int Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
