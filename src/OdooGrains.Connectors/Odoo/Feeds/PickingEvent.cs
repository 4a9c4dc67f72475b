using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Json;
using OdooGrains.Connectors.Odoo.Deliveries;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Odoo.Feeds;

/// <summary>The body of an event of our own making: one transfer, with the channel's ids of its lines.</summary>
internal static class PickingEvent
{
    public const string Topic = "odoo/picking";

    public static byte[] Write(PickingInOdoo picking, IReadOnlyList<LineQuantity> lines, DateTimeOffset updatedAt)
    {
        var body = new JsonObject
        {
            ["picking"] = picking.Id.ToString(CultureInfo.InvariantCulture),
            ["status"] = picking.IsDone ? "done" : "cancelled",
            ["isReturn"] = picking.IsReturn,
            ["lines"] = new JsonArray([.. lines.Select(line => (JsonNode)new JsonObject { ["line"] = line.LineId, ["quantity"] = line.Quantity })]),
            ["updatedAt"] = updatedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
        Add("backorderOf", picking.Record.Reference("backorder_id")?.ToString(CultureInfo.InvariantCulture));
        Add("tracking", picking.Record.Text(OdooTracking.Reference));
        Add("trackingUrl", picking.Record.Text(OdooTracking.Url));
        return Encoding.UTF8.GetBytes(body.ToJsonString());

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                body[name] = value;
            }
        }
    }

    public static ParsedOrder Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new() { MaxDepth = StrictJson.DepthMax });
            return new ParsedOrder.Told([new OrderFact.DeliveryFact(Delivery(new(document.RootElement, "")))]);
        }
        catch (JsonShapeException shape)
        {
            return new ParsedOrder.Unreadable(shape.Message);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new ParsedOrder.Unreadable("The body is not valid JSON.");
        }
    }

    private static Delivery Delivery(JsonView body) => new()
    {
        Id = body.Get("picking").String(),
        Source = DeliverySource.Erp,
        IsReturn = body.Flag("isReturn"),
        Status = body.Get("status").String() switch
        {
            "done" => DeliveryStatus.Done,
            "cancelled" => DeliveryStatus.Cancelled,
            _ => throw new JsonShapeException("/status", "done or cancelled"),
        },
        Lines = [.. body.Items("lines").Select(line => new LineQuantity(line.Get("line").String(), line.Get("quantity").Decimal()))],
        BackorderOf = body.Text("backorderOf"),
        // People write several references of one carrier into the one field.
        TrackingNumbers = body.Text("tracking")?.Split([',', ';', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
        TrackingUrl = body.Text("trackingUrl"),
        UpdatedAt = body.Get("updatedAt").Time(),
    };
}
