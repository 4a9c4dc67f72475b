using System.Globalization;
using System.Text.Json;

namespace OdooGrains.Connectors.Json;

/// <summary>A body is not shaped as its vendor documents it; the message names the place. Caught where the body is parsed.</summary>
internal sealed class JsonShapeException(string path, string expected) : Exception($"{(path.Length == 0 ? "The body" : path)} must be {expected}.");

/// <summary>An element and its JSON pointer, so that what is wrong can be named.</summary>
internal readonly record struct JsonView(JsonElement Element, string Path)
{
    private const int AmountLengthMax = 28;

    /// <summary>The property, or null when it is absent or null.</summary>
    public JsonView? Find(string name)
    {
        try
        {
            return Object().TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? new JsonView(value, $"{Path}/{name}") : null;
        }
        catch (InvalidOperationException)
        {
            throw new JsonShapeException(Path, "an object whose names are valid Unicode");
        }
    }

    public JsonView Get(string name) => Find(name) ?? throw new JsonShapeException($"{Path}/{name}", "present");

    public IEnumerable<JsonView> Items(string name)
    {
        foreach (var item in Find(name)?.Elements() ?? [])
        {
            yield return item;
        }
    }

    /// <summary>The items of this list.</summary>
    public IEnumerable<JsonView> Elements()
    {
        if (Element.ValueKind is not JsonValueKind.Array)
        {
            throw new JsonShapeException(Path, "a list");
        }

        var index = 0;
        foreach (var item in Element.EnumerateArray())
        {
            yield return new(item, $"{Path}/{index++}");
        }
    }

    /// <summary>A text that is not blank, trimmed, or null.</summary>
    public string? Text(string name) => Find(name) is { } found && found.String().Trim() is { Length: > 0 } text ? text : null;

    public string String()
    {
        try
        {
            return Element.ValueKind is JsonValueKind.String ? Element.GetString()! : throw new JsonShapeException(Path, "a text");
        }
        catch (InvalidOperationException)
        {
            throw new JsonShapeException(Path, "a text of valid Unicode");
        }
    }

    public bool Flag(string name) => Find(name) is { } found && found.Element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new JsonShapeException(found.Path, "true or false"),
    };

    /// <summary>An integer id as text, whatever its size.</summary>
    public string Id() => Element.ValueKind is JsonValueKind.Number && ulong.TryParse(Element.GetRawText(), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? id.ToString(CultureInfo.InvariantCulture)
        : throw new JsonShapeException(Path, "a positive integer");

    /// <summary>An exact amount, written as a text or a number; never through a double.</summary>
    public decimal Decimal()
    {
        var text = Element.ValueKind switch
        {
            JsonValueKind.String => Element.GetString()!,
            JsonValueKind.Number => Element.GetRawText(),
            _ => "",
        };
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return text.Length is > 0 and <= AmountLengthMax && decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out var amount)
            ? amount
            : throw new JsonShapeException(Path, "a decimal number");
    }

    public DateTimeOffset Time() => Rfc3339.TryParse(String(), out var time) ? time : throw new JsonShapeException(Path, "a time with offset (RFC 3339)");

    private JsonElement Object() => Element.ValueKind is JsonValueKind.Object ? Element : throw new JsonShapeException(Path, "an object");
}
