using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Inventory;

/// <summary>What the tenant's ERPs have of a product, as they were read last.</summary>
public sealed record StockPosition
{
    public required StockKey Key { get; init; }

    /// <summary>One reading an ERP; empty where none was read yet.</summary>
    public IReadOnlyList<SourceStock> Sources { get; init; } = [];

    /// <summary>The terms (<see cref="StockTerms.Fingerprint"/>) that its levels were counted under; null before the first count.</summary>
    public string? Terms { get; init; }

    /// <summary>Row version, from 1; 0 before it is stored.</summary>
    public long Version { get; init; }

    /// <summary>With a newer reading of an ERP; the same where it has one that began later.</summary>
    public StockPosition With(SourceStock reading)
        => Sources.FirstOrDefault(source => source.Source == reading.Source) is { } present && present.BeganAt >= reading.BeganAt
            ? this
            : this with { Sources = [.. Sources.Where(source => source.Source != reading.Source), reading] };
}

/// <summary>One ERP's stock of a product.</summary>
/// <param name="BeganAt">When the reading began.</param>
/// <param name="Free">By warehouse; null where no level can be told: none or several products have the SKU, or its stock is not kept.</param>
public sealed record SourceStock(ConnectionId Source, DateTimeOffset BeganAt, IReadOnlyList<WarehouseStock>? Free);

/// <param name="Warehouse">The ERP's code of the warehouse.</param>
/// <param name="Free">What lies there and is reserved for nobody there.</param>
public sealed record WarehouseStock(string Warehouse, decimal Free);
