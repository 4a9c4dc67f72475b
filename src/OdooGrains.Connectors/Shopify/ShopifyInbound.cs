using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using OdooGrains.Connectors.Json;

namespace OdooGrains.Connectors.Shopify;

/// <summary>Verifies, then reads. Nothing of a body is looked at before its signature holds.</summary>
internal sealed class ShopifyInbound : IInboundConnector
{
    private const int HeaderLengthMax = 200;

    public InboundVerdict Receive(ConnectionConfig connection, InboundRequest request)
    {
        if (!IsJson(request.Header("Content-Type")))
        {
            return new InboundVerdict.Refused(415, "content_type", "The content type must be application/json, with no other charset than utf-8.");
        }

        if (Unverified(connection, request) is { } unverified)
        {
            return unverified;
        }

        if (!Readable(request.Header("X-Shopify-Webhook-Id"), out var deliveryId))
        {
            return new InboundVerdict.Refused(400, "header_missing", "The header X-Shopify-Webhook-Id is missing, empty or repeated.");
        }

        if (!Readable(request.Header("X-Shopify-Topic"), out var topic))
        {
            return new InboundVerdict.Refused(400, "header_missing", "The header X-Shopify-Topic is missing, empty or repeated.");
        }

        var body = StrictJson.Walk(request.Body.Span, "id", "updated_at");
        return body.Problem is { } problem ? new InboundVerdict.Refused(422, "body_unreadable", problem)
            : ShopifyTopics.IsOrder(topic) ? Document(topic, deliveryId, body.Fields)
            : ShopifyTopics.WithoutDocument(topic, deliveryId);
    }

    public ParsedOrder Parse(ConnectionConfig connection, string topic, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new() { MaxDepth = StrictJson.DepthMax });
            return new ParsedOrder.Read(ShopifyOrders.Read(new(document.RootElement, "")));
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

    private static InboundVerdict.Refused? Unverified(ConnectionConfig connection, InboundRequest request)
    {
        var secrets = connection.Secrets.GetValueOrDefault(ShopifySignature.Secret, []);
        return request.Header("X-Shopify-Hmac-Sha256") switch
        {
            null or "" => new(401, "signature_missing", "The header X-Shopify-Hmac-Sha256 is missing."),
            InboundRequest.Repeated => new(401, "signature_repeated", "The header X-Shopify-Hmac-Sha256 was sent more than once."),
            { } signature when !ShopifySignature.IsValid(signature, request.Body.Span, secrets) => new(401, "signature_wrong",
                "The signature does not fit the body. Check that the connection's webhookSecret is the app's client secret."),
            // The shop is not covered by the signature: one app's secret signs for all its shops.
            _ when !string.Equals(request.Header("X-Shopify-Shop-Domain"), connection.Text("shop"), StringComparison.OrdinalIgnoreCase) => new(401, "wrong_shop",
                $"The header X-Shopify-Shop-Domain must be the connection's shop, {connection.Text("shop")}."),
            _ => null,
        };
    }

    private static InboundVerdict Document(string topic, string deliveryId, IReadOnlyDictionary<string, JsonField> fields)
    {
        if (!fields.TryGetValue("id", out var id) || id.Kind is not JsonTokenType.Number || !ulong.TryParse(id.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
        {
            return new InboundVerdict.Refused(422, "id_missing", "The field /id must be a positive integer.");
        }

        return fields.TryGetValue("updated_at", out var at) && at.Kind is JsonTokenType.String && Rfc3339.TryParse(at.Text, out var updatedAt)
            ? new InboundVerdict.Document(ShopifyTopics.LaneOf(topic), topic, deliveryId, number.ToString(CultureInfo.InvariantCulture), updatedAt)
            : new InboundVerdict.Refused(422, "updated_at_missing", "The field /updated_at must be a time with offset such as 2026-11-20T12:00:00-05:00 (RFC 3339).");
    }

    private static bool IsJson(string? contentType)
        => MediaTypeHeaderValue.TryParse(contentType, out var type)
            && string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase)
            && type.Parameters.All(parameter => string.Equals(parameter.Name, "charset", StringComparison.OrdinalIgnoreCase))
            && (type.CharSet is not { } charset || string.Equals(charset.Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase));

    private static bool Readable(string? header, out string value)
    {
        value = header ?? "";
        return value.Length is > 0 and <= HeaderLengthMax && value.All(letter => letter is > ' ' and <= '~');
    }
}
