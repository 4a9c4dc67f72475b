using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Feeds;

namespace OdooGrains.Domain.Tests.Feeds;

public sealed class FeedTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);
    private static readonly FeedKey Key = new(new(new("acme"), new("shop")), "orders");

    [Fact]
    public void A_key_reads_as_it_is_written()
    {
        Assert.Equal("acme/shop/orders", Key.ToString());
        Assert.Equal(Key, FeedKey.Parse("acme/shop/orders"));
    }

    [Theory]
    [InlineData("acme/shop")]
    [InlineData("acme/shop/")]
    [InlineData("orders")]
    public void A_key_that_names_no_feed_is_refused(string key) => Assert.Contains(key, Assert.Throws<ArgumentException>(() => FeedKey.Parse(key)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_feed_is_late_three_periods_after_its_last_page_however_often_it_was_tried()
    {
        var begun = FeedProgress.Begin(Key, Now, Every);
        var read = begun.Read("c1", Now.AddMinutes(4), Every);
        var failed = read.Failed(new(FailureClass.Transient, "down", "It is down."), Now.AddMinutes(9)).Failed(new(FailureClass.Transient, "down", "It is down."), Now.AddMinutes(14));

        Assert.Equal(Now.AddMinutes(15), begun.LateAt);
        Assert.Equal(Now.AddMinutes(19), failed.LateAt);
        Assert.Equal(("c1", 2, Now.AddMinutes(14)), (failed.Cursor!, failed.Failures, failed.LastFailureAt!.Value));
        Assert.Equal((0, null), (failed.Read("c2", Now.AddMinutes(20), Every).Failures, failed.Read("c2", Now.AddMinutes(20), Every).LastFailure));
    }

    [Fact]
    public void A_feed_that_begins_anew_has_no_cursor()
    {
        var rewound = FeedProgress.Begin(Key, Now, Every).Read("c1", Now, Every).Rewound(Now.AddDays(-1));

        Assert.Equal((null, Now.AddDays(-1)), (rewound.Cursor, rewound.Since));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(100, 0, 2)]
    [InlineData(0, 1_000, 30)]
    [InlineData(100, 999, 2)]
    [InlineData(5_000, 1_000, 100)]
    public void The_next_page_waits_for_what_the_quota_would_have_admitted_and_for_a_full_backlog(int accepted, long backlog, int seconds)
        => Assert.Equal(TimeSpan.FromSeconds(seconds), FeedPacing.Rest(accepted, backlog, new() { PerSecond = 50, Burst = 10, BacklogMax = 1_000 }));
}
