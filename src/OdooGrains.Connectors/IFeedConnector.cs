using System.Text.Json;
using System.Text.Json.Nodes;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Outbound;

namespace OdooGrains.Connectors;

/// <summary>
/// Changes of one outside system, read page by page: what makes good for webhooks that were lost, and the only source where a system sends
/// none. What a feed brings goes the same way as a webhook: into the inbox, deduplicated, then through <see cref="IInboundConnector.Parse"/>.
/// </summary>
public interface IFeedConnector
{
    IReadOnlyList<FeedManifest> Feeds { get; }

    /// <summary>What the vendor states that this connection may use, where <see cref="IOutboundConnector.Limits"/> does not; empty where it states nothing.</summary>
    IReadOnlyList<CallLimit> Limits(ConnectionConfig connection) => [];

    /// <summary>
    /// The changes after a cursor, oldest first. Never throws for what the system or the network does. A page overlaps the one before by as
    /// much as the system may commit out of order; dedupe makes that harmless.
    /// </summary>
    /// <param name="feed">The name of one of <see cref="Feeds"/>.</param>
    /// <param name="cursor">As the page before gave it; null for the first, which begins <paramref name="since"/>.</param>
    /// <param name="since">Where a feed without a cursor begins.</param>
    Task<FeedPage> ReadAsync(ConnectionConfig connection, string feed, string? cursor, DateTimeOffset since, CancellationToken cancellation);
}

/// <param name="Name">Such as <c>orders</c>.</param>
/// <param name="Every">How often it is read when nothing hints at a change.</param>
/// <param name="Lane">Whose share of the connection's budget it takes.</param>
/// <param name="Cost">The most requests that one page makes.</param>
/// <param name="Points">What a page costs in the points of a vendor that counts those.</param>
public sealed record FeedManifest(string Name, string Description, TimeSpan Every, Lane Lane, int Cost = 1, double Points = 0)
{
    /// <summary>The setting of the connection that switches it on; null: it is always on.</summary>
    public string? Switch { get; init; }

    /// <summary>It begins with all that there is, and not with what changed a little before it was begun.</summary>
    public bool IsWhole { get; init; }

    /// <summary>A hint may come so long before what it tells of can be read; then it is read once more. Default none.</summary>
    public TimeSpan HintLag { get; init; }

    /// <summary>Whether a connection with these settings has it.</summary>
    public bool IsOn(JsonObject settings) => Switch is not { } setting || settings[setting]?.GetValueKind() is JsonValueKind.True;
}

/// <summary>One page of a feed, or why there is none.</summary>
public abstract record FeedPage
{
    private FeedPage()
    {
    }

    /// <param name="Cursor">Where the next page begins; stored after the events are.</param>
    /// <param name="HasMore">Whether the next page can be read at once.</param>
    public sealed record Read(IReadOnlyList<FeedEvent> Events, string Cursor, bool HasMore) : FeedPage;

    public sealed record Failed(Failure Failure) : FeedPage;
}

/// <summary>One change, in the form of a webhook: as what it is accepted, and the bytes that are stored and parsed.</summary>
public sealed record FeedEvent(InboundVerdict.Verified Verdict, ReadOnlyMemory<byte> Body);
