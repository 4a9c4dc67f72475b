using System.Globalization;
using System.Text.Json;
using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Documents;

namespace OdooGrains.Connectors.Stripe;

/// <summary>The envelope of an event, and which order its object speaks of (https://docs.stripe.com/api/events/object).</summary>
internal static class StripeEvent
{
    public static DateTimeOffset CreatedAt(JsonView body)
    {
        var created = body.Get("created");
        return created.Element.ValueKind is JsonValueKind.Number && long.TryParse(created.Element.GetRawText(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds > 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new JsonShapeException(created.Path, "a time in seconds since 1970");
    }

    /// <summary>The object that the event is about.</summary>
    public static JsonView Subject(JsonView body) => body.Get("data").Get("object");

    /// <summary>An object's own id.</summary>
    public static string Id(JsonView of) => Word(of.Get("id"));

    /// <summary>The id of another object, which may be expanded into the object itself; null where there is none.</summary>
    public static string? Reference(JsonView of, string name)
        => of.Find(name) is not { } found ? null : Word(found.Element.ValueKind is JsonValueKind.Object ? found.Get("id") : found);

    /// <summary>
    /// The document that an event is kept under: the order that the object's metadata names, else its payment, which an order may have registered.
    /// Refunds and disputes carry no metadata of their payment. Null where it names neither, as checkouts of subscriptions do.
    /// </summary>
    public static string? DocumentId(JsonView subject, string orderIdKey)
    {
        if (subject.Find("metadata")?.Find(orderIdKey) is { } order && order.String().Trim() is { Length: > 0 } id)
        {
            return id.Length <= DocumentKey.IdLengthMax && !id.Any(char.IsControl) ? id : throw new JsonShapeException(order.Path, $"the id of an order, of at most {DocumentKey.IdLengthMax} characters");
        }

        var isCharge = subject.Text("object") is "charge" or "payment_intent";
        var payment = Reference(subject, "payment_intent") ?? Reference(subject, "charge") ?? (isCharge ? Id(subject) : null);
        return payment is null ? null : DocumentReference.Payment(payment).DocumentId;
    }

    private static string Word(JsonView view)
    {
        var text = view.String();
        return text.Length is > 0 and <= DocumentReference.ValueLengthMax && text.All(letter => letter is > ' ' and <= '~') ? text : throw new JsonShapeException(view.Path, "an id of Stripe's");
    }
}
