using OdooGrains.Domain.Effects;

namespace OdooGrains.Grains.Inventory;

/// <summary>One call about stock that a connection's owner has let through.</summary>
public interface IStockTurn
{
    /// <summary>Calls the outside system. What it says of it; nothing where all went well. Throws for mistakes of ours only.</summary>
    Task<IReadOnlyList<EffectOutcome>> CallAsync(CancellationToken cancellation);

    /// <summary>The call ended with an exception, so nobody knows what it did.</summary>
    void Lose(string reason);

    /// <summary>Stores what came of it. Gives when the next call should be made; null when that is not before somebody asks.</summary>
    Task<DateTimeOffset?> StoreAsync();
}
