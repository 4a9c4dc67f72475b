using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Sandbox.Http;

namespace OdooGrains.Sandbox.Stripe;

/// <summary>Lists as Stripe gives them: newest first, in pages of up to 100, after a cursor (https://docs.stripe.com/api/pagination).</summary>
internal static class StripeLists
{
    private const int LimitDefault = 10, LimitMax = 100, TypesMax = 20;

    public static SiteAnswer Events(IReadOnlyList<JsonObject> events, SiteRequest request)
    {
        var (limit, since) = (Number(request, "limit") ?? LimitDefault, Number(request, "created[gte]") ?? 0);
        var types = request.Query["types[]"].ToHashSet(StringComparer.Ordinal);
        if (limit is < 1 or > LimitMax || types.Count > TypesMax) { return SimulatedStripe.Error(400, "Invalid parameter"); }
        var newestFirst = events.Reverse().ToList();
        if (request.Value("starting_after") is { } after)
        {
            var at = newestFirst.FindIndex(one => (string?)one["id"] == after);
            if (at < 0) { return SimulatedStripe.Error(400, "No such event"); }
            newestFirst.RemoveRange(0, at + 1);
        }

        List<JsonObject> found = [.. newestFirst.Where(one => (long)one["created"]! >= since && (types.Count == 0 || types.Contains((string)one["type"]!))).Take((int)limit + 1)];
        return SiteAnswer.Json(new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. found.Take((int)limit).Select(one => one.DeepClone())]),
            ["has_more"] = found.Count > limit,
            ["url"] = "/v1/events",
        });
    }

    private static long? Number(SiteRequest request, string name)
        => long.TryParse(request.Value(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
