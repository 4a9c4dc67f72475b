using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Rpc;

namespace OdooGrains.Connectors.Odoo.Feeds;

/// <summary>
/// Stock by warehouse: <c>free_qty</c>, what lies there less what is reserved. It is computed and never written, so changes are found on
/// quants, and on moves, since Odoo deletes quants of nothing.
/// </summary>
internal sealed class OdooStock(OdooReads reads, TimeProvider time) : IStockSource
{
    private static JsonArray Inside => [new JsonArray("location_id.usage", "=", "internal")];

    private static JsonArray Settled => [new JsonArray("state", "not in", new JsonArray("draft", "waiting"))];

    public int SkusMax => OdooLimits.StockSkusMax;

    public TimeSpan HintLag => OdooLimits.HintLag;

    // Two sweeps, and the products' references.
    public int ChangesCost => (2 * WriteDateSweep.Cost) + 1;

    // Products and warehouses where they are not remembered, and the levels of each warehouse.
    public int LevelsCost(int warehouses) => 2 + warehouses;

    public Task<StockChanges> ChangesAsync(ConnectionConfig connection, string? cursor, DateTimeOffset since, CancellationToken cancellation)
    {
        var begin = SweepCursor.Begin(since);
        var (quants, moves) = cursor?.Split(';') switch
        {
            null => (begin, begin),
            [var one, var other] => (SweepCursor.Parse(one), SweepCursor.Parse(other)),
            _ => throw new ArgumentException($"Cursor '{cursor}' must be two cursors with ';' between; begin the sweep anew.", nameof(cursor)),
        };
        return reads.RunAsync(connection, calls => ChangesAsync(calls, quants, moves), failure => new StockChanges.Failed(failure), cancellation);
    }

    public Task<StockReading> LevelsAsync(ConnectionConfig connection, IReadOnlyList<string> skus, CancellationToken cancellation) => skus.Count <= SkusMax
        ? reads.RunAsync(connection, calls => LevelsAsync(calls, skus), failure => new StockReading.Failed(failure), cancellation)
        : throw new ArgumentException($"{skus.Count} SKUs are more than the {SkusMax} of one reading.", nameof(skus));

    private static async Task<StockChanges> ChangesAsync(OdooCalls calls, SweepCursor quants, SweepCursor moves)
    {
        var changed = await WriteDateSweep.ReadAsync(calls, "stock.quant", Inside, ["product_id"], quants);
        var moved = await WriteDateSweep.ReadAsync(calls, "stock.move", Settled, ["product_id"], moves);
        long[] products = [.. changed.Records.Concat(moved.Records).Select(record => record.Reference("product_id")).OfType<long>().Distinct().Order()];
        var found = products.Length == 0 ? [] : await calls.ReadAllAsync("product.product", products, "default_code");
        return new StockChanges.Read([.. found.Select(product => product.Text("default_code")).OfType<string>().Distinct(StringComparer.Ordinal)], $"{changed.Next};{moved.Next}", changed.HasMore || moved.HasMore);
    }

    private async Task<StockReading> LevelsAsync(OdooCalls calls, IReadOnlyList<string> skus)
    {
        var (ids, problems) = await OdooProducts.FindAsync(calls, skus);
        var warehouses = await WarehousesAsync(calls);
        var beganAt = time.GetUtcNow();
        var skuOf = ids.GroupBy(product => product.Value).ToDictionary(group => group.Key, group => group.First().Key);
        List<StockLevel> levels = [];
        HashSet<string> untracked = [.. problems.Keys];
        foreach (var warehouse in skuOf.Count == 0 ? [] : warehouses)
        {
            foreach (var product in await FreeAsync(calls, warehouse, [.. skuOf.Keys.Order()]))
            {
                if (calls.Session.Fields.IsStored(product))
                {
                    levels.Add(new(skuOf[product.Id], warehouse.Code, product.Amount("free_qty")));
                }
                else
                {
                    untracked.Add(skuOf[product.Id]);
                }
            }
        }

        return new StockReading.Read(levels, [.. untracked.Order(StringComparer.Ordinal)], beganAt);
    }

    // Versions until 17 read the warehouse of the context's other name; sending both is harmless.
    private static async Task<IReadOnlyList<OdooRecord>> FreeAsync(OdooCalls calls, KnownWarehouse warehouse, IReadOnlyList<long> products) => OdooRecord.All(await calls.ReadAsync(
        new("product.product", "read") { Ids = products, Options = [("fields", new JsonArray("free_qty", calls.Session.Fields.ProductKind))] },
        new() { ["warehouse_id"] = warehouse.Id, ["warehouse"] = warehouse.Id }));

    private static async Task<IReadOnlyList<KnownWarehouse>> WarehousesAsync(OdooCalls calls) => calls.Session.Memory.Warehouses ??=
        [.. (await calls.SearchAsync("stock.warehouse", [new JsonArray("company_id", "=", calls.Company)], ["code"], order: "sequence, id")).Select(warehouse => new KnownWarehouse(warehouse.Id, warehouse.Text("code") ?? $"{warehouse.Id}"))];
}
