using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo.Feeds;

/// <summary>
/// Posts of Odoo's automation rules. They are not signed, come several times, and until 18 before their commit: what they say is not believed,
/// only that there may be something to read. The rule's URL carries the secret (https://hook:secret@host/…), which Odoo sends as basic
/// credentials.
/// </summary>
internal sealed class OdooInbound : IInboundConnector
{
    public const string Secret = "webhookSecret";

    public const string SecretHeader = "X-Webhook-Secret";

    private const int ModelLengthMax = 100;

    public InboundVerdict Receive(ConnectionConfig connection, InboundRequest request)
    {
        var given = Given(request);
        if (given is null)
        {
            return new InboundVerdict.Refused(401, "secret_missing", $"The secret is missing: put it into the rule's URL, as in https://hook:secret@host/…, or into the header {SecretHeader}.");
        }

        if (!IsValid(given, connection.Secrets.GetValueOrDefault(Secret, [])))
        {
            return new InboundVerdict.Refused(401, "secret_wrong", $"The secret is none of the connection's. Check its {Secret}.");
        }

        var body = StrictJson.Walk(request.Body.Span, "_model", "_id");
        return body.Problem is { } problem ? new InboundVerdict.Refused(422, "body_unreadable", problem) : Hint(body.Fields, request.Body);
    }

    public ParsedOrder Parse(ConnectionConfig connection, string topic, ReadOnlyMemory<byte> body) => topic == PickingEvent.Topic
        ? PickingEvent.Read(body)
        : new ParsedOrder.Unreadable($"The topic '{topic}' tells nothing of an order.");

    private static InboundVerdict Hint(IReadOnlyDictionary<string, JsonField> fields, ReadOnlyMemory<byte> body)
    {
        if (!fields.TryGetValue("_model", out var model) || model is not { Kind: JsonTokenType.String, Text.Length: > 0 and <= ModelLengthMax } || !model.Text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_'))
        {
            return new InboundVerdict.Refused(422, "model_missing", "The field /_model must be the name of a model, as Odoo's webhook action sends it.");
        }

        if (!fields.TryGetValue("_id", out var id) || id.Kind is not JsonTokenType.Number || !long.TryParse(id.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var record))
        {
            return new InboundVerdict.Refused(422, "id_missing", "The field /_id must be a record's id, as Odoo's webhook action sends it.");
        }

        // A rule posts a change several times; equal bodies are one.
        var delivery = string.Create(CultureInfo.InvariantCulture, $"{model.Text}/{record}/{Convert.ToHexStringLower(SHA256.HashData(body.Span).AsSpan(0, 8))}");
        return model.Text switch
        {
            "stock.picking" => new InboundVerdict.Ignored(Lane.Fulfilment, model.Text, delivery) { Feed = DeliveriesFeed.Name },
            "stock.quant" or "stock.move" => new InboundVerdict.Ignored(Lane.Stock, model.Text, delivery) { Feed = StockFeeds.Source },
            _ => new InboundVerdict.Ignored(Lane.Reports, model.Text, delivery),
        };
    }

    private static string? Given(InboundRequest request)
    {
        const string Basic = "Basic ";
        if (request.Header(SecretHeader) is { } header)
        {
            return header;
        }

        if (request.Header("Authorization") is not { } credentials || !credentials.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[credentials.Length];
        return Convert.TryFromBase64String(credentials[Basic.Length..].Trim(), bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password] ? password : null;
    }

    // Hashed, so that the comparison takes the same time whatever the lengths; every secret is tried.
    private static bool IsValid(string given, IReadOnlyList<string> secrets)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(given));
        return secrets.Aggregate(false, (isValid, secret) => isValid | (secret.Length > 0 && CryptographicOperations.FixedTimeEquals(hash, SHA256.HashData(Encoding.UTF8.GetBytes(secret)))));
    }
}
