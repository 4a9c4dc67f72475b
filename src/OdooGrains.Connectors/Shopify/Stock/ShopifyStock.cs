using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Shopify.Admin;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Shopify.Stock;

/// <summary>
/// Sets available quantities at one location, all or none of a push, each compared with the level that it is believed to have (inventorySetQuantities
/// with changeFromQuantity). The key of a push is made of its levels' keys, so the same push has the same key, and another composition another.
/// </summary>
internal sealed class ShopifyStock(ShopifyAdmin admin, TimeProvider time) : IStockTarget
{
    private readonly ShopifyItems _items = new(time);

    public int LevelsMax => ShopifyLimits.LevelsMax;

    // Two pages of products that are not remembered, the mutation, and two pages of what is there instead.
    public int PushCost => 5;

    // Ten for the mutation; what a search costs is only held while it runs.
    public double PushPoints => 20;

    public async Task<IReadOnlyList<StockPushOutcome>> PushAsync(ConnectionConfig connection, IReadOnlyList<StockLevelPush> levels, CancellationToken cancellation)
    {
        if (levels.Count == 0 || Problem(levels) is not null)
        {
            return All(levels, new StockPushOutcome.Failed(new(FailureClass.Schema, "not_a_push", Problem(levels) ?? "")));
        }

        IReadOnlyList<StockPushOutcome> outcomes = [];
        var end = await new ShopifyCalls(admin, connection, time, cancellation).RunAsync(async calls =>
        {
            outcomes = await PushAsync(calls, connection, levels);
            return new EffectOutcome.NotFound();
        });
        return end switch
        {
            EffectOutcome.InDoubt doubt => All(levels, new StockPushOutcome.InDoubt(doubt.Reason)),
            EffectOutcome.Failed { Failure.Class: FailureClass.Transient } when cancellation.IsCancellationRequested => All(levels, new StockPushOutcome.InDoubt("The push was cancelled.")),
            EffectOutcome.Failed failed => All(levels, new StockPushOutcome.Failed(failed.Failure)),
            _ => outcomes,
        };
    }

    public async Task<StockRead> ReadAsync(ConnectionConfig connection, IReadOnlyList<string> skus, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, ShopifyItem> found = new Dictionary<string, ShopifyItem>();
        var end = await new ShopifyCalls(admin, connection, time, cancellation).RunAsync(async calls =>
        {
            found = await _items.ReadAsync(calls, connection, Location(connection), [.. skus.Distinct(StringComparer.Ordinal).Take(LevelsMax)]);
            return new EffectOutcome.NotFound();
        });
        return end is EffectOutcome.Failed failed
            ? new StockRead.Failed(failed.Failure)
            : new StockRead.Read(found.Where(item => item.Value.Available is not null).ToDictionary(item => item.Key, item => item.Value.Available!.Value, StringComparer.Ordinal));
    }

    private async Task<IReadOnlyList<StockPushOutcome>> PushAsync(ShopifyCalls calls, ConnectionConfig connection, IReadOnlyList<StockLevelPush> levels)
    {
        var location = Location(connection);
        var items = await _items.FindAsync(calls, connection, location, [.. levels.Select(level => level.Sku)]);
        List<StockLevelPush> known = [.. levels.Where(level => items.GetValueOrDefault(level.Sku)?.Gid is not null)];
        var set = known.Count == 0 ? [] : await SetAsync(calls, connection, location, known, items);
        var outcomes = known.Zip(set).ToDictionary(level => level.First.Sku, level => level.Second, StringComparer.Ordinal);
        return [.. levels.Select(level => outcomes.GetValueOrDefault(level.Sku) ?? new StockPushOutcome.UnknownItem(items.GetValueOrDefault(level.Sku)?.Problem ?? "The shop lists no product with this SKU."))];
    }

