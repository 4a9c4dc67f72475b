using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Tenants;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Conformance;

public abstract class StockConformance : StoreConformance
{
    private static readonly StockKey Mug = new(Sample.Channel.Tenant, "MUG/1 ü");
    private static readonly TenantId Acme = Sample.Channel.Tenant;
    private static readonly ReservationChange Two = new("1", Mug.Sku, 2, 2, 0, null);

    [Fact]
    public async Task Reservations_are_written_with_their_orders_commit_and_refused_with_it()
    {
        await ReserveAsync(Two);
        var stored = Assert.Single((await Store.Stock.LoadAsync(Mug, None)).Reservations);
        Assert.Equal(new() { Order = Sample.Document(), Line = "1", Sku = Mug.Sku, Quantity = 2, Sold = 2, Version = 1 }, stored);
        Assert.Equal([Mug], await Store.Stock.UncountedAsync(10, None));

        var late = Sample.Commit() with { Reservations = [Two with { Quantity = 9 }] };
        Assert.Equal(CommitResult.Conflict, await Store.Documents.CommitAsync(late, None));
        Assert.Equal(2, Assert.Single((await Store.Stock.LoadAsync(Mug, None)).Reservations).Quantity);
    }

    [Fact]
    public async Task A_count_is_written_at_the_version_of_the_position_only_and_whole()
    {
        await ReserveAsync(Two);
        var seen = Assert.Single((await Store.Stock.LoadAsync(Mug, None)).Reservations);
        var count = new StockCount(Position(), [seen], [], [Level()], []);
        Assert.True(await Store.Stock.CountAsync(count, None));
        Assert.False(await Store.Stock.CountAsync(count with { Levels = [Level() with { Wanted = 99 }] }, None));

        var stored = await Store.Stock.LoadAsync(Mug, None);
        Assert.Equal((1, "t1", 7.5m), (stored.Position!.Version, stored.Position.Terms, stored.Position.Sources[0].Free![0].Free));
        Assert.Equal(2, Assert.Single(stored.Reservations).Counted);
        Assert.Equal(Level() with { Push = ChannelPush.None with { DueAt = DateTimeOffset.UnixEpoch } }, Assert.Single(stored.Levels));
        Assert.Empty(await Store.Stock.UncountedAsync(10, None));

        Assert.True(await Store.Stock.CountAsync(new(stored.Position, [], stored.Reservations, [], [Sample.Channel.Connection]), None));
        var after = await Store.Stock.LoadAsync(Mug, None);
        Assert.Equal((2, 0, 0), (after.Position!.Version, after.Reservations.Count, after.Levels.Count));
    }

    [Fact]
    public async Task What_was_written_since_it_was_seen_stays_and_is_counted_again()
    {
        await ReserveAsync(Two);
        var seen = Assert.Single((await Store.Stock.LoadAsync(Mug, None)).Reservations);
        await ReserveAsync(Two with { Quantity = 3, Sold = 3, SoldBefore = 2 }, expectedVersion: 1);

        Assert.True(await Store.Stock.CountAsync(new(Position(), [seen], [], [], []), None));
        var changed = Assert.Single((await Store.Stock.LoadAsync(Mug, None)).Reservations);
        Assert.Equal((3, 3, 2, 2), (changed.Quantity, changed.Sold, changed.Counted, changed.Version));
        Assert.Equal([Mug], await Store.Stock.UncountedAsync(10, None));

        Assert.True(await Store.Stock.CountAsync(new(Position() with { Version = 1 }, [], [seen], [], []), None));
        Assert.Single((await Store.Stock.LoadAsync(Mug, None)).Reservations);
    }

