using OdooGrains.Connectors;
using OdooGrains.Contracts.Feeds;
using OdooGrains.Domain.Feeds;
using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.TestKit.Builders;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Grains.Tests;

/// <summary>What the ERP has, less what orders take, is told to the channels in seconds, whatever fails on the way.</summary>
public sealed class StockTests
{
    private const string Mug = "MUG";
    private static readonly ConnectionKey Second = new(Sample.Channel.Tenant, new("second"));
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(2);

    [Fact]
    public void SYN_05_A_change_in_the_ERP_reaches_every_channel_within_seconds_of_its_hint() => Run(async market =>
    {
        await market.BeginAsync(7);
        market.Room[Mug] = 12;
        await market.HintAsync();
        await market.UntilAsync(12, 12, Seconds);
    }, isStrict: true);

    [Fact]
    public void SYN_05_Without_a_hint_it_reaches_them_with_the_next_period() => Run(async market =>
    {
        await market.BeginAsync(7);
        market.Room[Mug] = 12;
        await market.UntilAsync(12, 12, TimeSpan.FromSeconds(65));
    });

    [Fact]
    public void A_hint_before_the_commit_is_read_once_more() => Run(async market =>
    {
        await market.BeginAsync(7);
        market.Room.HintLag = Seconds;
        await market.HintAsync();
        await market.World.PassAsync(TimeSpan.FromSeconds(1));
        market.Room[Mug] = 12;
        await market.UntilAsync(12, 12, TimeSpan.FromSeconds(3));
    });

    [Fact]
    public void SYN_04_A_sale_lowers_the_other_channel_at_once_and_is_taken_once_whenever_the_ERP_has_it() => Run(async market =>
    {
        await market.BeginAsync(7);
        market.Shelf.Sell(Sample.Channel, Mug, 2);
        await market.World.AcceptAsync(An.Order("1"));
        await market.UntilAsync(5, 5, Seconds);
        Assert.Equal(2, await market.ReservedAsync());

        // The ERP reserves with its confirmation; a reading that begins after it has both.
        await market.World.UntilConfirmedAsync("1");
        market.Room[Mug] = 5;
        await market.World.UntilAsync(async () => await market.ReservedAsync() == 0, "the reading", TimeSpan.FromSeconds(65));
        await market.World.PassAsync(TimeSpan.FromMinutes(3));
        await market.UntilAsync(5, 5, TimeSpan.FromSeconds(1));
    });

    [Fact]
    public void SYN_04_A_reading_that_began_before_the_confirmation_takes_no_reservation_away() => Run(async market =>
    {
        await market.BeginAsync(7);
        market.Shelf.Sell(Sample.Channel, Mug, 2);
        market.World.Erp.Latency = TimeSpan.FromSeconds(3);
        await market.World.AcceptAsync(An.Order("1"));
        await market.UntilAsync(5, 5, Seconds);

        // Levels of before; while they are on their way the order is confirmed.
        market.Room.OnRead = () => market.World.UntilConfirmedAsync("1");
        market.Room[Mug] = 7;
        await market.HintAsync();
        await market.World.UntilConfirmedAsync("1");
        market.Room.OnRead = null;
        await market.World.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(2, await market.ReservedAsync());
        Assert.Equal((5, 5), market.Told);

        market.Room[Mug] = 5;
        await market.HintAsync();
        await market.World.UntilAsync(async () => await market.ReservedAsync() == 0, "the next reading", Seconds);
        Assert.Equal((5, 5), market.Told);
    });

    [Fact]
    public void A_confirmed_order_whose_change_was_read_too_early_is_read_for_by_itself() => Run(async market =>
    {
        await market.BeginAsync(7);
        market.Shelf.Sell(Sample.Channel, Mug, 2);
        await market.World.AcceptAsync(An.Order("1"));
        await market.World.UntilConfirmedAsync("1");
        market.Room.Quietly(Mug, 5);
        await market.World.UntilAsync(async () => await market.ReservedAsync() == 0, "the reading", TimeSpan.FromSeconds(65));
        await market.UntilAsync(5, 5, Seconds);
    });

