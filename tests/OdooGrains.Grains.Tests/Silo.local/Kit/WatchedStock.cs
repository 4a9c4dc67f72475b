using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Stock;

namespace OdooGrains.Grains.Tests.Kit;

/// <summary>Shows the test what was counted and told.</summary>
internal sealed class WatchedStock(World world) : IStockStore
{
    private IStockStore Store => world.Store.Stock;

    public async Task<bool> CountAsync(StockCount count, CancellationToken cancellation)
    {
        var isCounted = await Store.CountAsync(count, cancellation);
        if (isCounted)
        {
            world.OnCount?.Invoke(count);
        }

        return isCounted;
    }

    public async Task<IReadOnlyList<ChannelStock>> PutAsync(IReadOnlyList<ChannelStock> levels, CancellationToken cancellation)
    {
        var stored = await Store.PutAsync(levels, cancellation);
        foreach (var level in stored)
        {
            world.OnTold?.Invoke(level);
        }

        return stored;
    }

    public Task<StockSnapshot> LoadAsync(StockKey key, CancellationToken cancellation) => Store.LoadAsync(key, cancellation);

    public Task<IReadOnlyList<Reservation>> ConfirmedAsync(ConnectionKey erp, IReadOnlyList<string> skus, CancellationToken cancellation) => Store.ConfirmedAsync(erp, skus, cancellation);

    public Task<IReadOnlyList<string>> AwaitingAsync(ConnectionKey erp, string? after, int limit, CancellationToken cancellation) => Store.AwaitingAsync(erp, after, limit, cancellation);

    public Task<IReadOnlyList<StockKey>> CountedOtherwiseAsync(TenantId tenant, string terms, int limit, CancellationToken cancellation) => Store.CountedOtherwiseAsync(tenant, terms, limit, cancellation);

    public Task<IReadOnlyList<ChannelStock>> DueAsync(ConnectionKey channel, DateTimeOffset now, int limit, CancellationToken cancellation) => Store.DueAsync(channel, now, limit, cancellation);

    public Task<StockDepth> DepthAsync(ConnectionKey channel, CancellationToken cancellation) => Store.DepthAsync(channel, cancellation);

    public Task<IReadOnlyList<StockLine>> ListAsync(TenantId tenant, string? after, int limit, CancellationToken cancellation) => Store.ListAsync(tenant, after, limit, cancellation);

    public Task<IReadOnlyList<StockKey>> UncountedAsync(int limit, CancellationToken cancellation) => Store.UncountedAsync(limit, cancellation);

    public Task<IReadOnlyList<ConnectionKey>> BehindAsync(DateTimeOffset now, int limit, CancellationToken cancellation) => Store.BehindAsync(now, limit, cancellation);

    public Task<IReadOnlyList<LateLevel>> LateAsync(TenantId? tenant, DateTimeOffset wantedBefore, int limit, CancellationToken cancellation) => Store.LateAsync(tenant, wantedBefore, limit, cancellation);
}
