namespace OdooGrains.Domain.Policies;

/// <summary>How much of the stock a channel may sell.</summary>
public sealed record StockPolicy
{
    public static StockPolicy Default { get; } = new();

    /// <summary>Warehouses named at most. 50.</summary>
    public const int WarehousesMax = 50;

    /// <summary>The largest cap, which is none. 1,000,000,000.</summary>
    public const int CapMax = 1_000_000_000;

    /// <summary>
    /// Units that are kept back from each channel. Default 0. It pays for what other channels sell while a level is on its way: with n channels that sell r
    /// units a second of a product together, and levels that arrive within t, (n − 1) / n × r × t units are sold twice at worst.
    /// </summary>
    public decimal Safety { get; init; }

    /// <summary>The part of what is left that the channel is told, in percent. Default 100: all channels sell from one stock.</summary>
    public decimal Percent { get; init; } = 100;

    /// <summary>The most that the channel is told of a product, in units. Default a billion: no bound.</summary>
    public int Cap { get; init; } = CapMax;

    /// <summary>Codes of the warehouses that the channel sells from. Default empty: all.</summary>
    public IReadOnlyList<string> Warehouses { get; init; } = [];
}
