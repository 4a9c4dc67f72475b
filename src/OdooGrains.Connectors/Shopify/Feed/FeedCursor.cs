using System.Globalization;
using OdooGrains.Connectors.Json;

namespace OdooGrains.Connectors.Shopify.Feed;

/// <summary>
/// Where the feed of orders stands. A round lists what changed since <see cref="From"/>, oldest first; the next one begins an overlap before the newest
/// change that was seen, by Shopify's clock.
/// </summary>
/// <param name="From">The instant that the running round lists from.</param>
/// <param name="Newest">The newest change seen so far.</param>
/// <param name="Listed">Orders of the running round so far.</param>
/// <param name="After">Shopify's cursor within the round; null at its begin.</param>
internal sealed record FeedCursor(DateTimeOffset From, DateTimeOffset Newest, int Listed = 0, string? After = null)
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>Null where the text is no cursor of ours.</summary>
    public static FeedCursor? Of(string text)
        => text.Split('|', 4) is [var from, var newest, var listed, var after]
            && Rfc3339.TryParse(from, out var begin) && Rfc3339.TryParse(newest, out var end) && int.TryParse(listed, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? new(begin, end, count, after.Length == 0 ? null : after)
            : null;

    /// <summary>The condition of the round, such as <c>updated_at:>='2026-11-20T17:00:00Z'</c>.</summary>
    public string Query => $"updated_at:>='{Text(From)}'";

    public FeedCursor Past(DateTimeOffset updatedAt, string after) => this with { Newest = updatedAt > Newest ? updatedAt : Newest, Listed = Listed + 1, After = after };

    public FeedCursor NextRound() => new(Newest - ShopifyLimits.FeedOverlap, Newest);

    /// <summary>Shopify pages no further: a new round begins where this one is, unless all of it has the very same time.</summary>
    public FeedCursor Shortened() => Listed >= ShopifyLimits.FeedOrdersMax && Newest > From ? new(Newest, Newest) : this;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Text(From)}|{Text(Newest)}|{Listed}|{After}");

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);
}
