using OdooGrains.Contracts.Inventory;
using OdooGrains.Grains.Dispatch;
using OdooGrains.Storage.Stock;

namespace OdooGrains.Grains.Inventory;

/// <summary>Follows the sweep: products whose reservations nobody counted are counted, and channels whose levels nobody told are told, whatever hint was lost.</summary>
public sealed class StockWatch(IStockStore store, IGrainFactory grains, GrainLimits limits) : ISweepFollower
{
    private DateTimeOffset? _lookedAt;

    public async Task FollowAsync(SweepRound round, CancellationToken cancellation)
    {
        if (round.At - _lookedAt < limits.StockWatchPeriod)
        {
            return;
        }

        _lookedAt = round.At;
        foreach (var product in await store.UncountedAsync(limits.StockWokenMax, cancellation))
        {
            await grains.GetGrain<IInventoryGrain>(product.ToString()).Count();
        }

        foreach (var channel in await store.BehindAsync(round.At, limits.StockWokenMax, cancellation))
        {
            await grains.GetGrain<IChannelStockGrain>(channel.ToString()).Tell();
        }
    }
}
