using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Formats;
using OdooGrains.Storage.Stock;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.TestKit.Memory;

/// <summary>A reservation, and whether it was written since it was counted.</summary>
internal sealed record MemoryReservation(Reservation Row, bool IsOpen);

/// <inheritdoc cref="IStockStore"/>
internal sealed class MemoryStockStore(MemoryStore store) : IStockStore
{
    public Task<StockSnapshot> LoadAsync(StockKey key, CancellationToken cancellation) => store.ReadAsync(
        "Stock.Load",
        key.Tenant,
        tables => new StockSnapshot(
            tables.Positions.GetValueOrDefault(key.ToString()),
            [.. Of(tables, key.Tenant).Where(one => one.Row.Sku == key.Sku).Select(one => one.Row)],
            [.. tables.Levels.Values.Where(level => level.Key == key)]),
        cancellation);

    public Task<bool> CountAsync(StockCount count, CancellationToken cancellation) => store.WriteAsync("Stock.Count", count.Position.Key.Tenant, tables => Count(tables, count), cancellation);

    public Task<IReadOnlyList<Reservation>> ConfirmedAsync(ConnectionKey erp, IReadOnlyList<string> skus, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<Reservation>>(
        "Stock.Confirmed", erp.Tenant, tables => [.. Confirmed(tables, erp).Where(one => skus.Contains(one.Sku)).OrderBy(one => one.Sku, StringComparer.Ordinal)], cancellation);

    public Task<IReadOnlyList<string>> AwaitingAsync(ConnectionKey erp, string? after, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<string>>(
        "Stock.Awaiting",
        erp.Tenant,
        tables => [.. Confirmed(tables, erp).Select(one => one.Sku).Where(sku => string.CompareOrdinal(sku, after) > 0).Distinct().Order(StringComparer.Ordinal).Take(limit)],
        cancellation);

    public Task<IReadOnlyList<StockKey>> CountedOtherwiseAsync(TenantId tenant, string terms, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<StockKey>>(
        "Stock.CountedOtherwise",
        tenant,
        tables => [.. tables.Positions.Values.Where(one => one.Key.Tenant == tenant && one.Terms != terms).Select(one => one.Key).OrderBy(key => key.Sku, StringComparer.Ordinal).Take(limit)],
        cancellation);

    public Task<IReadOnlyList<ChannelStock>> DueAsync(ConnectionKey channel, DateTimeOffset now, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<ChannelStock>>(
        "Stock.Due",
        channel.Tenant,
        tables => [.. tables.Levels.Values.Where(level => level.Connection == channel && IsDue(level, now)).OrderBy(level => level.WantedAt).ThenBy(level => level.Sku, StringComparer.Ordinal).Take(limit)],
        cancellation);

    public Task<IReadOnlyList<ChannelStock>> PutAsync(IReadOnlyList<ChannelStock> levels, CancellationToken cancellation) => store.WriteAsync<IReadOnlyList<ChannelStock>>(
        "Stock.Put", levels.Count == 0 ? null : levels[0].Connection.Tenant, tables => [.. levels.Select(level => Put(tables, level)).OfType<ChannelStock>()], cancellation);

    public Task<StockDepth> DepthAsync(ConnectionKey channel, CancellationToken cancellation) => store.ReadAsync(
        "Stock.Depth",
        channel.Tenant,
        tables =>
        {
            var levels = tables.Levels.Values.Where(level => level.Connection == channel).ToList();
            var behind = levels.Where(level => level.IsBehind).ToList();
            return new StockDepth(behind.Count, behind.Min(level => (DateTimeOffset?)level.WantedAt), levels.Count(level => level.Push.Mark is not null), levels.Count(level => level.Push.Unlisted is not null));
        },
        cancellation);

    public Task<IReadOnlyList<StockLine>> ListAsync(TenantId tenant, string? after, int limit, CancellationToken cancellation) => store.ReadAsync(
        "Stock.List",
        tenant,
        tables => StockRows.Lines(
            tables.Positions.Values.Where(one => one.Key.Tenant == tenant && string.CompareOrdinal(one.Key.Sku, after) > 0),
            Of(tables, tenant).Where(one => string.CompareOrdinal(one.Row.Sku, after) > 0).GroupBy(one => one.Row.Sku).Select(group => (group.Key, group.Sum(one => one.Row.Quantity))),
            tables.Levels.Values.Where(level => level.Connection.Tenant == tenant),
            limit),
        cancellation);

    public Task<IReadOnlyList<StockKey>> UncountedAsync(int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<StockKey>>(
        "Stock.Uncounted",
        null,
        tables => [.. tables.Reservations.Values.Where(one => one.IsOpen).Select(one => new StockKey(one.Row.Order.Tenant, one.Row.Sku)).Distinct()
            .OrderBy(key => key.Tenant.Value, StringComparer.Ordinal).ThenBy(key => key.Sku, StringComparer.Ordinal).Take(limit)],
        cancellation);

    public Task<IReadOnlyList<ConnectionKey>> BehindAsync(DateTimeOffset now, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<ConnectionKey>>(
        "Stock.Behind",
        null,
        tables => [.. tables.Levels.Values.Where(level => IsDue(level, now) && IsActive(tables, level)).Select(level => level.Connection).Distinct()
            .OrderBy(key => key.ToString(), StringComparer.Ordinal).Take(limit)],
        cancellation);

    public Task<IReadOnlyList<LateLevel>> LateAsync(TenantId? tenant, DateTimeOffset wantedBefore, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<LateLevel>>(
        "Stock.Late",
        tenant,
        tables => [.. tables.Levels.Values
            .Where(level => level.IsBehind && level.WantedAt < wantedBefore && (tenant is null || level.Connection.Tenant == tenant) && IsActive(tables, level))
            .OrderBy(level => level.WantedAt).ThenBy(level => level.Connection.ToString(), StringComparer.Ordinal).ThenBy(level => level.Sku, StringComparer.Ordinal)
            .Select(level => new LateLevel(level.Connection, level.Sku, level.WantedAt)).Take(limit)],
        cancellation);

    /// <summary>With the commit of a document.</summary>
    public static void Write(MemoryTables tables, DocumentCommit commit)
    {
        foreach (var one in commit.Reservations)
        {
            var key = $"{commit.Head.Key}/{Uri.EscapeDataString(one.Line)}/{Uri.EscapeDataString(one.Sku)}";
            var present = tables.Reservations.GetValueOrDefault(key);
            if (one.Quantity > 0 || one.Sold != one.SoldBefore || present is not null)
            {
                Reservation row = new()
                {
                    Order = commit.Head.Key,
                    Line = one.Line,
                    Sku = one.Sku,
                    Quantity = one.Quantity,
                    Sold = one.Sold,
                    Counted = present?.Row.Counted ?? one.SoldBefore,
                    InErp = one.InErp,
                    Version = commit.ExpectedVersion + 1,
                };
                tables.Reservations[key] = new(row, IsOpen: true);
            }
        }
    }

    private static bool Count(MemoryTables tables, StockCount count)
    {
        var key = count.Position.Key;
        if ((tables.Positions.GetValueOrDefault(key.ToString())?.Version ?? 0) != count.Position.Version)
        {
            return false;
        }

        tables.Positions[key.ToString()] = count.Position with { Version = count.Position.Version + 1 };
        foreach (var one in count.Counted)
        {
            if (tables.Reservations.TryGetValue(Name(one), out var present))
            {
                tables.Reservations[Name(one)] = new(present.Row with { Counted = one.Sold }, IsOpen: present.Row.Version != one.Version);
            }
        }

        foreach (var one in count.Removed.Where(one => tables.Reservations.GetValueOrDefault(Name(one))?.Row.Version == one.Version))
        {
            tables.Reservations.Remove(Name(one));
        }

        foreach (var level in count.Levels)
        {
            var push = tables.Levels.GetValueOrDefault(Name(level))?.Push ?? ChannelPush.None with { DueAt = DateTimeOffset.UnixEpoch };
            tables.Levels[Name(level)] = level with { WantedAt = StoredTime.Cut(level.WantedAt), Push = push };
        }

        foreach (var connection in count.Ended)
        {
            tables.Levels.Remove($"{key.Tenant}/{connection}/{Uri.EscapeDataString(key.Sku)}");
        }

        return true;
    }

    private static ChannelStock? Put(MemoryTables tables, ChannelStock level)
    {
        if (tables.Levels.GetValueOrDefault(Name(level)) is not { } present || present.Push.Version != level.Push.Version)
        {
            return null;
        }

        var told = StockRows.Told(level);
        tables.Levels[Name(level)] = present with { Push = told.Push };
        return told;
    }

    private static IEnumerable<MemoryReservation> Of(MemoryTables tables, TenantId tenant) => tables.Reservations.Values.Where(one => one.Row.Order.Tenant == tenant);

    private static IEnumerable<Reservation> Confirmed(MemoryTables tables, ConnectionKey erp) => Of(tables, erp.Tenant).Where(one => one.Row.InErp == erp.Connection).Select(one => one.Row);

    private static bool IsDue(ChannelStock level, DateTimeOffset now) => (level.IsBehind && level.Push.DueAt <= now) || level.Push.RecheckAt <= now;

    private static bool IsActive(MemoryTables tables, ChannelStock level)
        => tables.Connections.GetValueOrDefault(level.Connection.ToString()) is { Status: ConnectionStatus.Active } && tables.Tenants.GetValueOrDefault(level.Connection.Tenant.Value) is { Status: TenantStatus.Active };

    private static string Name(Reservation one) => $"{one.Order}/{Uri.EscapeDataString(one.Line)}/{Uri.EscapeDataString(one.Sku)}";

    private static string Name(ChannelStock level) => $"{level.Connection}/{Uri.EscapeDataString(level.Sku)}";
}
