using Microsoft.Extensions.Logging;
using OdooGrains.Connectors;
using OdooGrains.Contracts.Inventory;
using OdooGrains.Domain.Chance;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Feeds;
using OdooGrains.Domain.Inventory;
using OdooGrains.Grains.Feeds;
using OdooGrains.Storage.Feeds;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Stock;

namespace OdooGrains.Grains.Inventory;

/// <summary>
/// Reads an ERP's stock: what changed, and what reservations wait for. The confirmed reservations are looked up before the levels are asked for, so that
/// what is taken away with the reading is what it has. The cursor moves when all of it is counted.
/// </summary>
public sealed partial class StockReader(
    IFeedStore feeds, IStockStore stock, StockDirectory directory, ConnectorRegistry connectors, PolicyDirectory policies, IGrainFactory grains, IChance chance, TimeProvider time, ILogger<StockReader> logger)
{
    /// <summary>Products that are counted under new terms with one page. 500.</summary>
    public const int RecountsMax = 500;

    public async Task<IStockTurn?> BeginAsync(FeedCall call)
        => await feeds.FindAsync(call.Key, default) is { } progress ? new Turn(this, call, progress, connectors.Find(call.Config.Kind)!.StockSource!) : null;

    private async Task<StockPage> ReadAsync(FeedCall call, FeedProgress progress, IStockSource source, CancellationToken cancellation)
        => await source.ChangesAsync(call.Config, progress.Cursor, progress.Since, cancellation) switch
        {
            StockChanges.Read changes => await LevelsAsync(call, source, changes, cancellation),
            StockChanges.Failed failed => StockPage.Empty with { Failure = failed.Failure },
            var unknown => throw new InvalidOperationException($"Page {unknown.GetType().Name} is not known."),
        };

    private async Task<StockPage> LevelsAsync(FeedCall call, IStockSource source, StockChanges.Read changes, CancellationToken cancellation)
    {
        var changed = changes.Skus.Where(StockLimits.IsKept).Take(source.SkusMax).ToList();
        var awaited = await stock.AwaitingAsync(call.Connection, null, source.SkusMax, cancellation);
        string[] skus = [.. changed.Union(awaited, StringComparer.Ordinal).Take(source.SkusMax)];
        var covered = (await stock.ConfirmedAsync(call.Connection, skus, cancellation)).ToLookup(one => one.Sku, StringComparer.Ordinal);
        return skus.Length == 0 ? new(changes, [], null) : await source.LevelsAsync(call.Config, skus, cancellation) switch
        {
            StockReading.Read read => new(changes, [.. skus.Select(sku => Report(call, sku, read, covered[sku]))], null),
            StockReading.Failed failed => StockPage.Empty with { Failure = failed.Failure },
            var unknown => throw new InvalidOperationException($"Reading {unknown.GetType().Name} is not known."),
        };
    }

    private static (StockKey, StockReport) Report(FeedCall call, string sku, StockReading.Read read, IEnumerable<Reservation> covered)
    {
        List<WarehouseStock> free = [.. read.Levels.Where(level => level.Sku == sku).Select(level => new WarehouseStock(level.Warehouse, level.Free))];
        SourceStock reading = new(call.Connection.Connection, read.BeganAt, read.Untracked.Contains(sku) ? null : free);
        return (new(call.Connection.Tenant, sku), new(new(reading, [.. covered.Select(one => new ReservationMark(one.Order, one.Line, one.Version))])));
    }

    private async Task<DateTimeOffset?> StoreAsync(FeedCall call, FeedProgress progress, StockPage page, Failure? failure)
    {
        var now = time.GetUtcNow();
        if (failure is not null || page.Changes is not { } changes)
        {
            return await FailedAsync(call, progress, failure ?? new(FailureClass.Transient, "stock_failed", "The stock was not read."), now);
        }

        await Task.WhenAll(page.Reports.Select(TakeAsync));
        await feeds.PutAsync(progress.Read(changes.Cursor, now, call.Feed.Every), default);
        LogRead(call.Key, page.Reports.Count, changes.HasMore);
        return await RecountAsync(call) || changes.HasMore ? time.GetUtcNow() : null;
    }

    private async Task TakeAsync((StockKey Product, StockReport Report) read) => await grains.GetGrain<IInventoryGrain>(read.Product.ToString()).Take(read.Report);

    private async Task<DateTimeOffset?> FailedAsync(FeedCall call, FeedProgress progress, Failure failure, DateTimeOffset now)
    {
        await feeds.PutAsync(progress.Failed(failure, now), default);
        LogFailed(call.Key, failure.Class, failure.Message);
        var backoff = (await policies.ForAsync(call.Connection)).Retry.DelayAfter(progress.Failures + 1, chance.NextDouble());
        return now + (failure.RetryAfter is { } asked && asked > backoff ? asked : backoff);
    }

    // Levels that were counted under other terms: a channel is new, or policy has changed. True where there are more of them.
    private async Task<bool> RecountAsync(FeedCall call)
    {
        var terms = await directory.TermsAsync(call.Connection.Tenant);
        var products = await stock.CountedOtherwiseAsync(call.Connection.Tenant, terms.Fingerprint, RecountsMax, default);
        foreach (var product in products)
        {
            await grains.GetGrain<IInventoryGrain>(product.ToString()).Count();
        }

        return products.Count == RecountsMax;
    }

    private sealed record StockPage(StockChanges.Read? Changes, IReadOnlyList<(StockKey Product, StockReport Report)> Reports, Failure? Failure)
    {
        public static StockPage Empty { get; } = new(null, [], null);
    }

    private sealed class Turn(StockReader reader, FeedCall call, FeedProgress progress, IStockSource source) : IStockTurn
    {
        private StockPage _page = StockPage.Empty;
        private Failure? _failure;

        public async Task<IReadOnlyList<EffectOutcome>> CallAsync(CancellationToken cancellation)
        {
            _page = await reader.ReadAsync(call, progress, source, cancellation);
            _failure = _page.Failure;
            return _failure is null ? [] : [new EffectOutcome.Failed(_failure)];
        }

        public void Lose(string reason) => _failure = new(FailureClass.Transient, "stock_failed", reason);

        public Task<DateTimeOffset?> StoreAsync() => reader.StoreAsync(call, progress, _page, _failure);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Stock {Feed} was read: {Products} products; more follow: {HasMore}")]
    private partial void LogRead(FeedKey feed, int products, bool hasMore);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stock {Feed} could not be read ({Class}): {Reason}")]
    private partial void LogFailed(FeedKey feed, FailureClass @class, string reason);
}
