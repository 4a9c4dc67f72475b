using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Stock;

/// <summary>Stock: what ERPs have, what orders take of it, and what channels are told. Reservations are written with their orders' commits.</summary>
public interface IStockStore
{
    /// <summary>All that is stored of one product.</summary>
    Task<StockSnapshot> LoadAsync(StockKey key, CancellationToken cancellation);

    /// <summary>
    /// Writes a count where the position still has the version that it came with; false where it has another. Of reservations that were written since they
    /// were seen, what was counted is noted and nothing is removed.
    /// </summary>
    Task<bool> CountAsync(StockCount count, CancellationToken cancellation);

    /// <summary>Of these products, the reservations that an ERP has confirmed: what a reading that begins now will have.</summary>
    Task<IReadOnlyList<Reservation>> ConfirmedAsync(ConnectionKey erp, IReadOnlyList<string> skus, CancellationToken cancellation);

    /// <summary>Products with reservations that an ERP has confirmed and no reading has, by SKU, after a SKU.</summary>
    Task<IReadOnlyList<string>> AwaitingAsync(ConnectionKey erp, string? after, int limit, CancellationToken cancellation);

    /// <summary>Products of a tenant whose levels were counted under other terms, by SKU.</summary>
    Task<IReadOnlyList<StockKey>> CountedOtherwiseAsync(TenantId tenant, string terms, int limit, CancellationToken cancellation);

    /// <summary>Levels of a channel that are to be told, read or looked at now; what waits for longest first.</summary>
    Task<IReadOnlyList<ChannelStock>> DueAsync(ConnectionKey channel, DateTimeOffset now, int limit, CancellationToken cancellation);

    /// <summary>Replaces the telling sides of levels, each where it still has its version; the levels as they were stored.</summary>
    Task<IReadOnlyList<ChannelStock>> PutAsync(IReadOnlyList<ChannelStock> levels, CancellationToken cancellation);

    /// <summary>How much a channel is behind.</summary>
    Task<StockDepth> DepthAsync(ConnectionKey channel, CancellationToken cancellation);

    /// <summary>Products of a tenant after a SKU, by SKU, with their levels.</summary>
    Task<IReadOnlyList<StockLine>> ListAsync(TenantId tenant, string? after, int limit, CancellationToken cancellation);

    /// <summary>Products of all tenants with reservations that are not counted, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<StockKey>> UncountedAsync(int limit, CancellationToken cancellation);

    /// <summary>Channels of active connections of active tenants with levels that are due.</summary>
    Task<IReadOnlyList<ConnectionKey>> BehindAsync(DateTimeOffset now, int limit, CancellationToken cancellation);

    /// <summary>Levels that were to be told before an instant and were not, of active connections of active tenants; what waits for longest first.</summary>
    /// <param name="tenant">Of this tenant; null for all.</param>
    Task<IReadOnlyList<LateLevel>> LateAsync(TenantId? tenant, DateTimeOffset wantedBefore, int limit, CancellationToken cancellation);
}

/// <param name="Behind">Levels to be told.</param>
/// <param name="OldestWantedAt">Since when the oldest of them waits; null where none does.</param>
/// <param name="InDoubt">Pushes under way or in doubt.</param>
/// <param name="Unlisted">Products that the channel does not list.</param>
public sealed record StockDepth(int Behind, DateTimeOffset? OldestWantedAt, int InDoubt, int Unlisted);

/// <summary>One product in a list.</summary>
/// <param name="Position">Null where only reservations of it are known.</param>
public sealed record StockLine(string Sku, StockPosition? Position, decimal Reserved, IReadOnlyList<ChannelStock> Levels);

/// <summary>A level that a channel was not told in time.</summary>
public sealed record LateLevel(ConnectionKey Channel, string Sku, DateTimeOffset WantedAt);