    private async Task<IReadOnlyList<StockPushOutcome>> SetAsync(
        ShopifyCalls calls, ConnectionConfig connection, string location, List<StockLevelPush> levels, IReadOnlyDictionary<string, ShopifyItem> items)
    {
        var key = KeyOf(levels);
        var payload = await calls.WriteAsync(ShopifyQueries.SetQuantities, new()
        {
            ["key"] = key,
            ["input"] = new JsonObject
            {
                ["name"] = "available",
                ["reason"] = "correction",
                ["referenceDocumentUri"] = $"gid://odoograins/StockPush/{key}",
                ["quantities"] = new JsonArray([.. levels.Select(level => (JsonNode)new JsonObject
                {
                    ["inventoryItemId"] = items[level.Sku].Gid,
                    ["locationId"] = location,
                    ["quantity"] = level.Quantity,
                    ["changeFromQuantity"] = level.From,
                })]),
            },
        });
        List<Json.JsonView> errors = [.. payload.Items("userErrors")];
        return errors.Count == 0
            ? All(levels, new StockPushOutcome.Done())
            : await ActualAsync(calls, connection, location, levels, QuantityErrors.Outcomes(errors, levels.Count, [.. connection.Secrets.Values.SelectMany(values => values)]));
    }

    // Whoever pushed next would have to ask anyway.
    private async Task<IReadOnlyList<StockPushOutcome>> ActualAsync(
        ShopifyCalls calls, ConnectionConfig connection, string location, List<StockLevelPush> levels, IReadOnlyList<StockPushOutcome> outcomes)
    {
        List<string> changed = [.. levels.Zip(outcomes).Where(level => level.Second is StockPushOutcome.ChangedElsewhere).Select(level => level.First.Sku)];
        foreach (var (level, _) in levels.Zip(outcomes).Where(level => level.Second is StockPushOutcome.UnknownItem))
        {
            _items.Forget(connection, level.Sku);
        }

        var actual = changed.Count == 0 ? new Dictionary<string, ShopifyItem>() : await TryReadAsync(calls, connection, location, changed);
        return [.. levels.Zip(outcomes, (level, outcome) => outcome is StockPushOutcome.ChangedElsewhere ? new StockPushOutcome.ChangedElsewhere(actual.GetValueOrDefault(level.Sku)?.Available) : outcome)];
    }

    // That nothing was set is known already; a read that fails adds nothing to it.
    private async Task<IReadOnlyDictionary<string, ShopifyItem>> TryReadAsync(ShopifyCalls calls, ConnectionConfig connection, string location, IReadOnlyCollection<string> skus)
    {
        try
        {
            return await _items.ReadAsync(calls, connection, location, skus);
        }
        catch (Exception error) when (error is ShopifyStopException or Json.JsonShapeException)
        {
            return new Dictionary<string, ShopifyItem>();
        }
    }

    private static string Location(ConnectionConfig connection) => connection.Number(ShopifySettings.Location) is { } id and > 0
        ? ShopifyWords.Gid("Location", ((long)id).ToString(CultureInfo.InvariantCulture))
        : throw ShopifyStopException.Business("setting_missing", $"It is not known which location's stock is set. Set '{ShopifySettings.Location}' of the Shopify connection, or run its test again.");

    private string? Problem(IReadOnlyList<StockLevelPush> levels)
        => levels.Count > LevelsMax ? $"{levels.Count} levels are more than a push carries, {LevelsMax}."
            : levels.DistinctBy(level => level.Sku).Count() < levels.Count ? "Two levels of one product are in one push."
            : levels.FirstOrDefault(level => level.Quantity < 0) is { } negative ? $"The level {negative.Quantity} of '{negative.Sku}' must be at least 0."
            : null;

    // The form of a UUID, which Shopify recommends for keys.
    private static string KeyOf(IReadOnlyList<StockLevelPush> levels)
        => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', levels.Select(level => level.Key)))).AsSpan(0, 16)).ToString();

    private static IReadOnlyList<StockPushOutcome> All(IReadOnlyList<StockLevelPush> levels, StockPushOutcome outcome) => [.. levels.Select(_ => outcome)];
}
