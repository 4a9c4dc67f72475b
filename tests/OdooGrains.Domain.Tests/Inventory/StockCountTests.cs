using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Inventory;

/// <summary>What is free, less what orders take, gives the level of each channel; whatever is counted when.</summary>
public sealed class StockCountTests
{
    private static readonly StockKey Mug = new(new("acme"), "MUG");
    private static readonly ConnectionId Erp = new("odoo"), Shop = new("shop"), Other = new("other");
    private static readonly StockTerms Terms = new([new(Other, StockPolicy.Default), new(Shop, StockPolicy.Default)]);

    [Theory]
    [InlineData(10, 3, 0, 100, StockPolicy.CapMax, 7)]
    [InlineData(10, 3, 2, 100, StockPolicy.CapMax, 5)]
    [InlineData(10, 3, 2, 50, StockPolicy.CapMax, 2)]
    [InlineData(10, 3, 0, 100, 4, 4)]
    [InlineData(10, 12, 0, 100, StockPolicy.CapMax, 0)]
    [InlineData(-3, 0, 0, 100, StockPolicy.CapMax, 0)]
    [InlineData(2.9, 0, 0, 100, StockPolicy.CapMax, 2)]
    [InlineData(10, 0, 0, 0, StockPolicy.CapMax, 0)]
    public void The_level_is_what_is_left_after_reservations_and_safety_stock_by_part_and_cap(double free, int reserved, int safety, int percent, int cap, int level)
    {
        StockPolicy policy = new() { Safety = safety, Percent = percent, Cap = cap };
        var known = Assert.IsType<StockAnswer.Known>(Availability.Of(Position((decimal)free), reserved, policy));
        Assert.Equal(level, known.Level);
        Assert.StartsWith($"{level}: ", Availability.Explain(known, policy), StringComparison.Ordinal);
    }

    [Fact]
    public void Policy_says_which_warehouses_a_channel_sells_from()
    {
        var position = Position(0) with { Sources = [new(Erp, Some.Noon, [new("WH", 5), new("N", 4), new("S", 2)]), new(new("second"), Some.Noon, [new("N", 1)])] };
        Assert.Equal(12, Level(position, []));
        Assert.Equal(5, Level(position, ["N"]));
        Assert.Equal(0, Level(position, ["NONE"]));

        static int Level(StockPosition position, string[] warehouses) => ((StockAnswer.Known)Availability.Of(position, 0, new() { Warehouses = warehouses })).Level;
    }

    [Fact]
    public void What_no_ERP_tells_of_has_no_level_and_a_reason()
    {
        Assert.Equal(Availability.NotRead, ((StockAnswer.Unknown)Availability.Of(null, 0, StockPolicy.Default)).Code);
        var untracked = (StockAnswer.Unknown)Availability.Of(Position(0) with { Sources = [new(Erp, Some.Noon, null)] }, 0, StockPolicy.Default);
        Assert.Equal(Availability.Untracked, untracked.Code);
        Assert.Contains("'MUG'", untracked.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_count_that_changes_nothing_is_none()
    {
        var count = StockCount.Of(Mug, new(null, [], []), Terms, Taken(10), Some.Noon)!;
        Assert.Equal([10, 10], count.Levels.Select(level => level.Wanted));
        Assert.Null(StockCount.Of(Mug, new(count.Position, [], count.Levels), Terms, Taken(10), Some.Noon));
    }

    [Fact]
    public void A_sale_is_counted_against_its_own_channel_once_and_lowers_all()
    {
        var first = StockCount.Of(Mug, new(null, [], []), Terms, Taken(10), Some.Noon)!;
        var sold = Reserved("1", 3);
        var second = StockCount.Of(Mug, new(first.Position, [sold], first.Levels), Terms, null, Some.Noon)!;
        Assert.Equal([(Other, 7, 0m, 2L), (Shop, 7, 3m, 2L)], second.Levels.Select(level => (level.Connection.Connection, level.Wanted, level.Sold, level.Sequence)));
        Assert.Null(StockCount.Of(Mug, new(second.Position, [sold with { Counted = 3 }], second.Levels), Terms, null, Some.Noon));
    }

    [Fact]
    public void A_reading_takes_away_what_it_has_and_nothing_that_changed_since()
    {
        var (covered, changed) = (Reserved("1", 3) with { Counted = 3 }, Reserved("2", 2) with { Counted = 2, Version = 5 });
        var taken = Taken(7) with { Covered = [new(covered.Order, "1", 1), new(changed.Order, "2", 4)] };
        var count = StockCount.Of(Mug, new(null, [covered, changed], []), Terms, taken, Some.Noon)!;
        Assert.Equal([covered], count.Removed);
        Assert.All(count.Levels, level => Assert.Equal(5, level.Wanted));
    }

    [Fact]
    public void Sales_are_counted_before_a_reading_takes_their_rows()
    {
        var fresh = Reserved("1", 3);
        var taken = Taken(7) with { Covered = [new(fresh.Order, "1", 1)] };
        var first = StockCount.Of(Mug, new(Position(10), [fresh], []), Terms, taken, Some.Noon)!;
        Assert.Equal((0, 1, 7), (first.Removed.Count, first.Counted.Count, first.Levels[0].Wanted));
        var second = StockCount.Of(Mug, new(first.Position, [fresh with { Counted = 3 }], first.Levels), Terms, taken, Some.Noon)!;
        Assert.Single(second.Removed);
        Assert.Empty(second.Levels);
    }

    [Fact]
    public void An_older_reading_changes_nothing()
    {
        var newer = StockCount.Of(Mug, new(null, [], []), Terms, Taken(10), Some.Noon)!;
        StockTaken older = new(new(Erp, Some.Noon.AddSeconds(-1), [new("WH", 99)]), []);
        Assert.Null(StockCount.Of(Mug, new(newer.Position, [], newer.Levels), Terms, older, Some.Noon));
    }

    [Fact]
    public void Other_terms_count_it_anew_and_end_channels_that_are_not_told_any_more()
    {
        var first = StockCount.Of(Mug, new(null, [], []), Terms, Taken(10), Some.Noon)!;
        StockTerms other = new([new(Shop, new() { Safety = 1 })]);
        Assert.NotEqual(Terms.Fingerprint, other.Fingerprint);
        var second = StockCount.Of(Mug, new(first.Position, [], first.Levels), other, null, Some.Noon)!;
        Assert.Equal([Other], second.Ended);
        Assert.Equal(9, Assert.Single(second.Levels).Wanted);
    }

    private static StockPosition Position(decimal free) => new() { Key = Mug, Sources = [new(Erp, Some.Noon.AddMinutes(-1), [new("WH", free)])], Terms = Terms.Fingerprint };

    private static StockTaken Taken(decimal free) => new(new(Erp, Some.Noon, [new("WH", free)]), []);

    private static Reservation Reserved(string line, int quantity)
        => new() { Order = new(Mug.Tenant, Shop, "1001"), Line = line, Sku = Mug.Sku, Quantity = quantity, Sold = quantity, Version = 1 };
}
