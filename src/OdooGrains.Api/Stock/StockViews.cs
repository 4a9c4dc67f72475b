using OdooGrains.Api.Connections;
using OdooGrains.Domain.Inventory;
using OdooGrains.Storage.Stock;

namespace OdooGrains.Api.Stock;

/// <summary>A product as ERPs, orders and channels have it.</summary>
/// <param name="Reserved">What orders take that no reading of the ERP has yet.</param>
/// <param name="ReadAt">When the oldest reading of it began; null where none was made.</param>
/// <param name="Warehouses">What is free, by ERP and warehouse.</param>
/// <param name="Channels">What each channel shall have, and was told.</param>
public sealed record StockView(string Sku, decimal Reserved, DateTimeOffset? ReadAt, IReadOnlyList<WarehouseView> Warehouses, IReadOnlyList<ChannelStockView> Channels)
{
    public static StockView Of(StockLine line, DateTimeOffset now) => new(
        line.Sku,
        line.Reserved,
        line.Position?.Sources.Min(source => (DateTimeOffset?)source.BeganAt),
        [.. (line.Position?.Sources ?? []).SelectMany(source => (source.Free ?? []).Select(one => new WarehouseView(source.Source.Value, one.Warehouse, one.Free)))],
        [.. line.Levels.Select(level => ChannelStockView.Of(level, now))]);
}

public sealed record WarehouseView(string Connection, string Warehouse, decimal Free);

/// <summary>A product at one channel.</summary>
/// <param name="Wanted">The level that it shall have.</param>
/// <param name="Level">The level that it had when it was told or read last; null where nobody knows.</param>
/// <param name="LevelAt">When that was.</param>
/// <param name="Sequence">Of the wanted level.</param>
/// <param name="Told">Of the level that it was told; less than <paramref name="Sequence"/> while there is something to tell.</param>
/// <param name="BehindSeconds">Since when there is something to tell; null where there is not.</param>
/// <param name="Unseen">Units that it has sold and no order has told of yet; they are kept back.</param>
/// <param name="InDoubt">A push is under way or in doubt.</param>
/// <param name="Unlisted">Why it cannot be told; null where it can.</param>
/// <param name="Failures">In a row.</param>
public sealed record ChannelStockView(
    string Connection, int Wanted, int? Level, DateTimeOffset? LevelAt, long Sequence, long Told, double? BehindSeconds, int Unseen, bool InDoubt, string? Unlisted, int Failures, FailureView? LastFailure)
{
    public static ChannelStockView Of(ChannelStock level, DateTimeOffset now) => new(
        level.Connection.Connection.Value,
        level.Wanted,
        level.Expected,
        level.Push.At,
        level.Sequence,
        level.Push.Sequence,
        level.IsBehind ? Math.Max(0, (now - level.WantedAt).TotalSeconds) : null,
        level.Unseen(now),
        level.Push.Mark is not null,
        level.Push.Unlisted,
        level.Push.Failures,
        FailureView.Of(level.Push.LastFailure));
}

/// <summary>How a product's levels come about.</summary>
/// <param name="Reservations">What orders take of it, the first 200.</param>
/// <param name="Explanations">A sentence a channel.</param>
public sealed record StockExplanationView(StockView Stock, IReadOnlyList<ReservationView> Reservations, IReadOnlyList<StockSentenceView> Explanations);

/// <param name="ConfirmedIn">The ERP that has confirmed it; its next reading takes it away. Null before.</param>
public sealed record ReservationView(string Channel, string Order, string Line, decimal Quantity, string? ConfirmedIn);

/// <param name="Code">level, not_read or untracked.</param>
public sealed record StockSentenceView(string Connection, string Code, string Sentence);

/// <summary>Levels of a channel that wait; part of the connection's status.</summary>
/// <param name="Behind">Products whose level is still to be told.</param>
/// <param name="OldestAgeSeconds">Since the oldest of them waits; null where none does.</param>
/// <param name="InDoubt">Pushes under way or in doubt.</param>
/// <param name="Unlisted">Products that the channel does not list.</param>
public sealed record StockDepthView(int Behind, double? OldestAgeSeconds, int InDoubt, int Unlisted)
{
    public static StockDepthView Of(StockDepth depth, DateTimeOffset now)
        => new(depth.Behind, depth.OldestWantedAt is { } oldest ? Math.Max(0, (now - oldest).TotalSeconds) : null, depth.InDoubt, depth.Unlisted);
}

/// <summary>A level that a channel was not told in time.</summary>
public sealed record LateLevelView(string Tenant, string Connection, string Sku, DateTimeOffset WantedAt)
{
    public static LateLevelView Of(LateLevel late) => new(late.Channel.Tenant.Value, late.Channel.Connection.Value, late.Sku, late.WantedAt);
}
