using System.Globalization;

namespace OdooGrains.Connectors.WooCommerce;

/// <summary>
/// Where a feed over changed orders stands: those changed after an instant, and which page of them. It goes on by time and not by page: an order that is
/// changed meanwhile leaves its page, and all behind it move up. Only where a whole page was changed in one second is the next page asked for.
/// </summary>
internal sealed record WooCursor(DateTimeOffset After, int Page)
{
    /// <summary>How far the next sweep looks back before the newest change of the last one. 10 min: a shop commits an order long after it took its time.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <returns>Null where the text is no cursor of ours.</returns>
    public static WooCursor? Parse(string? cursor, DateTimeOffset since) => cursor?.Split('/') switch
    {
        null => new(since, 1),
        [var after, var page] when WooTime.TryParse(after, out var instant) && int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 => new(instant, number),
        _ => null,
    };

    /// <summary>After a page that was full, whose last order was changed at <paramref name="last"/>.</summary>
    public WooCursor Next(DateTimeOffset last) => last - Second > After ? new(last - Second, 1) : this with { Page = Page + 1 };

    /// <summary>After the last page; <paramref name="newest"/> is the newest change seen, null where there was none.</summary>
    public WooCursor Again(DateTimeOffset? newest) => newest - Overlap > After ? new(newest!.Value - Overlap, 1) : this with { Page = 1 };

    public string Query => string.Create(CultureInfo.InvariantCulture, $"modified_after={WooTime.Text(After)}&dates_are_gmt=true&orderby=modified&order=asc&page={Page}");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{WooTime.Text(After)}/{Page}");
}
