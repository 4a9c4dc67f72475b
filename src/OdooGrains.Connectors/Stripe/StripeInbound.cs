using System.Text.Json;
using OdooGrains.Connectors.Json;
using OdooGrains.Connectors.Webhooks;

namespace OdooGrains.Connectors.Stripe;

/// <summary>Verifies, then reads. Nothing of a body is looked at before its signature holds.</summary>
internal sealed class StripeInbound : IInboundConnector
{
    public InboundVerdict Receive(ConnectionConfig connection, InboundRequest request)
    {
        if (!WebhookHeaders.IsJson(request.Header("Content-Type")))
        {
            return WebhookHeaders.NotJson;
        }

        var settings = new StripeSettings(connection);
        if (StripeSignature.Problem(request, connection.Secrets.GetValueOrDefault(StripeSignature.Secret, []), settings.Tolerance) is { } unverified)
        {
            return unverified;
        }

        var body = StrictJson.Walk(request.Body.Span);
        return body.Problem is { } problem ? new InboundVerdict.Refused(422, "body_unreadable", problem) : Read(settings, request.Body);
    }

    public ParsedOrder Parse(ConnectionConfig connection, string topic, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new() { MaxDepth = StrictJson.DepthMax });
            return new ParsedOrder.Told(StripeFacts.Read(new(connection), new(document.RootElement, "")));
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

    private static InboundVerdict Read(StripeSettings settings, ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonDocument.Parse(bytes, new() { MaxDepth = StrictJson.DepthMax });
        try
        {
            var body = new JsonView(document.RootElement, "");
            return WrongAccount(settings, body.Text("account")) ?? (InboundVerdict)Verdict(settings, body);
        }
        catch (JsonShapeException shape)
        {
            return new InboundVerdict.Refused(422, "body_unreadable", shape.Message);
        }
    }

    // One secret signs for all accounts that are connected to a platform.
    private static InboundVerdict.Refused? WrongAccount(StripeSettings settings, string? account)
        => account == settings.Account ? null
            : settings.Account is { } own ? new(401, "wrong_account", $"The event is of the account '{account}'; this connection takes those of {own}.")
            : new(401, "wrong_account", $"The event is of the connected account '{account}'. Name it in the connection's setting account.");

    /// <summary>What an event is accepted as; of a feed, too. Throws <see cref="JsonShapeException"/> where what routing needs is not there.</summary>
    public static InboundVerdict.Verified Verdict(StripeSettings settings, JsonView body)
    {
        var (id, topic) = (StripeEvent.Id(body), Topic(body));
        var subject = StripeTopics.IsOfOrder(topic) ? StripeEvent.Subject(body) : (JsonView?)null;
        var isTaken = subject is { } one && (one.Text("object") != "refund" || settings.RefundId(one) is not null);
        return isTaken && StripeEvent.DocumentId(subject!.Value, settings.OrderIdKey) is { } order
            ? new InboundVerdict.Document(StripeTopics.LaneOf(topic), topic, id, order, StripeEvent.CreatedAt(body)) { Channel = settings.Channel }
            : StripeTopics.WithoutOrder(topic, id);
    }

    private static string Topic(JsonView body)
    {
        var type = body.Get("type");
        return WebhookHeaders.IsWord(type.String()) ? type.String() : throw new JsonShapeException(type.Path, "a type of event");
    }
}
