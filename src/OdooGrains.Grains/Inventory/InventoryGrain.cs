using Microsoft.Extensions.Logging;
using OdooGrains.Contracts.Inventory;
using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Stock;

namespace OdooGrains.Grains.Inventory;

/// <summary>One product: load, count, commit, hint to the channels. No decision here; of two that count at once the store lets one through at a time.</summary>
[CollectionAgeLimit(Minutes = 2)]
public sealed partial class InventoryGrain(IStockStore store, StockDirectory directory, GrainLimits limits, TimeProvider time, ILogger<InventoryGrain> logger) : Grain, IInventoryGrain
{
    private bool _isCounting, _countAgain;

    public async Task Count()
    {
        // Many orders of one product come in at once: one count, and one more for what came meanwhile.
        _countAgain = true;
        if (_isCounting)
        {
            return;
        }

        _isCounting = true;
        try
        {
            while (_countAgain)
            {
                _countAgain = false;
                await CountAsync(null);
            }
        }
        catch (Exception error)
        {
            // What is not counted is found by the sweep.
            LogNotCounted(Key, error);
        }

        _isCounting = false;
    }

    public Task Take(StockReport report) => CountAsync(report.Taken);

    private StockKey Key => StockKey.Parse(this.GetPrimaryKeyString());

    private async Task CountAsync(StockTaken? taken)
    {
        for (var attempt = 1; attempt <= limits.CountTriesMax; attempt++)
        {
            if (StockCount.Of(Key, await store.LoadAsync(Key, default), await directory.TermsAsync(Key.Tenant), taken, time.GetUtcNow()) is not { } count)
            {
                return;
            }

            if (!await store.CountAsync(count, default))
            {
                continue;
            }

            await HintAsync(count.Levels);
            if (count.Counted.Count == 0 || (taken is null && count.Counted.All(one => one.Quantity > 0)))
            {
                return;
            }
        }

        throw new InvalidOperationException($"The stock of {Key} was written by another {limits.CountTriesMax} times in a row; it is counted again.");
    }

    private async Task HintAsync(IReadOnlyList<ChannelStock> levels)
    {
        foreach (var level in levels)
        {
            var stream = this.GetStreamProvider(StockStreams.Provider).GetStream<StockHint>(StreamId.Create(StockStreams.Levels, level.Connection.ToString()));
            try
            {
                await stream.OnNextAsync(new(level.Sku, level.Sequence));
            }
            catch (Exception error)
            {
                // Streams are hints, and a full queue refuses them: the row says what is to be told.
                LogNotHinted(level.Connection, level.Sku, error);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stock of {Stock} could not be counted now; the sweep has it counted again")]
    private partial void LogNotCounted(StockKey stock, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Channel {Channel} could not be hinted at the level of {Sku}; the sweep does it")]
    private partial void LogNotHinted(ConnectionKey channel, string sku, Exception error);
}
