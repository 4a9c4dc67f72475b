using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors;

/// <summary>
/// A system that is told how much of each product may be sold. A level is no effect of a document: the newest one is all that counts, so whoever
/// pushes keeps what is wanted and what was pushed, and nothing here is repeated.
/// </summary>
public interface IStockTarget
{
    /// <summary>Levels that one push carries at most.</summary>
    int LevelsMax { get; }

    /// <summary>The most requests that one push, or one reading, makes.</summary>
    int PushCost { get; }

    /// <summary>What a push costs in the points of a vendor that counts those. Default 0.</summary>
    double PushPoints => 0;

    /// <summary>
    /// Sets levels, no two of one product, at most <see cref="LevelsMax"/>. One outcome a level, in their order. Never throws for what the system
    /// or the network does, nor on cancellation: those are outcomes.
    /// </summary>
    Task<IReadOnlyList<StockPushOutcome>> PushAsync(ConnectionConfig connection, IReadOnlyList<StockLevelPush> levels, CancellationToken cancellation);

    /// <summary>
    /// The levels as they are there now, at most <see cref="LevelsMax"/>: what a push in doubt came to. Products that the system does not list are
    /// left out.
    /// </summary>
    Task<StockRead> ReadAsync(ConnectionConfig connection, IReadOnlyList<string> skus, CancellationToken cancellation);
}

/// <summary>A level that a system shall have.</summary>
/// <param name="Sku">The product, by the SKU that the system lists it under.</param>
/// <param name="Quantity">What may be sold, in whole units; never negative.</param>
/// <param name="From">The level that the system is believed to have, compared where it can; null: whatever it has.</param>
/// <param name="Key">The idempotency key of this level: equal for a repeat, another for another quantity or another <paramref name="From"/>.</param>
public sealed record StockLevelPush(string Sku, int Quantity, int? From, string Key);

/// <summary>What came of one level.</summary>
public abstract record StockPushOutcome
{
    private StockPushOutcome()
    {
    }

    /// <summary>The system has the level now.</summary>
    public sealed record Done : StockPushOutcome;

    /// <summary>Not set: the system had another level than <see cref="StockLevelPush.From"/>.</summary>
    /// <param name="Actual">What it has; null where it does not say.</param>
    public sealed record ChangedElsewhere(int? Actual) : StockPushOutcome;

    /// <summary>Not set: the system lists no such product, or keeps no stock of it.</summary>
    public sealed record UnknownItem(string Reason) : StockPushOutcome;

    /// <summary>Surely not set. Throttled, refused credentials, or refused for another level of the same push (<see cref="EffectFailures.RefusedTogether"/>).</summary>
    public sealed record Failed(Failure Failure) : StockPushOutcome;

    /// <summary>Set or not: read it back, or wait for the settle delay, before the next push of this product.</summary>
    public sealed record InDoubt(string Reason) : StockPushOutcome;
}

/// <summary>Levels as a system has them, or why they could not be read.</summary>
public abstract record StockRead
{
    private StockRead()
    {
    }

    /// <param name="Levels">By SKU.</param>
    public sealed record Read(IReadOnlyDictionary<string, int> Levels) : StockRead;

    public sealed record Failed(Failure Failure) : StockRead;
}
