using System.Globalization;

namespace OdooGrains.Connectors.Json;

/// <summary>Times with an offset, as RFC 3339 writes them; a time without one is no instant and is refused.</summary>
public static class Rfc3339
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    /// <summary>The instant in UTC.</summary>
    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        var isRead = DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);
        return isRead;
    }
}
