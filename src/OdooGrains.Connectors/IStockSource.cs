using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors;

/// <summary>
/// A system that knows what is in stock. Levels are no events: only the newest counts, so what changed is told by SKU alone, and the levels of
/// those are read when somebody wants them. Never throws for what the system or the network does.
/// </summary>
public interface IStockSource
{
    /// <summary>SKUs that one reading takes at most.</summary>
    int SkusMax { get; }

    /// <summary>The most requests that <see cref="ChangesAsync"/> makes.</summary>
    int ChangesCost { get; }

    /// <summary>The most requests that <see cref="LevelsAsync"/> makes in a company of so many warehouses.</summary>
    int LevelsCost(int warehouses);

    /// <summary>A hint at a change may come so long before the change can be read. Default none.</summary>
    TimeSpan HintLag => TimeSpan.Zero;

    /// <summary>The SKUs whose stock may have changed after a cursor, each once. A page overlaps the one before, so some come again.</summary>
    /// <param name="cursor">As the page before gave it; null for the first, which begins <paramref name="since"/>.</param>
    Task<StockChanges> ChangesAsync(ConnectionConfig connection, string? cursor, DateTimeOffset since, CancellationToken cancellation);

    /// <summary>What is free of each SKU in each warehouse: what lies there and is reserved for nobody.</summary>
    Task<StockReading> LevelsAsync(ConnectionConfig connection, IReadOnlyList<string> skus, CancellationToken cancellation);
}

/// <summary>One page of changes, or why there is none.</summary>
public abstract record StockChanges
{
    private StockChanges()
    {
    }

    /// <param name="Cursor">Where the next page begins.</param>
    /// <param name="HasMore">Whether the next page can be read at once.</param>
    public sealed record Read(IReadOnlyList<string> Skus, string Cursor, bool HasMore) : StockChanges;

    public sealed record Failed(Failure Failure) : StockChanges;
}

/// <summary>Levels, or why there are none.</summary>
public abstract record StockReading
{
    private StockReading()
    {
    }

    /// <param name="BeganAt">When the first level was asked for: whatever was reserved before is in all of them.</param>
    /// <param name="Untracked">SKUs that no level can be told of: none or several products have them, or their stock is not kept.</param>
    public sealed record Read(IReadOnlyList<StockLevel> Levels, IReadOnlyList<string> Untracked, DateTimeOffset BeganAt) : StockReading;

    public sealed record Failed(Failure Failure) : StockReading;
}

/// <param name="Warehouse">The system's code of the warehouse.</param>
/// <param name="Free">Below zero where more was promised than lies there.</param>
public sealed record StockLevel(string Sku, string Warehouse, decimal Free);
