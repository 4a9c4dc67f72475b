using System.Text.Json;
using OdooGrains.Domain;
using OdooGrains.Domain.Inventory;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Stock;

/// <summary>The parts of stock rows that are JSON, the same in every store.</summary>
public static class StockRows
{
    public static string Text(IReadOnlyList<SourceStock> sources) => JsonSerializer.Serialize(sources, DomainJson.Default.IReadOnlyListSourceStock);

    public static IReadOnlyList<SourceStock> ToSources(string text) => JsonSerializer.Deserialize(text, DomainJson.Default.IReadOnlyListSourceStock)!;

    public static string Text(ChannelPush push) => JsonSerializer.Serialize(push, DomainJson.Default.ChannelPush);

    /// <summary>What stands in columns of its own is taken from there.</summary>
    public static ChannelPush ToPush(string text, long told, DateTimeOffset dueAt, DateTimeOffset? recheckAt, long version)
        => JsonSerializer.Deserialize(text, DomainJson.Default.ChannelPush)! with { Sequence = told, DueAt = dueAt, RecheckAt = recheckAt, Version = version };

    /// <summary>The level as it is stored after its telling side was written.</summary>
    public static ChannelStock Told(ChannelStock level) => level with { Push = Cut(level.Push) with { Version = level.Push.Version + 1 } };

    private static ChannelPush Cut(ChannelPush push) => push with { DueAt = Due(push.DueAt), RecheckAt = StoredTime.Cut(push.RecheckAt) };

    /// <summary>At once is stored as the beginning of time that every store can hold.</summary>
    public static DateTimeOffset Due(DateTimeOffset dueAt) => dueAt < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : StoredTime.Cut(dueAt);

    /// <summary>Groups rows into the lines of a list: all SKUs that anything is known of, in their order.</summary>
    public static IReadOnlyList<StockLine> Lines(IEnumerable<StockPosition> positions, IEnumerable<(string Sku, decimal Reserved)> reserved, IEnumerable<ChannelStock> levels, int limit)
    {
        var known = positions.ToDictionary(one => one.Key.Sku, StringComparer.Ordinal);
        var taken = reserved.ToDictionary(one => one.Sku, one => one.Reserved, StringComparer.Ordinal);
        var told = levels.ToLookup(one => one.Sku, StringComparer.Ordinal);
        return [.. known.Keys.Union(taken.Keys).Order(StringComparer.Ordinal).Take(limit)
            .Select(sku => new StockLine(sku, known.GetValueOrDefault(sku), taken.GetValueOrDefault(sku), [.. told[sku].OrderBy(level => level.Connection.ToString(), StringComparer.Ordinal)]))];
    }
}
