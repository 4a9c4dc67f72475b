using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace OdooGrains.Api.Http;

/// <summary>
/// Segments of the path, decoded exactly once. The server leaves <c>%2F</c> encoded and decodes the rest, so its own value cannot tell an encoded
/// slash from the text "%2F"; the raw target can.
/// </summary>
internal static class RawPath
{
    /// <summary>The decoded segment; <paramref name="routed"/> where it holds no percent sign and so is certain already.</summary>
    /// <param name="index">From 0; negative from the end.</param>
    public static string Segment(HttpContext context, int index, string routed)
    {
        if (!routed.Contains('%', StringComparison.Ordinal))
        {
            return routed;
        }

        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var path = target.Split('?', '#')[0];
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var at = index >= 0 ? index : segments.Length + index;
        return at >= 0 && at < segments.Length ? Uri.UnescapeDataString(segments[at]) : routed;
    }
}
