using System.Collections.Concurrent;
using OdooGrains.Connectors.Json;
using OdooGrains.Connectors.Shopify.Admin;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Connectors.Shopify.Stock;

/// <summary>What the shop knows of a SKU.</summary>
/// <param name="Gid">The inventory item; null where it keeps no stock at the location, or where several variants have the SKU.</param>
/// <param name="Available">The level when it was read; null where there is none.</param>
/// <param name="Problem">Why its level cannot be set; null where it can.</param>
internal sealed record ShopifyItem(string? Gid, int? Available, string? Problem);

/// <summary>
/// Finds inventory items by SKU and remembers them for a while. Shopify searches without regard to case and finds more than was asked for; only the very
/// SKU counts.
/// </summary>
internal sealed class ShopifyItems(TimeProvider time)
{
    private readonly ConcurrentDictionary<(ConnectionKey Connection, long Version, string Sku), (string Gid, DateTimeOffset ReadAt)> _known = new();

    /// <summary>Those that are remembered, and the others as they are found; what the shop does not list is left out.</summary>
    public async Task<IReadOnlyDictionary<string, ShopifyItem>> FindAsync(ShopifyCalls calls, ConnectionConfig connection, string location, IReadOnlyCollection<string> skus)
    {
        var now = time.GetUtcNow();
        var found = skus.Select(sku => (Sku: sku, Gid: Remembered(connection, sku, now))).Where(item => item.Gid is not null)
            .ToDictionary(item => item.Sku, item => new ShopifyItem(item.Gid, null, null), StringComparer.Ordinal);
        foreach (var (sku, item) in await ReadAsync(calls, connection, location, [.. skus.Where(sku => !found.ContainsKey(sku))]))
        {
            found[sku] = item;
        }

        return found;
    }

    /// <summary>All of them as they are now.</summary>
    public async Task<IReadOnlyDictionary<string, ShopifyItem>> ReadAsync(ShopifyCalls calls, ConnectionConfig connection, string location, IReadOnlyCollection<string> skus)
    {
        if (skus.Count == 0)
        {
            return new Dictionary<string, ShopifyItem>();
        }

        var query = string.Join(" OR ", skus.Select(sku => $"sku:\"{sku.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""));
        List<JsonView> variants = [];
        JsonView page;
        string? after = null;
        do
        {
            page = await calls.ReadAsync(ShopifyQueries.Variants, new() { ["query"] = query, ["location"] = location, ["after"] = after }) ?? throw new JsonShapeException("/productVariants", "present");
            variants.AddRange(page.Items("nodes"));
            after = page.Get("pageInfo").Text("endCursor");
        }
        while (page.Get("pageInfo").Flag("hasNextPage") && after is not null);

        var asked = skus.ToHashSet(StringComparer.Ordinal);
        var items = variants.Where(variant => variant.Text("sku") is { } sku && asked.Contains(sku)).GroupBy(variant => variant.Text("sku")!, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => Item([.. same]), StringComparer.Ordinal);
        Remember(connection, items);
        return items;
    }

    /// <summary>The shop no longer has what was remembered.</summary>
    public void Forget(ConnectionConfig connection, string sku) => _known.TryRemove((connection.Key, connection.Version, sku), out _);

    private static ShopifyItem Item(IReadOnlyList<JsonView> variants)
    {
        if (variants is not [var variant])
        {
            return new(null, null, $"{variants.Count} variants of the shop have this SKU; give each its own.");
        }

        var item = variant.Get("inventoryItem");
        return !item.Flag("tracked") ? new(null, null, "The shop does not track the stock of this product; switch tracking on there.")
            : item.Find("inventoryLevel") is not { } level ? new(null, null, "The product is not stocked at the connection's location; stock it there.")
            : new(item.Get("id").String(), (int)level.Items("quantities").Single(quantity => quantity.Text("name") == "available").Get("quantity").Decimal(), null);
    }

    private string? Remembered(ConnectionConfig connection, string sku, DateTimeOffset now)
        => _known.TryGetValue((connection.Key, connection.Version, sku), out var known) && now - known.ReadAt < ShopifyLimits.ItemMemory ? known.Gid : null;

    private void Remember(ConnectionConfig connection, Dictionary<string, ShopifyItem> items)
    {
        if (_known.Count >= ShopifyLimits.ItemsMax)
        {
            _known.Clear();
        }

        foreach (var (sku, item) in items.Where(item => item.Value.Gid is not null))
        {
            _known[(connection.Key, connection.Version, sku)] = (item.Gid!, time.GetUtcNow());
        }
    }
}
