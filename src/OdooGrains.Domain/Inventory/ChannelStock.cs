using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Inventory;

/// <summary>
/// One product at one channel: the level that it shall have, and how far it was told. Two write it, each its own side: who counts the product
/// (<see cref="Wanted"/> to <see cref="Sold"/>), and who tells the channel (<see cref="Push"/>).
/// </summary>
public sealed record ChannelStock
{
    public required ConnectionKey Connection { get; init; }
    public required string Sku { get; init; }

    /// <summary>What it may sell, in whole units.</summary>
    public required int Wanted { get; init; }

    /// <summary>Goes up with each change; what is above <see cref="ChannelPush.Sequence"/> is still to be told.</summary>
    public required long Sequence { get; init; }

    /// <summary>Since when there is something to tell, where there is.</summary>
    public required DateTimeOffset WantedAt { get; init; }

    /// <summary>Units that <see cref="Wanted"/> knows the channel to have sold, ever; it took them off its own level by itself.</summary>
    public decimal Sold { get; init; }

    public ChannelPush Push { get; init; } = ChannelPush.None;

    public StockKey Key => new(Connection.Tenant, Sku);

    public bool IsBehind => Sequence > Push.Sequence;

    /// <summary>Sales that the channel's level has, and <see cref="Wanted"/> does not: their orders are on their way.</summary>
    public int Unseen(DateTimeOffset now) => Push.LevelSold > Sold && now < Push.UnseenSince + StockLimits.UnseenFor ? (int)Math.Ceiling(Push.LevelSold - Sold) : 0;

    /// <summary>The level that the channel should have by itself now; null where that is not known.</summary>
    public int? Expected => Push.Level - (int)Math.Ceiling(Math.Max(0, Sold - Push.LevelSold));

    /// <summary>The level to tell it: what is wanted, without what it has sold beyond that.</summary>
    public int ToTell(DateTimeOffset now) => Math.Max(0, Wanted - Unseen(now));
}

/// <summary>How far a channel was told the level of a product.</summary>
public sealed record ChannelPush
{
    /// <summary>Nothing was told and nothing is known.</summary>
    public static ChannelPush None { get; } = new();

    /// <summary>Of <see cref="ChannelStock.Sequence"/>, what was told.</summary>
    public long Sequence { get; init; }

    /// <summary>The level that the channel had when it was told or read last; null where nobody knows: it is read first.</summary>
    public int? Level { get; init; }

    /// <summary>Of <see cref="ChannelStock.Sold"/>, what <see cref="Level"/> has.</summary>
    public decimal LevelSold { get; init; }

    /// <summary>Since when it has more than we know of.</summary>
    public DateTimeOffset? UnseenSince { get; init; }

    /// <summary>When the channel was told or read last.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The push that is under way or in doubt; null where none is.</summary>
    public PushMark? Mark { get; init; }

    /// <summary>Failures in a row.</summary>
    public int Failures { get; init; }

    public Failure? LastFailure { get; init; }

    /// <summary>Why the channel cannot be told: it does not list the product; null where it can.</summary>
    public string? Unlisted { get; init; }

    /// <summary>It is not told before.</summary>
    public DateTimeOffset DueAt { get; init; } = DateTimeOffset.MinValue;

    /// <summary>When it is looked at although nothing is to be told; null where that is not needed.</summary>
    public DateTimeOffset? RecheckAt { get; init; }

    /// <summary>Version of this side of the row, from 0.</summary>
    public long Version { get; init; }
}

/// <summary>A push as it left.</summary>
/// <param name="Level">The level that the channel shall have.</param>
/// <param name="From">The level that it should have had.</param>
/// <param name="Sold">The sales of the channel that both take account of.</param>
/// <param name="Sequence">Of the wanted level.</param>
/// <param name="Key">The idempotency key.</param>
public sealed record PushMark(int Level, int From, decimal Sold, long Sequence, string Key, DateTimeOffset At);
