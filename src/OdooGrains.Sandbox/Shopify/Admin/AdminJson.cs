using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Sandbox.Http;

namespace OdooGrains.Sandbox.Shopify.Admin;

/// <summary>Small things that every answer is made of.</summary>
internal static class AdminJson
{
    public static SiteAnswer Answer(int status, JsonNode body, params IEnumerable<KeyValuePair<string, string>> headers) =>
        SiteAnswer.Json(body, status) with { Headers = [new("Content-Type", "application/json; charset=utf-8"), .. headers] };

    public static JsonObject Errors(string code, string message) =>
        new() { ["errors"] = new JsonArray(new JsonObject { ["message"] = message, ["extensions"] = new JsonObject { ["code"] = code } }) };

    public static string Gid(string type, long id) => string.Create(CultureInfo.InvariantCulture, $"gid://shopify/{type}/{id}");

    /// <summary>The number of a global id; 0 where it is none of the type.</summary>
    public static long Number(string? gid, string type) =>
        gid is not null && gid.StartsWith($"gid://shopify/{type}/", StringComparison.Ordinal) && long.TryParse(gid[(gid.LastIndexOf('/') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static JsonObject UserError(string? code, string message, params string[] field) =>
        new() { ["code"] = code, ["field"] = new JsonArray([.. field.Select(part => (JsonNode)part)]), ["message"] = message };
}
