using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo.Feeds;

/// <summary>What people and automations do in Odoo, read back.</summary>
internal sealed class OdooFeeds(OdooReads reads) : IFeedConnector
{
    public IReadOnlyList<FeedManifest> Feeds { get; } =
    [
        new(DeliveriesFeed.Name, "Deliveries, returns and cancelled transfers of our orders, with their tracking.", TimeSpan.FromMinutes(1), Lane.Fulfilment, DeliveriesFeed.Cost) { HintLag = OdooLimits.HintLag },
    ];

    public Task<FeedPage> ReadAsync(ConnectionConfig connection, string feed, string? cursor, DateTimeOffset since, CancellationToken cancellation)
    {
        if (feed != DeliveriesFeed.Name)
        {
            throw new ArgumentException($"Odoo has no feed '{feed}'; it has {DeliveriesFeed.Name}.", nameof(feed));
        }

        var at = cursor is null ? SweepCursor.Begin(since) : SweepCursor.Parse(cursor);
        return reads.RunAsync(connection, calls => DeliveriesFeed.ReadAsync(calls, connection.Key.Tenant, at), failure => new FeedPage.Failed(failure), cancellation);
    }
}