    [Fact]
    public async Task A_release_of_what_no_row_takes_writes_nothing_and_what_was_counted_before_is_not_counted_again()
    {
        await ReserveAsync(new("1", Mug.Sku, 0, 2, 2, null));
        Assert.Empty((await Store.Stock.LoadAsync(Mug, None)).Reservations);

        await ReserveAsync(new("1", Mug.Sku, 3, 3, 2, null), expectedVersion: 1);
        Assert.Equal(2, Assert.Single((await Store.Stock.LoadAsync(Mug, None)).Reservations).Counted);
    }

    [Fact]
    public async Task Reservations_that_the_ERP_confirmed_are_found_by_it()
    {
        await ReserveAsync(Two with { InErp = Sample.Erp.Connection });
        await ReserveAsync(Two with { Sku = "CUP" }, document: "1002");
        Assert.Equal(["1"], (await Store.Stock.ConfirmedAsync(Sample.Erp, [Mug.Sku, "CUP"], None)).Select(one => one.Line));
        Assert.Empty(await Store.Stock.ConfirmedAsync(Sample.Erp, ["CUP"], None));
        Assert.Equal([Mug.Sku], await Store.Stock.AwaitingAsync(Sample.Erp, null, 10, None));
        Assert.Empty(await Store.Stock.AwaitingAsync(Sample.Erp, Mug.Sku, 10, None));
    }

    [Fact]
    public async Task The_two_sides_of_a_level_are_written_apart()
    {
        var level = await CountedAsync();
        var told = Assert.Single(await Store.Stock.PutAsync([PushPlan.Read(level, 5, Sample.Now)], None));
        Assert.Empty(await Store.Stock.PutAsync([level], None));

        await Store.Stock.CountAsync(new(Position() with { Version = 1 }, [], [], [Level() with { Wanted = 6, Sequence = 2, Sold = 1.5m }], []), None);
        var stored = Assert.Single((await Store.Stock.LoadAsync(Mug, None)).Levels);
        Assert.Equal((6, 2, 1.5m), (stored.Wanted, stored.Sequence, stored.Sold));
        Assert.Equal(told.Push, stored.Push);

        var marked = PushPlan.Mark(stored, Sample.Now);
        var failed = PushPlan.Failed(marked, new(FailureClass.Transient, "busy", "Too much to do."), TimeSpan.FromSeconds(9), Sample.Now);
        Assert.Equal(new(1, Sample.Now, 0, 0), await Store.Stock.DepthAsync(Sample.Channel, None));
        var held = Assert.Single(await Store.Stock.PutAsync([marked], None));
        Assert.Equal(1, (await Store.Stock.DepthAsync(Sample.Channel, None)).InDoubt);
        await Store.Stock.PutAsync([failed with { Push = failed.Push with { Version = held.Push.Version } }], None);
        Assert.Equal(("busy", 1), ((await Store.Stock.LoadAsync(Mug, None)).Levels[0].Push.LastFailure!.Code, (await Store.Stock.LoadAsync(Mug, None)).Levels[0].Push.Failures));
    }

    [Fact]
    public async Task Levels_are_due_while_they_are_behind_or_to_be_looked_at_again()
    {
        await AddAsync();
        var level = await CountedAsync();
        Assert.Equal([level], await Store.Stock.DueAsync(Sample.Channel, Sample.Now, 10, None));
        Assert.Equal([Sample.Channel], await Store.Stock.BehindAsync(Sample.Now, 10, None));
        Assert.Equal([new(Sample.Channel, Mug.Sku, Sample.Now)], await Store.Stock.LateAsync(null, Sample.Now.AddSeconds(1), 10, None));
        Assert.Empty(await Store.Stock.LateAsync(new("globex"), Sample.Now.AddSeconds(1), 10, None));
        Assert.Empty(await Store.Stock.LateAsync(null, Sample.Now, 10, None));

        var unlisted = Assert.Single(await Store.Stock.PutAsync([PushPlan.Unlisted(level, "Not there.", Sample.Now)], None));
        Assert.Equal(new(0, null, 0, 1), await Store.Stock.DepthAsync(Sample.Channel, None));
        Assert.Empty(await Store.Stock.DueAsync(Sample.Channel, Sample.Now, 10, None));
        Assert.Equal([unlisted], await Store.Stock.DueAsync(Sample.Channel, Sample.Now + StockLimits.UnlistedAgainAfter, 10, None));
        Assert.Equal([Sample.Channel], await Store.Stock.BehindAsync(Sample.Now + StockLimits.UnlistedAgainAfter, 10, None));

        var stored = await Store.Tenants.FindConnectionAsync(Sample.Channel, None);
        await Store.Tenants.PutConnectionAsync(stored! with { Status = ConnectionStatus.Paused }, stored.Version, None);
        Assert.Empty(await Store.Stock.BehindAsync(Sample.Now + StockLimits.UnlistedAgainAfter, 10, None));
    }

