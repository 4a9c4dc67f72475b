using OdooGrains.Connectors;
using OdooGrains.Contracts.Connections;
using OdooGrains.Domain.Effects;
using OdooGrains.Grains.Connections;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Grains.Tests.Connections;

public sealed class FeedTurnsTests
{
    private static readonly FeedManifest Orders = new("orders", "Orders.", TimeSpan.FromMinutes(5), Lane.Money);
    private static readonly FeedManifest Products = new("products", "Products.", TimeSpan.FromHours(1), Lane.Catalog);
    private readonly FeedTurns _feeds = new();

    [Fact]
    public void A_page_is_of_its_lane_and_not_before_its_time()
    {
        Want(Orders, Sample.Now.AddSeconds(5));

        Assert.Null(_feeds.First(Lane.Money, Sample.Now, _ => true));
        Assert.Null(_feeds.First(Lane.Catalog, Sample.Now.AddSeconds(5), _ => true));
        Assert.Null(_feeds.First(Lane.Money, Sample.Now.AddSeconds(5), _ => false));
        Assert.Equal(Orders, _feeds.First(Lane.Money, Sample.Now.AddSeconds(5), _ => true)?.Feed);
        Assert.Equal(Sample.Now.AddSeconds(5), _feeds.NextDue(Sample.Now));
        Assert.Null(_feeds.NextDue(Sample.Now.AddSeconds(5)));
    }

    [Fact]
    public void The_sooner_time_counts()
    {
        Want(Orders, Sample.Now.AddMinutes(5));
        Want(Orders, Sample.Now);
        Want(Orders, Sample.Now.AddMinutes(1));

        Assert.Equal(1, _feeds.Count);
        Assert.NotNull(_feeds.First(Lane.Money, Sample.Now, _ => true));
    }

    [Fact]
    public void Of_one_feed_one_page_is_read_at_a_time_and_once_more_for_who_asked_meanwhile()
    {
        Want(Orders, Sample.Now);
        _feeds.Start(new("orders"));
        Want(Orders, Sample.Now.AddSeconds(1));
        Assert.Null(_feeds.First(Lane.Money, Sample.Now.AddHours(1), _ => true));

        _feeds.Finish(new("orders"), Orders, again: null);
        Assert.NotNull(_feeds.First(Lane.Money, Sample.Now.AddSeconds(1), _ => true));
        _feeds.Start(new("orders"));
        _feeds.Finish(new("orders"), Orders, again: null);
        Assert.Equal(0, _feeds.Count);
    }

    [Fact]
    public void A_feed_and_a_reconciliation_of_it_are_read_beside_each_other()
    {
        Want(Orders, Sample.Now);
        _feeds.Want(new("orders", Sample.Id(1)), Orders, Sample.Now);
        _feeds.Start(new("orders"));

        Assert.Equal(new FeedRead("orders", Sample.Id(1)), _feeds.First(Lane.Money, Sample.Now, _ => true)?.Read);
    }

    [Fact]
    public void A_page_and_a_call_of_effects_take_turns_lane_by_lane()
    {
        Want(Orders, Sample.Now);
        Want(Products, Sample.Now);
        Assert.False(_feeds.EffectsFirst(Lane.Money));

        _feeds.Start(new("orders"));
        Assert.True(_feeds.EffectsFirst(Lane.Money));
        Assert.False(_feeds.EffectsFirst(Lane.Catalog));
        _feeds.EffectsLeft(Lane.Money);
        Assert.False(_feeds.EffectsFirst(Lane.Money));
    }

    private void Want(FeedManifest feed, DateTimeOffset dueAt) => _feeds.Want(new(feed.Name), feed, dueAt);
}
