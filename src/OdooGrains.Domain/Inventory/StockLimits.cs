namespace OdooGrains.Domain.Inventory;

/// <summary>The times and sizes of stock.</summary>
public static class StockLimits
{
    /// <summary>The longest SKU whose stock is kept, in characters. 200.</summary>
    public const int SkuLengthMax = 200;

    /// <summary>
    /// How long sales that a channel has made, and nobody told us of, are kept back from its level. 5 min: webhooks and feeds bring their orders within that;
    /// what is still missing then was no sale, but somebody who corrected the level.
    /// </summary>
    public static readonly TimeSpan UnseenFor = TimeSpan.FromMinutes(5);

    /// <summary>How long until a channel is asked again for a product that it does not list. 1 h.</summary>
    public static readonly TimeSpan UnlistedAgainAfter = TimeSpan.FromHours(1);

    /// <summary>A level that a channel was not told for so long is late: it stands in the list of stalls. 5 min.</summary>
    public static readonly TimeSpan LateAfter = TimeSpan.FromMinutes(5);

    /// <summary>Whether stock is kept under this SKU.</summary>
    public static bool IsKept(string? sku) => sku is { Length: > 0 and <= SkuLengthMax } && !sku.Any(char.IsControl);
}
