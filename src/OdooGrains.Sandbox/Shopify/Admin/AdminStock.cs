using System.Text.Json.Nodes;

namespace OdooGrains.Sandbox.Shopify.Admin;

/// <summary>Available quantities of the catalogue at the first location.</summary>
internal sealed class AdminStock(ShopScenario scenario)
{
    private const long FirstItem = 90_000;
    private readonly Dictionary<long, int> _levels = scenario.Catalogue.Select((_, index) => FirstItem + index).ToDictionary(item => item, _ => 0);
    private readonly HashSet<long> _untracked = [];

    public int this[string sku]
    {
        get => _levels[ItemOf(sku)];
        set => _levels[ItemOf(sku)] = value;
    }

    public void Untrack(string sku) => _untracked.Add(ItemOf(sku));

    /// <summary>Variants by <c>sku:"A" OR sku:"B"</c>; as Shopify's search, without regard to case and by the beginning.</summary>
    public JsonArray Search(string query)
    {
        var wanted = query.Split(" OR ").Select(term => term.StartsWith("sku:\"", StringComparison.Ordinal) && term.EndsWith('"')
            ? term[5..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal)
            : throw new GraphException("INVALID_FIELD_ARGUMENTS", $"The search '{term}' is not understood"));
        var found = scenario.Catalogue.Index().Where(entry => wanted.Any(sku => entry.Item.Sku.StartsWith(sku, StringComparison.OrdinalIgnoreCase)));
        return new JsonArray([.. found.Select(entry => Variant(entry.Index, entry.Item))]);
    }

    /// <summary>Sets all quantities or none; what is wrong is said of each.</summary>
    public IReadOnlyList<JsonObject> Set(JsonArray quantities)
    {
        List<JsonObject> errors = [.. quantities.Select((quantity, index) => Problem((JsonObject)quantity!, index)).OfType<JsonObject>()];
        foreach (var quantity in errors.Count > 0 ? [] : quantities)
        {
            _levels[AdminJson.Number((string?)quantity!["inventoryItemId"], "InventoryItem")] = (int)quantity["quantity"]!;
        }

        return errors;
    }

    private JsonObject? Problem(JsonObject quantity, int index)
    {
        var item = AdminJson.Number((string?)quantity["inventoryItemId"], "InventoryItem");
        return !_levels.TryGetValue(item, out var level) || _untracked.Contains(item) ? Error("INVALID_INVENTORY_ITEM", "The specified inventory item could not be found.", "inventoryItemId")
            : AdminJson.Number((string?)quantity["locationId"], "Location") != ShopFulfilmentOrder.FirstLocation ? Error("INVALID_LOCATION", "The specified location could not be found.", "locationId")
            : (int)quantity["quantity"]! < 0 ? Error("INVALID_QUANTITY_NEGATIVE", "The quantity can't be negative.", "quantity")
            : quantity["changeFromQuantity"] is { } from && (int)from != level ? Error("CHANGE_FROM_QUANTITY_STALE", "The changeFromQuantity value does not match persisted value.", "changeFromQuantity")
            : null;

        JsonObject Error(string code, string message, string field) => AdminJson.UserError(code, message, "input", "quantities", $"{index}", field);
    }

    private JsonObject Variant(int index, ShopProduct product) => new()
    {
        ["id"] = AdminJson.Gid("ProductVariant", 80_000 + index),
        ["sku"] = product.Sku,
        ["inventoryItem"] = new JsonObject
        {
            ["id"] = AdminJson.Gid("InventoryItem", FirstItem + index),
            ["tracked"] = !_untracked.Contains(FirstItem + index),
            ["inventoryLevel"] = new JsonObject
            {
                [AdminJson.Gid("Location", ShopFulfilmentOrder.FirstLocation)] = new JsonObject
                {
                    ["id"] = AdminJson.Gid("InventoryLevel", FirstItem + index),
                    ["quantities"] = new JsonArray(
                        new JsonObject { ["name"] = "available", ["quantity"] = _levels[FirstItem + index] }, new JsonObject { ["name"] = "committed", ["quantity"] = 0 }),
                },
            },
        },
    };

    private long ItemOf(string sku) => scenario.Catalogue.Index().Where(entry => entry.Item.Sku == sku).Select(entry => FirstItem + entry.Index).DefaultIfEmpty(-1).First() is var item and >= 0
        ? item
        : throw new ArgumentException($"The catalogue has no product '{sku}'.", nameof(sku));
}
