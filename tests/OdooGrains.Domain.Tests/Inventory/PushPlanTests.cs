using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Inventory;

/// <summary>A channel sells by itself: what it is told takes account of what it has sold, known or not.</summary>
public sealed class PushPlanTests
{
    private static readonly DateTimeOffset Now = Some.Noon;

    [Fact]
    public void A_level_that_nobody_knows_is_read_first_and_then_told()
    {
        Assert.Equal(PushStep.Read, PushPlan.Next(Row(wanted: 7), Now));
        var read = PushPlan.Read(Row(wanted: 7), 3, Now);
        Assert.Equal(PushStep.Push, PushPlan.Next(read, Now));
        Assert.Equal((7, 3), Of(PushPlan.Mark(read, Now)));
        Assert.False(PushPlan.Read(Row(wanted: 7), 7, Now).IsBehind);
    }

    [Fact]
    public void What_the_channel_sold_by_itself_needs_no_push()
    {
        var sold = Told(7) with { Wanted = 5, Sold = 2, Sequence = 2 };
        Assert.Equal(PushStep.Agree, PushPlan.Next(sold, Now));
        Assert.False(PushPlan.Agree(sold, Now).IsBehind);
    }

    [Fact]
    public void A_push_says_from_which_level_after_the_sales_that_are_known()
        => Assert.Equal((4, 6), Of(PushPlan.Mark(Told(7) with { Wanted = 4, Sold = 1, Sequence = 2 }, Now)));

    [Fact]
    public void Sales_that_nobody_told_of_are_kept_back_until_their_order_comes()
    {
        var refused = PushPlan.ChangedElsewhere(PushPlan.Mark(Told(7) with { Wanted = 10, Sequence = 2 }, Now), 4, Now);
        Assert.Equal((3, 7, 4), (refused.Unseen(Now), refused.ToTell(Now), refused.Expected));
        var told = PushPlan.Done(PushPlan.Mark(refused, Now), Now);
        Assert.Equal((7, 3, false), (told.Expected, told.Unseen(Now), told.IsBehind));
        Assert.Equal(Now + StockLimits.UnseenFor, told.Push.RecheckAt);

        // Two of the three orders come: nothing is to be told, and one sale is unseen.
        var two = told with { Wanted = 8, Sold = 2, Sequence = 3 };
        Assert.Equal((PushStep.Agree, 1), (PushPlan.Next(two, Now), two.Unseen(Now)));
        var three = PushPlan.Agree(two, Now) with { Wanted = 7, Sold = 3, Sequence = 4 };
        Assert.Equal((PushStep.Agree, 0), (PushPlan.Next(three, Now), three.Unseen(Now)));
        Assert.Null(PushPlan.Agree(three, Now).Push.RecheckAt);
    }

    [Fact]
    public void What_no_order_told_of_in_time_was_no_sale()
    {
        var told = PushPlan.Done(PushPlan.Mark(PushPlan.ChangedElsewhere(PushPlan.Mark(Told(7) with { Wanted = 10, Sequence = 2 }, Now), 4, Now), Now), Now);
        var later = Now + StockLimits.UnseenFor;
        Assert.Equal(PushStep.Push, PushPlan.Next(told, later));
        Assert.Equal((10, 7), Of(PushPlan.Mark(told, later)));
        Assert.Equal(0, PushPlan.Done(PushPlan.Mark(told, later), later).Unseen(later));
    }

    [Fact]
    public void A_level_that_went_up_there_is_no_sale()
    {
        var refused = PushPlan.ChangedElsewhere(PushPlan.Mark(Told(7) with { Wanted = 10, Sequence = 2 }, Now), 9, Now);
        Assert.Equal((0, 10, 9), (refused.Unseen(Now), refused.ToTell(Now), refused.Expected));
    }

    // Lowered from 10 to 5, or raised from 5 to 10: what is read there afterwards says whether it arrived, and what was sold since.
    [Theory]
    [InlineData(10, 5, 5, true, 0)]
    [InlineData(10, 5, 4, true, 1)]
    [InlineData(10, 5, 10, false, 0)]
    [InlineData(10, 5, 9, false, 1)]
    [InlineData(10, 5, 12, false, 0)]
    [InlineData(5, 10, 5, false, 0)]
    [InlineData(5, 10, 4, false, 1)]
    [InlineData(5, 10, 10, true, 0)]
    [InlineData(5, 10, 9, true, 1)]
    public void A_push_in_doubt_is_settled_by_what_is_there(int from, int to, int actual, bool isTold, int unseen)
    {
        var doubtful = PushPlan.InDoubt(PushPlan.Mark(Told(from) with { Wanted = to, Sequence = 2 }, Now), Now);
        Assert.Equal(PushStep.Read, PushPlan.Next(doubtful, Now));
        var read = PushPlan.Read(doubtful, actual, Now);
        Assert.Equal((!isTold, unseen, actual), (read.IsBehind, read.Unseen(Now), read.Expected!.Value));
    }

    [Fact]
    public void A_failure_waits_and_a_refusal_for_another_product_does_not()
    {
        var marked = PushPlan.Mark(Told(7) with { Wanted = 4, Sequence = 2 }, Now);
        var failed = PushPlan.Failed(marked, new(FailureClass.Throttled, "throttled", "Too often.", TimeSpan.FromSeconds(30)), TimeSpan.FromSeconds(2), Now);
        Assert.Equal((1, Now.AddSeconds(30), true), (failed.Push.Failures, failed.Push.DueAt, failed.IsBehind));
        var together = PushPlan.Failed(marked, new(FailureClass.Transient, EffectFailures.RefusedTogether, "For another."), TimeSpan.FromSeconds(2), Now);
        Assert.Equal((0, Now), (together.Push.Failures, together.Push.DueAt));
    }

    [Fact]
    public void A_mark_has_a_key_of_its_own_each_time()
    {
        var row = Told(7) with { Wanted = 4, Sequence = 2 };
        Assert.NotEqual(PushPlan.Mark(row, Now).Push.Mark!.Key, PushPlan.Mark(row with { Push = row.Push with { Version = 9 } }, Now).Push.Mark!.Key);
        Assert.Throws<InvalidOperationException>(() => PushPlan.Mark(Row(7), Now));
        Assert.Throws<InvalidOperationException>(() => PushPlan.Done(row, Now));
    }

    private static ChannelStock Row(int wanted) => new() { Connection = new(new("acme"), new("shop")), Sku = "MUG", Wanted = wanted, Sequence = 1, WantedAt = Now };

    private static ChannelStock Told(int level) => PushPlan.Read(Row(level), level, Now);

    private static (int To, int From) Of(ChannelStock marked) => (marked.Push.Mark!.Level, marked.Push.Mark.From);
}
