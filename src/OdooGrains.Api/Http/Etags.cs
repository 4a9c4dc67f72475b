using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace OdooGrains.Api.Http;

/// <summary>Row versions as strong ETags, and If-Match against them (RFC 9110, section 13).</summary>
internal static class Etags
{
    public static string Of(long version) => $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";

    public static void Set(HttpContext context, long version) => context.Response.Headers.ETag = Of(version);

    /// <summary>Why a change must not be made, or null when it may.</summary>
    /// <param name="current">The present version; null where nothing exists yet.</param>
    public static Problem? Problem(HttpRequest request, long? current, bool isRequired)
    {
        var given = request.Headers.IfMatch;
        if (current is not { } version)
        {
            return given.Count > 0 ? Problems.NothingToMatch() : null;
        }

        if (given.Count == 0)
        {
            return isRequired ? Problems.PreconditionRequired(version) : null;
        }

        var tags = given.SelectMany(header => (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return tags.Any(tag => tag == "*" || tag == Of(version)) ? null : Problems.PreconditionFailed(version);
    }
}
