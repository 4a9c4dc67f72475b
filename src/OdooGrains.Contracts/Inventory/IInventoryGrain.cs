using OdooGrains.Domain.Inventory;

namespace OdooGrains.Contracts.Inventory;

/// <summary>
/// Counts one product: what the ERP has of it, less what orders take, gives the level that each channel shall have. Key <c>tenant/sku</c>, the SKU
/// percent-encoded. The truth is in the store: a lost hint is found by the sweep.
/// </summary>
[Alias("og.inventory")]
public interface IInventoryGrain : IGrainWithStringKey
{
    /// <summary>Something that the levels depend on was written. Harmless when repeated.</summary>
    [Alias("Count"), AlwaysInterleave, OneWay]
    Task Count();

    /// <summary>A reading of the ERP; when this returns it is counted, or a newer one was.</summary>
    [Alias("Take"), AlwaysInterleave]
    Task Take(StockReport report);
}

/// <summary>What an ERP was read to have of a product.</summary>
[Immutable]
public sealed record StockReport(StockTaken Taken);

/// <summary>Stock as grains hint at it.</summary>
public static class StockStreams
{
    /// <summary>The provider of streams.</summary>
    public const string Provider = "hints";

    /// <summary>The namespace of the streams of channels; their key is <c>tenant/connection</c>.</summary>
    public const string Levels = "stock";
}

/// <summary>A channel's level of a product is to be told. The newest in the store counts.</summary>
[Immutable]
public sealed record StockHint(string Sku, long Sequence);