    [Fact]
    public void A_cancelled_order_gives_back_what_it_took_and_so_does_one_that_nobody_paid() => Run(async market =>
    {
        await market.World.StatePolicyAsync("""{"releaseOn": "captured"}""");
        await market.BeginAsync(7);
        market.Shelf.Sell(Sample.Channel, Mug, 2);
        await market.World.AcceptAsync(An.Order("1"));
        await market.UntilAsync(5, 5, Seconds);
        await market.World.AcceptAsync(An.Order("1", minute: 1, cancelled: true));
        await market.UntilAsync(7, 7, Seconds);

        market.Shelf.Sell(Sample.Channel, Mug, 2);
        Payment failed = new() { Id = "p", Kind = PaymentKind.Capture, Status = PaymentStatus.Failed, Amount = 20, Currency = "EUR", UpdatedAt = Sample.Now };
        market.World.Shop.Facts = [new OrderFact.PaymentFact(failed)];
        await market.World.AcceptAsync(An.Order("2"));
        await market.World.UntilHeldAsync(OrderHold.PaymentFailed, "2");
        await market.UntilAsync(7, 7, Seconds);
        Assert.Equal(0, await market.ReservedAsync());
    });

    [Fact]
    public void What_a_channel_sold_and_nobody_told_is_kept_back_until_its_order_comes() => Run(async market =>
    {
        await market.BeginAsync(7);
        Assert.Equal(3, market.Shelf.Sell(Second, Mug, 3));
        market.Room[Mug] = 10;
        await market.HintAsync();
        await market.UntilAsync(10, 7, Seconds);

        await market.World.AcceptAsync(An.Order("1", quantity: 3), from: Second);
        await market.UntilAsync(7, 7, Seconds);
    });