    [Fact]
    public async Task Products_are_listed_by_SKU_with_what_is_known_of_them()
    {
        await CountedAsync();
        await ReserveAsync(Two);
        await ReserveAsync(Two with { Sku = "AAA", Quantity = 4 }, document: "1002");
        var all = await Store.Stock.ListAsync(Acme, null, 10, None);
        Assert.Equal([("AAA", 4m, false, 0), (Mug.Sku, 2m, true, 1)], all.Select(line => (line.Sku, line.Reserved, line.Position is not null, line.Levels.Count)));
        Assert.Equal(["AAA"], (await Store.Stock.ListAsync(Acme, null, 1, None)).Select(line => line.Sku));
        Assert.Equal([Mug.Sku], (await Store.Stock.ListAsync(Acme, "AAA", 10, None)).Select(line => line.Sku));
        Assert.Equal([Mug], await Store.Stock.CountedOtherwiseAsync(Acme, "t2", 10, None));
        Assert.Empty(await Store.Stock.CountedOtherwiseAsync(Acme, "t1", 10, None));
        Assert.Empty(await Store.Stock.ListAsync(new("globex"), null, 10, None));
    }

    [Fact]
    public async Task Levels_go_with_their_connection_and_all_with_the_tenant()
    {
        await AddAsync();
        await CountedAsync();
        await ReserveAsync(Two);
        Assert.True(await Store.Tenants.DeleteConnectionAsync(Sample.Channel, None));
        Assert.Empty((await Store.Stock.LoadAsync(Mug, None)).Levels);

        var tenant = await Store.Tenants.FindTenantAsync(Acme, None);
        Assert.True(await Store.Tenants.UpdateTenantAsync(tenant! with { Status = TenantStatus.Draining }, tenant.Version, None));
        while (!await Store.Tenants.EraseAsync(Acme, 100, Sample.Now, None))
        {
        }

        var left = await Store.Stock.LoadAsync(Mug, None);
        Assert.Equal((null, 0), (left.Position, left.Reservations.Count));
    }

    private static StockPosition Position() => new() { Key = Mug, Sources = [new(Sample.Erp.Connection, Sample.Now, [new("WH", 7.5m)])], Terms = "t1" };

    private static ChannelStock Level() => new() { Connection = Sample.Channel, Sku = Mug.Sku, Wanted = 7, Sequence = 1, WantedAt = Sample.Now };

    private async Task<ChannelStock> CountedAsync()
    {
        Assert.True(await Store.Stock.CountAsync(new(Position(), [], [], [Level()], []), None));
        return Assert.Single((await Store.Stock.LoadAsync(Mug, None)).Levels);
    }

    private Task ReserveAsync(ReservationChange change, string document = "1001", long expectedVersion = 0)
        => CommitAsync(Sample.Commit(Sample.Head(Sample.Document(document)), expectedVersion) with { Reservations = [change] });

    private async Task AddAsync()
    {
        await Store.Tenants.CreateTenantAsync(Sample.Tenant(), None);
        Assert.NotNull(await Store.Tenants.PutConnectionAsync(Sample.Connection(Sample.Channel), 0, None));
    }
}
