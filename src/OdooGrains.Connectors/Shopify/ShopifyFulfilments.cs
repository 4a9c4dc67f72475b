using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Shopify;

/// <summary>
/// Reads the REST fulfillment resource (https://shopify.dev/docs/api/admin-rest/latest/resources/fulfillment): goods that the shop says have left.
/// The quantities of its <c>line_items</c> are what this shipment carries.
/// </summary>
internal static class ShopifyFulfilments
{
    public static Delivery Read(JsonView fulfilment) => new()
    {
        Id = fulfilment.Get("id").Id(),
        Source = DeliverySource.Channel,
        Status = ShopifyWords.Delivered(fulfilment.Get("status")),
        Lines = [.. fulfilment.Items("line_items").Select(line => new LineQuantity(line.Get("id").Id(), line.Get("quantity").Decimal()))],
        Carrier = fulfilment.Text("tracking_company"),
        TrackingNumbers = Numbers(fulfilment),
        TrackingUrl = fulfilment.Text("tracking_url") ?? Texts(fulfilment, "tracking_urls").FirstOrDefault(),
        UpdatedAt = (fulfilment.Find("updated_at") ?? fulfilment.Get("created_at")).Time(),
    };

    private static IReadOnlyList<string> Numbers(JsonView fulfilment)
        => Texts(fulfilment, "tracking_numbers") is [_, ..] numbers ? numbers : fulfilment.Text("tracking_number") is { } number ? [number] : [];

    private static IReadOnlyList<string> Texts(JsonView of, string name) => [.. of.Items(name).Select(text => text.String().Trim()).Where(text => text.Length > 0)];
}
