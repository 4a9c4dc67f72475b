using System.Globalization;
using System.Text.Json;
using OdooGrains.Connectors.Json;

namespace OdooGrains.Connectors.Shopify;

/// <summary>
/// Which order a webhook belongs to, and of when it is. Transactions, refunds and fulfilments name their order and carry a time of their own, not
/// the order's.
/// </summary>
internal static class ShopifyRouting
{
    /// <summary>Top-level fields that routing looks at.</summary>
    public static readonly string[] Fields = ["id", "updated_at", "order_id", "processed_at", "created_at", "kind", "order_edit"];

    private static readonly string[] PartTimes = ["updated_at", "processed_at", "created_at"];

    public static InboundVerdict Route(string topic, string deliveryId, IReadOnlyDictionary<string, JsonField> fields)
        => ShopifyTopics.OfWebhook(topic) switch
        {
            null => ShopifyTopics.WithoutDocument(topic, deliveryId),
            ShopifyBody.Order when topic == ShopifyTopics.Edited && fields.ContainsKey("order_edit") => ShopifyTopics.WithoutDocument(topic, deliveryId),
            ShopifyBody.Order => Document(topic, deliveryId, fields, "id", ["updated_at"]),
            // The money that goes back is told by refunds/create, with what it is for.
            ShopifyBody.Transaction when fields.TryGetValue("kind", out var kind) && !ShopifyWords.IsPayment(kind.Text) => ShopifyTopics.WithoutDocument(topic, deliveryId),
            _ => Document(topic, deliveryId, fields, "order_id", PartTimes),
        };

    private static InboundVerdict Document(string topic, string deliveryId, IReadOnlyDictionary<string, JsonField> fields, string idField, string[] times)
    {
        if (!fields.TryGetValue(idField, out var id) || id.Kind is not JsonTokenType.Number || !ulong.TryParse(id.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
        {
            return new InboundVerdict.Refused(422, "id_missing", $"The field /{idField} must be a positive integer.");
        }

        return times.FirstOrDefault(time => fields.TryGetValue(time, out var value) && value.Kind is not JsonTokenType.Null) is { } stated
            && fields[stated] is { Kind: JsonTokenType.String } at && Rfc3339.TryParse(at.Text, out var updatedAt)
            ? new InboundVerdict.Document(ShopifyTopics.LaneOf(topic), topic, deliveryId, number.ToString(CultureInfo.InvariantCulture), updatedAt)
            : new InboundVerdict.Refused(422, "updated_at_missing", $"The field /{string.Join(", else /", times)} must be a time with offset such as 2026-11-20T12:00:00-05:00 (RFC 3339).");
    }
}
