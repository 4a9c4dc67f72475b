namespace OdooGrains.Sandbox.Shopify.Admin;

/// <summary>A line of a fulfilment order.</summary>
internal sealed record ShopFulfilmentLine(long Id, long LineId, int Total, int Remaining);

/// <summary>What one location has to send of an order; derived, never stored.</summary>
internal sealed record ShopFulfilmentOrder(long Id, long Location, string Status, IReadOnlyList<ShopFulfilmentLine> Lines)
{
    public const long FirstLocation = 1_001;

    /// <summary>One, or two where the lines lie in two locations by turns.</summary>
    public static IReadOnlyList<ShopFulfilmentOrder> Of(ShopOrder order, bool twoLocations) =>
    [
        .. order.Lines.Select((line, index) => (Line: line, Index: index)).GroupBy(entry => twoLocations ? entry.Index % 2 : 0).Select(location => Of(order, location.Key, [.. location]))
    ];

    private static ShopFulfilmentOrder Of(ShopOrder order, int location, IReadOnlyList<(ShopLine Line, int Index)> entries)
    {
        List<ShopFulfilmentLine> lines =
        [
            .. entries.Select(entry => new ShopFulfilmentLine(
                order.Id + 750 + entry.Index, entry.Line.Id, entry.Line.Quantity, Math.Max(0, entry.Line.Quantity - order.Fulfilled(entry.Line.Id) - order.Refunded(entry.Line.Id, "cancel"))))
        ];
        var isOpen = lines.Any(line => line.Remaining > 0);
        var status = order.CancelledAt is not null ? "CLOSED" : !isOpen ? "CLOSED" : lines.All(line => line.Remaining == line.Total) ? "OPEN" : "IN_PROGRESS";
        return new ShopFulfilmentOrder(order.Id + 700 + location, FirstLocation + location, status, lines);
    }
}
