using System.Collections.Concurrent;
using OdooGrains.Connectors.Odoo.Rpc;

namespace OdooGrains.Connectors.Odoo;

/// <summary>A product as it was read last.</summary>
internal sealed record RememberedProduct(long Id, string WriteDate, DateTimeOffset ReadAt);

/// <summary>A sale tax of the company.</summary>
internal sealed record KnownTax(long Id, string Name, decimal Percent, bool IsIncluded, long? Country);

/// <summary>A warehouse of the company.</summary>
internal sealed record KnownWarehouse(long Id, string Code);

/// <summary>What an order needs of the company, found once.</summary>
internal sealed record OdooDefaults
{
    public required long Company { get; init; }
    public required string CompanyCurrency { get; init; }
    public long? Warehouse { get; init; }
    public required IReadOnlyDictionary<string, long> Pricelists { get; init; }
    public long? Salesperson { get; init; }
    public long? ShippingProduct { get; init; }
    public long? DiscountProduct { get; init; }
    public long? TipProduct { get; init; }
    public long? CustomProduct { get; init; }
}

/// <summary>Remembered reads of one session; safe for several calls at once.</summary>
internal sealed class OdooMemory(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, RememberedProduct> _products = new(StringComparer.Ordinal);

    public OdooDefaults? Defaults { get; set; }

    public IReadOnlyList<KnownTax>? Taxes { get; set; }

    /// <summary>Whether transfers have a carrier's reference (module stock_delivery); null while nobody asked.</summary>
    public bool? HasTracking { get; set; }

    /// <summary>The journal of payments whose gateway has none by setting; null while nobody asked, 0 where there is none.</summary>
    public long? PaymentJournal { get; set; }

    /// <summary>Warehouses of the company; null while nobody asked.</summary>
    public IReadOnlyList<KnownWarehouse>? Warehouses { get; set; }

    public ConcurrentDictionary<string, long> Countries { get; } = new(StringComparer.Ordinal);

    /// <summary>By country and code; 0 where Odoo has no such state.</summary>
    public ConcurrentDictionary<(long Country, string Code), long> States { get; } = new();

    public long? Product(string sku) => _products.TryGetValue(sku, out var known) && time.GetUtcNow() - known.ReadAt < OdooLimits.ProductMemory ? known.Id : null;

    public void Remember(string sku, OdooRecord product)
    {
        if (_products.Count >= OdooLimits.ProductsMax)
        {
            _products.Clear();
        }

        _products[sku] = new(product.Id, product.Text("write_date") ?? "", time.GetUtcNow());
    }

    /// <summary>Requests that it takes to read what every booking needs and is not remembered.</summary>
    public int ReadCost => (Defaults is null ? OdooManifest.DefaultsCost : 0) + (Taxes is null ? OdooManifest.TaxesCost : 0);

    /// <summary>Odoo no longer knows something that was remembered: read everything anew.</summary>
    public void Forget()
    {
        _products.Clear();
        Countries.Clear();
        States.Clear();
        (Defaults, Taxes, HasTracking, PaymentJournal, Warehouses) = (null, null, null, null, null);
    }
}
