using FsCheck;
using FsCheck.Fluent;
using OdooGrains.Domain.Scheduling;

namespace OdooGrains.Domain.Tests.Scheduling;

public class TokenBucketTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(200);
    private static readonly TokenRate Two = new(perSecond: 2, burst: 4);
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);

    /// <summary>Each step: what to ask for and how many ms to wait before; now and then the other side states what is left.</summary>
    private static readonly Arbitrary<(int Gap, int Cost, int Learned)[]> Steps = Arb.From(
        (from gap in Gen.Frequency((3, Gen.Constant(0)), (3, Gen.Choose(0, 50)), (1, Gen.Choose(0, 20_000)))
         from cost in Gen.Choose(1, 30)
         from learned in Gen.Frequency((9, Gen.Constant(-1)), (1, Gen.Choose(0, 40)))
         select (gap, cost, learned)).ArrayOf());

    private static readonly Arbitrary<TokenRate> Rates = Arb.From(
        from perSecond in Gen.Choose(1, 40_000)
        from burst in Gen.Choose(1, 40)
        select new TokenRate(perSecond / 100.0, burst));

    [Fact]
    public void For_every_window_what_is_taken_is_at_most_burst_plus_rate_times_window()
        => Prop.ForAll(Rates, Steps, (rate, steps) =>
        {
            var taken = Taken(rate, steps);
            for (var first = 0; first < taken.Count; first++)
            {
                var sum = 0.0;
                for (var last = first; last < taken.Count; last++)
                {
                    sum += taken[last].Cost;
                    var window = (taken[last].At - taken[first].At).TotalSeconds;
                    Assert.True(sum <= rate.Burst + (rate.PerSecond * window) + 1e-6, $"{sum} taken in {window} s at {rate}");
                }
            }
        }).Check(Many);

    [Fact]
    public void Whoever_waits_as_long_as_stated_is_served_and_one_tick_less_is_too_early()
        => Prop.ForAll(Rates, Steps, (rate, steps) =>
        {
            var (bucket, now) = (TokenBucket.Full(rate, Start), Start);
            foreach (var (gap, asked, _) in steps)
            {
                now += TimeSpan.FromMilliseconds(gap);
                var cost = Math.Min(asked, rate.Burst);
                (bucket, var wait) = bucket.Take(rate, now, cost);
                if (wait > TimeSpan.Zero)
                {
                    // A tick brings rate ÷ 10⁷ tokens, which must be seen beside the rounding that the bucket allows for.
                    var early = TimeSpan.FromTicks(Math.Max(2, (long)Math.Ceiling(2e-9 / rate.PerSecond * TimeSpan.TicksPerSecond)));
                    Assert.True(wait <= early || bucket.Wait(rate, now + wait - early, cost) > TimeSpan.Zero);
                    (bucket, var again) = bucket.Take(rate, now += wait, cost);
                    Assert.Equal(TimeSpan.Zero, again);
                }
            }
        }).Check(Many);

    [Fact]
    public void A_refused_take_takes_nothing()
    {
        var (bucket, wait) = TokenBucket.Full(Two, Start).Take(Two, Start, 3);
        Assert.Equal(TimeSpan.Zero, wait);

        (bucket, wait) = bucket.Take(Two, Start, 3);

        Assert.Equal(TimeSpan.FromSeconds(1), wait);
        Assert.Equal(1, bucket.Left(Two, Start));
    }

    [Fact]
    public void What_the_other_side_says_lowers_the_count_and_never_raises_it()
    {
        var bucket = TokenBucket.Full(Two, Start).Learn(Two, Start, 1);
        Assert.Equal(1, bucket.Left(Two, Start));

        Assert.Equal(1, bucket.Learn(Two, Start, 100).Left(Two, Start));
        Assert.Equal(0, bucket.Learn(Two, Start, -5).Left(Two, Start));
    }

    [Fact]
    public void A_bucket_that_is_empty_until_later_fills_from_then_on()
    {
        var bucket = TokenBucket.Empty(Start + TimeSpan.FromSeconds(30));

        Assert.Equal(TimeSpan.FromSeconds(30.5), bucket.Wait(Two, Start));
        Assert.Equal(0, bucket.Take(Two, Start).Next.Left(Two, Start + TimeSpan.FromSeconds(30)));
        Assert.Equal(2, bucket.Left(Two, Start + TimeSpan.FromSeconds(31)));
    }

    [Fact]
    public void A_smaller_burst_holds_at_once_and_a_faster_rate_too()
    {
        var bucket = TokenBucket.Full(Two, Start);

        Assert.Equal(1, bucket.Left(new(2, 1), Start));
        Assert.Equal(TimeSpan.FromSeconds(0.1), TokenBucket.Empty(Start).Wait(new(10, 4), Start));
    }

    [Fact]
    public void It_is_full_again_after_burst_divided_by_rate()
    {
        var bucket = TokenBucket.Empty(Start);

        Assert.False(bucket.IsFull(Two, Start + TimeSpan.FromSeconds(1.9)));
        Assert.True(bucket.IsFull(Two, Start + TimeSpan.FromSeconds(2)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(4.5)]
    [InlineData(double.NaN)]
    public void A_cost_that_could_never_be_paid_is_a_mistake(double cost)
        => Assert.Throws<ArgumentOutOfRangeException>(() => TokenBucket.Full(Two, Start).Wait(Two, Start, cost));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(1, 0.5)]
    [InlineData(1, double.NaN)]
    public void A_rate_that_cannot_be_is_a_mistake(double perSecond, double burst) => Assert.Throws<ArgumentOutOfRangeException>(() => new TokenRate(perSecond, burst));

    // Greedy: asks, and at times waits as long as it was told; learned figures may come in between.
    private static List<(TimeSpan At, double Cost)> Taken(TokenRate rate, (int Gap, int Cost, int Learned)[] steps)
    {
        var taken = new List<(TimeSpan, double)>();
        var (bucket, now) = (TokenBucket.Full(rate, Start), Start);
        foreach (var (gap, asked, learned) in steps)
        {
            now += TimeSpan.FromMilliseconds(gap);
            bucket = learned < 0 ? bucket : bucket.Learn(rate, now, learned);
            var cost = Math.Min(asked, rate.Burst);
            (bucket, var wait) = bucket.Take(rate, now, cost);
            if (wait > TimeSpan.Zero && gap % 2 == 1)
            {
                now += wait;
                (bucket, wait) = bucket.Take(rate, now, cost);
            }

            if (wait == TimeSpan.Zero)
            {
                taken.Add((now, cost));
            }
        }

        return taken;
    }
}
