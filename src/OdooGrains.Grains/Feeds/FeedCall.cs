using OdooGrains.Connectors;
using OdooGrains.Contracts.Connections;
using OdooGrains.Domain.Feeds;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Outbound;

namespace OdooGrains.Grains.Feeds;

/// <summary>What the owner of a connection hands to the sender: one page of a feed to read.</summary>
public sealed record FeedCall(FeedRead Read, FeedManifest Feed, ConnectionConfig Config, long Epoch)
{
    /// <summary>How much one call carries at most, where it carries several of something.</summary>
    public int Most { get; init; } = 1;

    public ConnectionKey Connection => Config.Key;

    public FeedKey Key => new(Config.Key, Feed.Name);
}

/// <summary>What the owner learns of a page that was read.</summary>
/// <param name="Again">When the next page should be read, known once what the page brought is stored; null when that is not before somebody asks. Never fails.</param>
public sealed record FinishedRead(FinishedCall Call, Task<DateTimeOffset?> Again)
{
    /// <summary>There was nothing to read.</summary>
    public static FinishedRead Nothing { get; } = new(FinishedCall.NotBegun, Task.FromResult<DateTimeOffset?>(null));
}
