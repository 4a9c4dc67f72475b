using System.Net.Http.Headers;
using System.Text.Json;
using OdooGrains.Connectors.Json;
using OdooGrains.Connectors.Shopify.Feed;
using OdooGrains.Domain.Orders;

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

        var body = StrictJson.Walk(request.Body.Span, ShopifyRouting.Fields);
        return body.Problem is { } problem ? new InboundVerdict.Refused(422, "body_unreadable", problem) : ShopifyRouting.Route(topic, deliveryId, body.Fields);
    }

    public ParsedOrder Parse(ConnectionConfig connection, string topic, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new() { MaxDepth = StrictJson.DepthMax });
            return Read(ShopifyTopics.Of(topic), new(document.RootElement, ""));
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

    private static ParsedOrder Read(ShopifyBody kind, JsonView body) => kind switch
    {
        ShopifyBody.Transaction => new ParsedOrder.Told(ShopifyPayments.Read(body) is { } payment ? [new OrderFact.PaymentFact(payment)] : []),
        ShopifyBody.Refund => new ParsedOrder.Told([new OrderFact.RefundFact(ShopifyRefunds.Read(body))]),
        ShopifyBody.OrderNode => new ParsedOrder.Read(ShopifyOrderNodes.Read(body)) { Facts = ShopifyFactNodes.Read(body) },
        ShopifyBody.Fulfilment => new ParsedOrder.Told([new OrderFact.DeliveryFact(ShopifyFulfilments.Read(body))]),
        _ => new ParsedOrder.Read(ShopifyOrders.Read(body)) { Facts = ShopifyOrders.Facts(body) },
    };

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
