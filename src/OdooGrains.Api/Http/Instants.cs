using OdooGrains.Connectors.Json;

namespace OdooGrains.Api.Http;

/// <summary>Instants of queries and bodies, as RFC 3339 writes them with an offset.</summary>
internal static class Instants
{
    public const string Remedy = "This must be an RFC 3339 time with an offset, such as 2026-11-20T12:00:00Z.";

    /// <summary>Null where there is none; false where there is one that is no instant.</summary>
    public static bool TryRead(string? text, out DateTimeOffset? instant)
    {
        instant = text is not null && Rfc3339.TryParse(text, out var read) ? read : null;
        return text is null || instant is not null;
    }
}
