using OdooGrains.Domain.Effects;
using OdooGrains.Sandbox.Odoo;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>Stock is read by warehouse, and its changes are found.</summary>
public sealed class StockTests
{
    public static TheoryData<int, string> Protocols => new() { { 16, "auto" }, { 17, "auto" }, { 18, "auto" }, { 19, "auto" }, { 19, "jsonrpc" } };

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Free_is_what_lies_there_less_what_is_reserved_by_warehouse(int version, string protocol)
    {
        var lab = new OdooLab(version, protocol);
        var north = lab.Odoo.SeedWarehouse("North", "N");
        lab.Odoo.SeedStored("BOX", "Box", 8, (1, 10), (north, 4));
        lab.Odoo.SeedStored("JAR", "Jar", 8);
        await lab.SoldAsync(Order() with { Lines = [Order().Lines[0] with { Sku = "BOX" }] });

        var read = await LevelsAsync(lab, "BOX", "JAR", "MUG", "NONE");

        Assert.Equal([new("BOX", "WH", 8), new("JAR", "WH", 0), new("BOX", "N", 4), new("JAR", "N", 0)], read.Levels);
        Assert.Equal(["MUG", "NONE"], read.Untracked);
        Assert.Equal(lab.Time.GetUtcNow(), read.BeganAt);
    }

    [Fact]
    public async Task Reservations_deliveries_returns_and_counts_are_changes()
    {
        var lab = new OdooLab();
        var box = lab.Odoo.SeedStored("BOX", "Box", 8, (1, 10));
        lab.Odoo.SeedStored("JAR", "Jar", 8, (1, 10));
        var cursor = (await ChangesAsync(lab, null)).Cursor;
        Assert.Equal(["BOX", "JAR"], (await ChangesAsync(lab, null)).Skus.Order());

        await AssertChangedAsync(async () => await lab.SoldAsync(Order() with { Lines = [Order().Lines[0] with { Sku = "BOX" }] }));
        await AssertChangedAsync(() => Task.Run(() => new WarehousePeople(lab.Odoo).Send(1)));
        await AssertChangedAsync(() => lab.RunAsync(new ReturnGoods($"{lab.Orders[0]["id"]}", "r1", [new("1", 1)])));
        await AssertChangedAsync(() => Task.Run(() => new WarehousePeople(lab.Odoo).Count(box, 1, 77)));
        Assert.Equal(77m, Assert.Single((await LevelsAsync(lab, "BOX")).Levels).Free);

        async Task AssertChangedAsync(Func<Task> change)
        {
            // Beyond the overlap nothing is told twice.
            lab.Time.Advance(TimeSpan.FromMinutes(6));
            await change();
            var page = await ChangesAsync(lab, cursor);
            cursor = page.Cursor;
            Assert.Contains("BOX", page.Skus);
            Assert.Equal("BOX", Assert.Single((await ChangesAsync(lab, cursor)).Skus));
        }
    }

    [Fact]
    public async Task Reading_costs_what_it_says()
    {
        var lab = new OdooLab();
        lab.Odoo.SeedStored("BOX", "Box", 8, (1, 10));
        await lab.CustomerAsync(Order());
        var source = lab.Connector.StockSource;

        var before = lab.Odoo.Calls;
        await LevelsAsync(lab, "BOX");
        Assert.Equal(source.LevelsCost(1), lab.Odoo.Calls - before);
        before = lab.Odoo.Calls;
        await ChangesAsync(lab, null);
        Assert.InRange(lab.Odoo.Calls - before, 1, source.ChangesCost);
        await Assert.ThrowsAsync<ArgumentException>(() => source.LevelsAsync(lab.Connection, [.. Enumerable.Repeat("BOX", source.SkusMax + 1)], default));
        await Assert.ThrowsAsync<ArgumentException>(() => source.ChangesAsync(lab.Connection, "2026-11-20 18:00:46", default, default));
    }

    [Fact]
    public async Task An_Odoo_that_does_not_answer_is_a_failure()
    {
        var lab = new OdooLab();
        lab.Odoo.Revoke(Key);

        Assert.Equal(FailureClass.Auth, Assert.IsType<StockReading.Failed>(await lab.Connector.StockSource.LevelsAsync(lab.Connection, ["BOX"], default)).Failure.Class);
        Assert.Equal(FailureClass.Auth, Assert.IsType<StockChanges.Failed>(await lab.Connector.StockSource.ChangesAsync(lab.Connection, null, default, default)).Failure.Class);
    }

    private static async Task<StockReading.Read> LevelsAsync(OdooLab lab, params string[] skus)
        => Assert.IsType<StockReading.Read>(await lab.Connector.StockSource.LevelsAsync(lab.Connection, skus, default));

    private static async Task<StockChanges.Read> ChangesAsync(OdooLab lab, string? cursor)
        => Assert.IsType<StockChanges.Read>(await lab.Connector.StockSource.ChangesAsync(lab.Connection, cursor, DateTimeOffset.UnixEpoch, default));
}
