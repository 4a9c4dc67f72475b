using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors;

/// <summary>
/// Stock as its connections' owners see it: of an ERP a feed that is read, of a channel levels that are told in turn with everything else. Both are
/// switched on by a setting of their connections.
/// </summary>
public static class StockFeeds
{
    /// <summary>What changed in an ERP's stock.</summary>
    public const string Source = "stock";

    /// <summary>Levels to be told to a channel.</summary>
    public const string Levels = "stock_levels";

    /// <summary>The setting that switches them on.</summary>
    public const string Switch = "stock";

    // A company of more warehouses costs more than is reserved; what a call used up is counted when it is over.
    private const int Warehouses = 4;

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    extension(IConnector connector)
    {
        /// <summary>All that is read of a connection regularly.</summary>
        public IReadOnlyList<FeedManifest> AllFeeds => connector.StockSource is { } source
            ? [.. connector.Feeds?.Feeds ?? [], new(Source, "Changed stock, by warehouse.", Every, Lane.Stock, source.ChangesCost + source.LevelsCost(Warehouses)) { Switch = Switch, IsWhole = true, HintLag = source.HintLag }]
            : connector.Feeds?.Feeds ?? [];

        /// <summary>What its owner does in turn under a name: a feed, or telling levels; null where there is no such thing.</summary>
        public FeedManifest? Turn(string name) => name == Levels && connector.Stock is { } stock
            ? new(Levels, "Stock levels.", Every, Lane.Stock, stock.PushCost, stock.PushPoints) { Switch = Switch }
            : connector.AllFeeds.FirstOrDefault(feed => feed.Name == name);
    }
}
