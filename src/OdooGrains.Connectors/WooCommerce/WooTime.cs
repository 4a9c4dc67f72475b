using System.Globalization;
using OdooGrains.Connectors.Json;

namespace OdooGrains.Connectors.WooCommerce;

/// <summary>Times of the REST API: <c>date_…_gmt</c> is UTC and says no offset; the field without <c>_gmt</c> is the shop's own clock and is never read.</summary>
internal static class WooTime
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss";

    public static bool TryParse(string text, out DateTimeOffset instant)
        => DateTimeOffset.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);

    public static DateTimeOffset Get(JsonView of, string name) => Find(of, name) ?? throw new JsonShapeException($"{of.Path}/{name}", "present");

    public static DateTimeOffset? Find(JsonView of, string name)
        => of.Find(name) is not { } found ? null : TryParse(found.String(), out var instant) ? instant : throw new JsonShapeException(found.Path, "a time such as 2017-03-22T19:28:08");

    public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);
}