    [Fact]
    public void A_level_that_somebody_corrected_at_the_channel_is_corrected_back_in_the_end() => Run(async market =>
    {
        await market.BeginAsync(7);
        market.Shelf.List(Second, Mug, 1);
        market.Room[Mug] = 10;
        await market.HintAsync();
        await market.UntilAsync(10, 4, Seconds);
        market.World.Node.StartSweep();
        await market.UntilAsync(10, 10, StockLimits.UnseenFor + TimeSpan.FromSeconds(20));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_push_in_doubt_is_read_back_before_the_next(bool arrived) => Run(async market =>
    {
        await market.BeginAsync(7);
        var readings = market.Shelf.Readings.Count;
        market.Shelf.Next(levels =>
        {
            if (arrived)
            {
                market.Shelf.Apply(Sample.Channel, levels);
            }

            return Task.FromResult<IReadOnlyList<StockPushOutcome>?>([.. levels.Select(_ => new StockPushOutcome.InDoubt("Reset."))]);
        });
        await market.World.PutAsync(Second, connection => connection with { Settings = new() { ["erp"] = "odoo" } }, reload: true);
        var before = market.Shelf.Pushes.Count;
        market.Room[Mug] = 12;
        await market.HintAsync();
        await market.World.UntilAsync(() => market.Shelf[Sample.Channel, Mug] == 12 && market.Shelf.Readings.Count > readings, "12", TimeSpan.FromSeconds(3));
        await market.World.PassAsync(Seconds);
        Assert.Equal(arrived ? 1 : 2, market.Shelf.Pushes.Skip(before).Count());
        Assert.Equal(0, (await market.World.Store.Stock.DepthAsync(Sample.Channel, default)).Behind);
    });

    [Fact]
    public void A_push_that_is_refused_whole_for_one_product_goes_on_in_smaller_ones() => Run(async market =>
    {
        string[] skus = [.. Enumerable.Range(1, 10).Select(number => $"P{number}")];
        await market.BeginAsync(7, skus);
        foreach (var sku in skus)
        {
            market.Room[sku] = 20;
            market.Shelf.Sell(Second, sku, sku == "P3" ? 1 : 0);
        }

        await market.HintAsync();
        await market.World.UntilAsync(() => skus.All(sku => market.Shelf[Second, sku] == (sku == "P3" ? 19 : 20) && market.Shelf[Sample.Channel, sku] == 20), "all levels", TimeSpan.FromSeconds(5));
    });

    [Fact]
    public void A_channel_that_is_down_is_late_in_the_open_and_told_the_newest_level_when_it_is_back() => Run(async market =>
    {
        await market.BeginAsync(7);
        market.Shelf.IsDown = true;
        market.World.Node.StartSweep();
        for (var free = 20; free <= 25; free++)
        {
            market.Room[Mug] = free;
            await market.HintAsync();
            await market.World.PassAsync(TimeSpan.FromMinutes(1.1));
        }

        var late = await market.World.Store.Stock.LateAsync(null, market.World.Now - StockLimits.LateAfter, 10, default);
        Assert.Equal([Second, Sample.Channel], late.Select(one => one.Channel));
        var depth = await market.World.Store.Stock.DepthAsync(Sample.Channel, default);
        Assert.Equal(1, depth.Behind);
        Assert.InRange(market.World.Now - depth.OldestWantedAt!.Value, TimeSpan.FromMinutes(6), TimeSpan.FromMinutes(7));
        market.Shelf.IsDown = false;
        var pushes = market.Shelf.Pushes.Count;
        await market.UntilAsync(25, 25, TimeSpan.FromMinutes(16));
        Assert.All(market.Shelf.Pushes.Skip(pushes), push => Assert.Equal(25, Assert.Single(push.Levels).Quantity));
    }, seeds: 1);

    [Fact]
    public void A_product_that_a_channel_does_not_list_is_known_as_that_and_asked_for_again_later() => Run(async market =>
    {
        await market.BeginAsync(7);
        market.Room["NEW"] = 3;
        await market.HintAsync();
        await market.World.UntilAsync(async () => (await market.World.Store.Stock.DepthAsync(Second, default)).Unlisted == 1, "unlisted", Seconds);
        market.Shelf.List(Second, "NEW");
        market.World.Node.StartSweep();
        await market.World.UntilAsync(() => market.Shelf[Second, "NEW"] == 3, "the level", StockLimits.UnlistedAgainAfter + TimeSpan.FromSeconds(20));
    }, seeds: 1);

    [Fact]
    public void Policy_splits_the_stock_and_a_changed_policy_counts_it_anew() => Run(async market =>
    {
        await market.World.StatePolicyAsync("""{"stockSafety": 2, "stockPercent": 50}""");
        await market.BeginAsync(7, isTold: false);
        await market.UntilAsync(2, 2, TimeSpan.FromSeconds(65));

        var stated = (await market.World.Store.Policies.ListAsync(new("acme"), default)).Single();
        Assert.True(await market.World.Store.Policies.PutAsync(stated with { Settings = new() { ["stockCap"] = 4 } }, stated.Version, default));
        await market.UntilAsync(4, 4, TimeSpan.FromSeconds(100));

        // A channel that is not told any more keeps what it has, and nothing of it is late.
        await market.World.PutAsync(Second, connection => connection with { Settings = new() { ["erp"] = "odoo" } }, reload: true);
        market.Room[Mug] = 1;
        await market.HintAsync();
        await market.UntilAsync(1, 4, Seconds);
        Assert.Equal(0, (await market.World.Store.Stock.DepthAsync(Second, default)).Behind);
    });

    [Fact]
    public void Switching_stock_off_ends_its_feed_and_nothing_of_it_is_late() => Run(async market =>
    {
        await market.BeginAsync(7);
        market.World.Node.StartSweep();
        await market.World.PutAsync(Sample.Erp, connection => connection with { Settings = [] }, reload: true);
        await market.Feed.Ensure();
        await market.World.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Null(await market.World.Store.Feeds.FindAsync(market.FeedKey, default));
        Assert.Empty(await market.World.Store.Alerts.OpenAsync(null, 10, default));
    }, seeds: 1);

    [Fact]
    public void The_sweep_begins_the_feed_where_a_connection_switched_it_on_and_nobody_told_it() => Run(async market =>
    {
        await market.SetUpAsync(7, [Mug]);
        market.World.Node.StartSweep();
        await market.UntilAsync(7, 7, TimeSpan.FromMinutes(2));
    }, seeds: 1);

    [Fact]
    public void No_failure_of_the_store_and_no_kill_loses_a_level()
    {
        // The n-th call about stock, each in one of four ways over the runs, fails, was done or not and nobody knows, or its process dies with it.
        for (var fault = 0; fault < 4; fault++)
        {
            for (var n = 1 + fault; n <= 20; n += 4)
            {
                var (kind, at) = (fault, n);
                Run(async market =>
                {
                    await market.BeginAsync(7);
                    var calls = 0;
                    market.World.OnStore = async call => !call.Name.StartsWith("Stock.", StringComparison.Ordinal) || ++calls != at ? StoreFault.None : kind switch
                    {
                        0 => StoreFault.Unavailable,
                        1 => StoreFault.CommittedUnknown,
                        2 => StoreFault.NotCommittedUnknown,
                        _ => await market.DieAsync(),
                    };
                    _ = market.RestartWhenKilledAsync();
                    market.World.Node.StartSweep();
                    market.Shelf.Sell(Sample.Channel, Mug, 2);
                    await market.World.AcceptAsync(An.Order("1"));
                    await market.HintAsync();
                    await market.UntilAsync(5, 5, TimeSpan.FromSeconds(40));
                    await market.World.UntilConfirmedAsync("1");
                    market.Room[Mug] = 5;
                    await market.World.UntilAsync(async () => await market.ReservedAsync() == 0, "the reading", TimeSpan.FromMinutes(3));
                    await market.UntilAsync(5, 5, TimeSpan.FromSeconds(30));
                }, seeds: 1);
            }
        }
    }

    private static void Run(Func<Market, Task> test, int seeds = 3, bool isStrict = false) => World.Run(world => test(new(world)), isStrict: isStrict, seeds: seeds);

    /// <summary>An ERP and two channels of one tenant.</summary>
    private sealed class Market(World world)
    {
        private bool _isKilled;

        public World World => world;

        public StockRoom Room { get; } = new(world.Time);

        public Shelf Shelf { get; } = new(world.Time);

        public FeedKey FeedKey { get; } = new(Sample.Erp, StockFeeds.Source);

        public IFeedGrain Feed => world.Node.Silo.GetGrain<IFeedGrain>(FeedKey.ToString());

        public (int?, int?) Told => (Shelf[Sample.Channel, Mug], Shelf[Second, Mug]);

        public async Task SetUpAsync(int free, string[] skus)
        {
            world.Erp.StockSource = Room;
            world.Shop.Stock = Shelf;
            await world.PutAsync(Sample.Erp, connection => connection with { Settings = new() { ["stock"] = true } });
            foreach (var channel in new[] { Sample.Channel, Second })
            {
                await world.PutAsync(channel, connection => connection with { Kind = FakeShop.Kind, Settings = new() { ["erp"] = "odoo", ["stock"] = true } });
                skus.ToList().ForEach(sku => Shelf.List(channel, sku));
            }

            world.Node.Directory.Forget(Sample.Channel.Tenant);
            skus.ToList().ForEach(sku => Room[sku] = free);
        }

        public async Task BeginAsync(int free, string[]? skus = null, bool isTold = true)
        {
            await SetUpAsync(free, skus ?? [Mug]);
            await Feed.Ensure();
            await Feed.Hint();
            if (isTold)
            {
                await world.UntilAsync(() => (skus ?? [Mug]).All(sku => Shelf[Sample.Channel, sku] == free && Shelf[Second, sku] == free), "the first levels", TimeSpan.FromSeconds(10));
            }
        }

        public Task HintAsync() => Feed.Hint();

        public Task UntilAsync(int first, int second, TimeSpan atMost) => world.UntilAsync(() => Told == (first, second), $"levels {first} and {second}, not {Told}", atMost);

        public async Task<decimal> ReservedAsync() => (await world.LookAsync(() => world.Store.Stock.LoadAsync(new(Sample.Channel.Tenant, Mug), default))).Reservations.Sum(one => one.Quantity);

        /// <summary>The process ends with this call of the store.</summary>
        public async Task<StoreFault> DieAsync()
        {
            _isKilled = true;
            await Task.Delay(Timeout.InfiniteTimeSpan, world.Time);
            return StoreFault.Unavailable;
        }

        public async Task RestartWhenKilledAsync()
        {
            while (!_isKilled)
            {
                await world.PassAsync(TimeSpan.FromMilliseconds(1));
            }

            await world.RestartAsync();
            world.Node.StartSweep();
        }
    }
}
