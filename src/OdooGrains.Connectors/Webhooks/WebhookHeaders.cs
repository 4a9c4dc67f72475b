using System.Net.Http.Headers;

namespace OdooGrains.Connectors.Webhooks;

/// <summary>What all webhooks ask of header fields before anything is looked at.</summary>
internal static class WebhookHeaders
{
    private const int LengthMax = 200;

    /// <summary>JSON in UTF-8, with no parameter beside the charset.</summary>
    public static bool IsJson(string? contentType)
        => MediaTypeHeaderValue.TryParse(contentType, out var type)
            && string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase)
            && type.Parameters.All(parameter => string.Equals(parameter.Name, "charset", StringComparison.OrdinalIgnoreCase))
            && (type.CharSet is not { } charset || string.Equals(charset.Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>One word of printable ASCII that may be stored and logged.</summary>
    public static bool IsWord(string? value) => value is { Length: > 0 and <= LengthMax } && value.All(letter => letter is > ' ' and <= '~');

    public static InboundVerdict.Refused NotJson { get; } = new(415, "content_type", "The content type must be application/json, with no other charset than utf-8.");
}
