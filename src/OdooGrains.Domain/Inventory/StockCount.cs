using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Inventory;

/// <summary>All that is stored of one product.</summary>
public sealed record StockSnapshot(StockPosition? Position, IReadOnlyList<Reservation> Reservations, IReadOnlyList<ChannelStock> Levels);

/// <summary>A reading of the ERP, to be counted.</summary>
/// <param name="Covered">Reservations that it has already: the ERP's confirmation of each was known before it began.</param>
public sealed record StockTaken(SourceStock Reading, IReadOnlyList<ReservationMark> Covered);

/// <summary>What counting a product changes; written at once or not at all.</summary>
/// <param name="Position">As it shall be stored; its version is the one that it replaces.</param>
/// <param name="Counted">Reservations whose sales are counted now, as they were seen.</param>
/// <param name="Removed">Reservations that take nothing any more, as they were seen; one that was written since stays.</param>
/// <param name="Levels">Levels with another wanted side.</param>
/// <param name="Ended">Channels that are not told any more.</param>
public sealed record StockCount(
    StockPosition Position, IReadOnlyList<Reservation> Counted, IReadOnlyList<Reservation> Removed, IReadOnlyList<ChannelStock> Levels, IReadOnlyList<ConnectionId> Ended)
{
    /// <summary>Counts a product; null where nothing changes. Counted again until then, it has taken the reading, unless a newer one was.</summary>
    public static StockCount? Of(StockKey key, StockSnapshot stored, StockTerms terms, StockTaken? taken, DateTimeOffset now)
    {
        var before = stored.Position ?? new StockPosition { Key = key };
        // Sales are counted before their rows may go, and a reading is taken together with the reservations that it has: in the next count.
        var counted = stored.Reservations.Where(one => one.Counted != one.Sold).ToList();
        var position = (counted.Count > 0 || taken is null ? before : before.With(taken.Reading)) with { Terms = terms.Fingerprint };
        HashSet<ReservationMark> covered = position.Sources == before.Sources ? [] : [.. taken!.Covered];
        var removed = stored.Reservations.Where(one => one.Counted == one.Sold && (one.Quantity == 0 || covered.Contains(new(one.Order, one.Line, one.Version)))).ToList();
        var reserved = stored.Reservations.Except(removed).Sum(one => one.Quantity);
        var levels = terms.Targets.Select(target => Level(key, target, stored, counted, position, reserved, now)).OfType<ChannelStock>().ToList();
        var ended = stored.Levels.Select(level => level.Connection.Connection).Where(connection => terms.Targets.All(target => target.Connection != connection)).ToList();
        var isChange = counted.Count + removed.Count + levels.Count + ended.Count > 0 || position.Sources != before.Sources || before.Terms != position.Terms;
        return isChange ? new(position, counted, removed, levels, ended) : null;
    }

    // Where the level is not known the channel keeps its own, and what it sold is counted when it is.
    private static ChannelStock? Level(
        StockKey key, StockTarget target, StockSnapshot stored, List<Reservation> counted, StockPosition position, decimal reserved, DateTimeOffset now)
    {
        var present = stored.Levels.FirstOrDefault(level => level.Connection.Connection == target.Connection);
        var sold = counted.Where(one => one.Order.Channel == target.Connection).Sum(one => one.Sold - one.Counted);
        if (Availability.Of(position, reserved, target.Policy) is not StockAnswer.Known { Level: var wanted })
        {
            return present is null || sold <= 0 ? null : present with { Sold = present.Sold + sold };
        }

        if (present is null)
        {
            return new() { Connection = new(key.Tenant, target.Connection), Sku = key.Sku, Wanted = wanted, Sequence = 1, WantedAt = now };
        }

        return present.Wanted == wanted && sold <= 0
            ? null
            : present with { Wanted = wanted, Sold = present.Sold + Math.Max(0, sold), Sequence = present.Sequence + 1, WantedAt = present.IsBehind ? present.WantedAt : now };
    }
}
