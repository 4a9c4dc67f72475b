using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Inventory;

/// <summary>One product of one tenant, by its SKU; as a grain key it reads <c>tenant/sku</c>, the SKU percent-encoded.</summary>
public readonly record struct StockKey(TenantId Tenant, string Sku)
{
    public static StockKey Parse(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < key.Length - 1
            ? new(new(key[..slash]), Uri.UnescapeDataString(key[(slash + 1)..]))
            : throw new ArgumentException($"Stock key '{key}' must read 'tenant/sku' with the SKU percent-encoded.", nameof(key));
    }

    public override string ToString() => $"{Tenant}/{Uri.EscapeDataString(Sku)}";
}
