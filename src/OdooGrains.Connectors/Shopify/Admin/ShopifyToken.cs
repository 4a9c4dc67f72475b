using System.Globalization;
using System.Text.Json;
using OdooGrains.Connectors.Json;

namespace OdooGrains.Connectors.Shopify.Admin;

/// <summary>An offline token of the Admin API. One that expires lives an hour and comes with a refresh token, which every refresh replaces.</summary>
/// <param name="Access">Null where only a refresh token was given.</param>
/// <param name="Refresh">Null for one that does not expire.</param>
/// <param name="ExpiresAt">Null where nobody said: then it is used until it is refused.</param>
internal sealed record ShopifyToken(string? Access, string? Refresh, DateTimeOffset? ExpiresAt)
{
    public const string AccessSecret = "accessToken", RefreshSecret = "refreshToken", ExpiresSecret = "accessTokenExpires";

    /// <summary>As a person, or a refresh before, put it into the connection; null where the connection has none.</summary>
    public static ShopifyToken? Of(ConnectionConfig connection)
    {
        var (access, refresh) = (connection.Secret(AccessSecret), connection.Secret(RefreshSecret));
        var expires = connection.Secret(ExpiresSecret) is { } text && Rfc3339.TryParse(text, out var at) ? at : (DateTimeOffset?)null;
        return access is null && refresh is null ? null : new(access, refresh, refresh is null ? null : expires);
    }

    /// <summary>From the answer of the token endpoint; null where it is none.</summary>
    public static ShopifyToken? Of(ReadOnlyMemory<byte> answer, DateTimeOffset now)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            JsonView json = new(document.RootElement, "");
            return new(json.Get("access_token").String(), json.Get("refresh_token").String(), now + TimeSpan.FromSeconds((double)Math.Clamp(json.Get("expires_in").Decimal(), 0, 86_400)));
        }
        catch (Exception error) when (error is JsonException or JsonShapeException or InvalidOperationException)
        {
            return null;
        }
    }

    public bool IsFresh(DateTimeOffset now) => Access is not null && (Refresh is null || ExpiresAt is null || ExpiresAt - now > ShopifyLimits.RefreshEarly);

    public bool IsUsable(DateTimeOffset now) => Access is not null && (ExpiresAt is null || ExpiresAt > now);

    /// <summary>As secrets of the connection.</summary>
    public IReadOnlyDictionary<string, string> Secrets => new Dictionary<string, string>
    {
        [AccessSecret] = Access ?? "",
        [RefreshSecret] = Refresh ?? "",
        [ExpiresSecret] = ExpiresAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "",
    };

    // Never print a token by accident.
    public override string ToString() => $"token that expires {ExpiresAt?.ToString("O", CultureInfo.InvariantCulture) ?? "never"}";
}
