using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using OdooGrains.Connectors.Json;
using OdooGrains.Connectors.Webhooks;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.WooCommerce;

/// <summary>Verifies, then reads. Nothing of a body is looked at before its signature holds.</summary>
/// <remarks>The delivery's id is another one for each delivery, so that none is kept: the same body of the same topic is the same event.</remarks>
internal sealed partial class WooInbound : IInboundConnector
{
    private const string Signature = "X-WC-Webhook-Signature", Topic = "X-WC-Webhook-Topic";

    public InboundVerdict Receive(ConnectionConfig connection, InboundRequest request)
    {
        if (IsPing(request))
        {
            return new InboundVerdict.Greeting();
        }

        if (!WebhookHeaders.IsJson(request.Header("Content-Type")))
        {
            return WebhookHeaders.NotJson;
        }

        if (Unverified(connection, request) is { } unverified)
        {
            return unverified;
        }

        if (request.Header(Topic) is not { } topic || !WebhookHeaders.IsWord(topic))
        {
            return new InboundVerdict.Refused(400, "header_missing", $"The header {Topic} is missing, empty or repeated.");
        }

        var body = StrictJson.Walk(request.Body.Span, "id", "status", "date_modified_gmt", "date_paid_gmt");
        return body.Problem is { } problem ? new InboundVerdict.Refused(422, "body_unreadable", problem)
            : WooTopics.IsOrder(topic) ? Order(new(connection), topic, body.Fields)
            : WooTopics.WithoutDocument(topic);
    }

    public ParsedOrder Parse(ConnectionConfig connection, string topic, ReadOnlyMemory<byte> body)
    {
        var settings = new WooSettings(connection);
        try
        {
            using var document = JsonDocument.Parse(body, new() { MaxDepth = StrictJson.DepthMax });
            var view = new JsonView(document.RootElement, "");
            return topic == WooTopics.Refund
                ? new ParsedOrder.Told([new OrderFact.RefundFact(WooRefunds.Whole(view, settings.Restocks))])
                : new ParsedOrder.Read(WooOrders.Read(view, settings)) { Facts = [.. WooPayments.Of(view, settings), .. WooRefunds.Named(view, settings)] };
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

    /// <summary>What an order's body is accepted as; of a feed, too.</summary>
    public static InboundVerdict Order(WooSettings settings, string topic, IReadOnlyDictionary<string, JsonField> fields)
    {
        if (!fields.TryGetValue("id", out var id) || id.Kind is not JsonTokenType.Number || !ulong.TryParse(id.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
        {
            return new InboundVerdict.Refused(422, "id_missing", "The field /id must be a positive integer.");
        }

        if (!fields.TryGetValue("date_modified_gmt", out var at) || at.Kind is not JsonTokenType.String || !WooTime.TryParse(at.Text, out var updatedAt))
        {
            return new InboundVerdict.Refused(422, "date_modified_missing", "The field /date_modified_gmt must be a time in UTC such as 2017-03-22T19:28:08.");
        }

        // A checkout that was never paid is no order yet; the shop cancels most of them by itself.
        var wasPaid = fields.TryGetValue("date_paid_gmt", out var paid) && paid.Kind is JsonTokenType.String;
        var isUnpaid = !wasPaid && fields.TryGetValue("status", out var status) && status.Text is "pending" or "failed" or "checkout-draft" or "auto-draft";
        return isUnpaid && !settings.TakesUnpaid
            ? new InboundVerdict.Ignored(WooTopics.LaneOf(topic), topic, "")
            : new InboundVerdict.Document(WooTopics.LaneOf(topic), topic, "", number.ToString(CultureInfo.InvariantCulture), updatedAt);
    }

    // Sent once when a webhook is saved, unsigned, and it wants exactly 200 (WC_Webhook::deliver_ping).
    private static bool IsPing(InboundRequest request)
        => request.Header(Signature) is null && request.Body.Length <= PingLengthMax && Ping().IsMatch(System.Text.Encoding.ASCII.GetString(request.Body.Span));

    private const int PingLengthMax = 31;

    [GeneratedRegex(@"^webhook_id=\d{1,20}\z")]
    private static partial Regex Ping();

    private static InboundVerdict.Refused? Unverified(ConnectionConfig connection, InboundRequest request) => request.Header(Signature) switch
    {
        null or "" => new(401, "signature_missing", $"The header {Signature} is missing."),
        InboundRequest.Repeated => new(401, "signature_repeated", $"The header {Signature} was sent more than once."),
        { } signature when !BodySignature.IsValid(signature, request.Body.Span, connection.Secrets.GetValueOrDefault(WooSettings.WebhookSecret, [])) => new(401, "signature_wrong",
            "The signature does not fit the body. Check that the connection's webhookSecret is the secret of the shop's webhook."),
        _ => null,
    };
}
