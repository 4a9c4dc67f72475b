using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Json;

namespace OdooGrains.Connectors.WooCommerce;

/// <summary>
/// Stock levels of products and variations. WooCommerce compares nothing: the level is read before it is written, which misses what the shop sells in
/// between, so a push in doubt is read back and a sale shows with the next read.
/// </summary>
internal sealed class WooStock(WooApi api) : IStockTarget
{
    /// <summary>Objects that one batch takes (WC_REST_Controller::check_batch_limit): 100.</summary>
    public int LevelsMax => 100;

    // The products, and one batch each where all are variations of different products.
    public int PushCost => 1 + LevelsMax;

    public async Task<IReadOnlyList<StockPushOutcome>> PushAsync(ConnectionConfig connection, IReadOnlyList<StockLevelPush> levels, CancellationToken cancellation)
    {
        var (items, failure) = await ItemsAsync(connection, [.. levels.Select(level => level.Sku)], cancellation);
        if (failure is not null)
        {
            return [.. levels.Select(_ => new StockPushOutcome.Failed(failure.Failure))];
        }

        Dictionary<string, StockPushOutcome> outcomes = [];
        foreach (var level in levels)
        {
            if (Settled(level, items!) is { } settled)
            {
                outcomes[level.Sku] = settled;
            }
        }

        // Products of their own are one batch; variations are one for each of their products.
        foreach (var group in levels.Where(level => !outcomes.ContainsKey(level.Sku)).GroupBy(level => items![level.Sku].Parent))
        {
            await WriteAsync(connection, group.Key, [.. group], items!, outcomes, cancellation);
        }

        return [.. levels.Select(level => outcomes[level.Sku])];
    }

    public async Task<StockRead> ReadAsync(ConnectionConfig connection, IReadOnlyList<string> skus, CancellationToken cancellation)
    {
        var (items, failure) = await ItemsAsync(connection, skus, cancellation);
        return failure is not null
            ? new StockRead.Failed(failure.Failure)
            : new StockRead.Read(items!.Where(item => item.Value.Quantity is not null).ToDictionary(item => item.Key, item => item.Value.Quantity!.Value));
    }

    private static StockPushOutcome? Settled(StockLevelPush level, Dictionary<string, Item> items)
        => !items.TryGetValue(level.Sku, out var item) ? new StockPushOutcome.UnknownItem($"The shop lists no product with the SKU '{level.Sku}'.")
            : level.From is { } from && item.Quantity is { } actual && actual != from ? new StockPushOutcome.ChangedElsewhere(actual)
            : null;

    private async Task WriteAsync(
        ConnectionConfig connection, string? parent, List<StockLevelPush> levels, Dictionary<string, Item> items, Dictionary<string, StockPushOutcome> outcomes, CancellationToken cancellation)
    {
        var updates = new JsonArray([.. levels.Select(level => (JsonNode)new JsonObject { ["id"] = items[level.Sku].Id, ["manage_stock"] = true, ["stock_quantity"] = level.Quantity })]);
        var path = parent is null ? "products/batch" : $"products/{parent}/variations/batch";
        var reply = await api.SendAsync(connection, "POST", path, new() { ["update"] = updates }, cancellation);
        var written = reply is WooReply.Value value ? Written(new(value.Json, "")) : null;
        foreach (var level in levels)
        {
            outcomes[level.Sku] = reply switch
            {
                WooReply.Refused refused => new StockPushOutcome.Failed(refused.Why),
                WooReply.Unclear unclear => new StockPushOutcome.InDoubt(unclear.Reason),
                _ => Outcome(level, written, items[level.Sku].Id),
            };
        }
    }

    private static StockPushOutcome Outcome(StockLevelPush level, Dictionary<long, int?>? written, long id)
        => written is null || !written.TryGetValue(id, out var now) ? new StockPushOutcome.InDoubt("The shop's answer does not tell the level.")
            : now == level.Quantity ? new StockPushOutcome.Done()
            : now is null ? new StockPushOutcome.UnknownItem($"The shop refuses to keep stock of the product with the SKU '{level.Sku}'.")
            : new StockPushOutcome.ChangedElsewhere(now);

    // Of each product the level that it has now; null where it was refused.
    private static Dictionary<long, int?>? Written(JsonView answer)
    {
        try
        {
            return answer.Items("update").ToDictionary(one => Number(one, "id"), one => one.Find("error") is null ? Quantity(one) : null);
        }
        catch (Exception unreadable) when (unreadable is JsonShapeException or ArgumentException)
        {
            return null;
        }
    }

    private async Task<(Dictionary<string, Item>? Items, WooReply? Failure)> ItemsAsync(ConnectionConfig connection, IReadOnlyList<string> skus, CancellationToken cancellation)
    {
        // Products and variations alike; a shop may list one SKU twice only by its database, so the first is it.
        var query = $"products?sku={Uri.EscapeDataString(string.Join(',', skus))}&per_page={LevelsMax}&_fields=id,sku,parent_id,stock_quantity";
        var reply = await api.GetAsync(connection, query, cancellation);
        if (reply is not WooReply.Value value)
        {
            return (null, reply);
        }

        try
        {
            Dictionary<string, Item> items = new(StringComparer.Ordinal);
            foreach (var product in new JsonView(value.Json, "").Elements())
            {
                var parent = product.Find("parent_id")?.Id();
                items.TryAdd(product.Text("sku") ?? "", new(Number(product, "id"), parent is "0" ? null : parent, Quantity(product)));
            }

            return (items, null);
        }
        catch (JsonShapeException shape)
        {
            return (null, new WooReply.Unclear($"The shop's products cannot be read: {shape.Message}"));
        }
    }

    private static long Number(JsonView of, string name) => long.TryParse(of.Get(name).Id(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw new JsonShapeException($"{of.Path}/{name}", "an id");

    // Null where no stock is kept. Shops may keep fractions of a unit: what can be sold whole counts.
    private static int? Quantity(JsonView of) => of.Find("stock_quantity") is { } quantity ? (int)Math.Clamp(Math.Floor(quantity.Decimal()), int.MinValue, int.MaxValue) : null;

    private sealed record Item(long Id, string? Parent, int? Quantity);
}
