using FsCheck;
using FsCheck.Fluent;
using OdooGrains.Domain.Outbound;

namespace OdooGrains.Domain.Tests.Outbound;

public sealed class CallBudgetTests
{
    private const string Book = "order.book";
    private static readonly CallCost One = new(1);

    [Fact]
    public void A_new_owner_has_nothing_to_spend_and_waits_for_calls_of_the_owner_before()
    {
        var budget = CallBudget.Spent([new("rest", PerSecond: 2, Burst: 40)], Seconds(0), lag: Seconds(2));

        Assert.Equal(Seconds(2.5), budget.Wait(Book, One, Seconds(0)));
        Assert.Equal(TimeSpan.Zero, budget.Wait(Book, One, Seconds(2.5)));
    }

    [Fact]
    public void A_call_leaks_away_only_when_it_is_over()
    {
        var budget = Fresh(new("rest", PerSecond: 1, Burst: 1)).Take(Book, One, Seconds(1000));
        Assert.NotEqual(TimeSpan.Zero, budget.Wait(Book, One, Seconds(1100)));

        var over = budget.Over(Book, One, One, Seconds(1100));
        Assert.Equal(Seconds(1), over.Wait(Book, One, Seconds(1100)));
    }

    [Fact]
    public void A_limit_of_some_operations_holds_no_other_back()
    {
        var budget = CallBudget.Spent([new("search", 1, 1, Operations: ["search"])], Seconds(0), TimeSpan.Zero);

        Assert.Equal((Seconds(1), TimeSpan.Zero), (budget.Wait("search", One, Seconds(0)), budget.Wait(Book, One, Seconds(0))));
    }

    [Fact]
    public void Points_and_calls_are_spent_each_from_their_own()
    {
        var budget = Fresh(new("graphql", PerSecond: 100, Burst: 2_000, CallUnit.Points)).Take(Book, new(1, Points: 500), Seconds(1000));

        Assert.Equal(1_500, Assert.Single(budget.Left(Seconds(1000))).Left);
    }

    [Fact]
    public void What_the_vendor_says_is_left_counts_beside_what_is_stated()
    {
        var budget = Fresh(new("rest", PerSecond: 4, Burst: 80)).Learn(Told(left: 1), Seconds(1000));

        Assert.Equal([("rest", 80), ("told", 1)], budget.Left(Seconds(1000)).Select(left => (left.Limit.Name, left.Left)));
        Assert.Equal(Seconds(2.5), budget.Wait(Book, new(6), Seconds(1000)));
        Assert.Equal(Seconds(0.5), budget.Wait(Book, new(6), Seconds(1002)));
    }

    [Fact]
    public void The_vendors_last_word_counts_and_calls_under_way_on_top_of_it()
    {
        var budget = Nothing().Take(Book, new(3), Seconds(1000)).Learn(Told(left: 8), Seconds(1001));
        Assert.Equal(5, Assert.Single(budget.Left(Seconds(1001))).Left);

        budget = budget.Over(Book, new(3), new(3), Seconds(1001)).Learn(Told(left: 30), Seconds(1001));
        Assert.Equal(30, Assert.Single(budget.Left(Seconds(1001))).Left);
    }

    [Fact]
    public void Nothing_comes_back_before_the_reset_that_the_vendor_told_and_all_of_it_then()
    {
        var budget = Nothing().Learn(Told(left: 2, resetsIn: 30), Seconds(1000)).Take(Book, One, Seconds(1000)).Over(Book, One, One, Seconds(1001));

        Assert.Equal((1, Seconds(5)), (Assert.Single(budget.Left(Seconds(1025))).Left, budget.Wait(Book, new(2), Seconds(1025))));
        Assert.Equal(40, Assert.Single(budget.Left(Seconds(1030))).Left);
    }

    [Fact]
    public void What_the_vendor_told_of_is_forgotten_slowly_and_never_before_its_reset()
    {
        var budget = Nothing().Learn(Told(left: 0), Seconds(1000)).Learn(Told(left: 0, resetsIn: 3_600, name: "hour"), Seconds(1000));

        Assert.Equal(["told", "hour"], Names(Seconds(1599)));
        Assert.Equal(["hour"], Names(Seconds(1600)));
        Assert.Empty(Names(Seconds(4600)));

        IEnumerable<string> Names(TimeSpan now) => budget.With([], now).Left(now).Select(left => left.Limit.Name);
    }

    [Fact]
    public void A_changed_plan_forgets_nothing_that_the_vendor_told()
        => Assert.Equal(["rest", "told"], Nothing().Learn(Told(left: 0), Seconds(1000)).With([new("rest", 2, 40)], Seconds(1001)).Left(Seconds(1001)).Select(left => left.Limit.Name));

    [Fact]
    public void A_vendor_that_tells_of_ever_new_limits_fills_no_memory()
        => Assert.Equal(CallBudget.HeardMax, Enumerable.Range(0, 100).Aggregate(Nothing(), (budget, number) => budget.Learn(Told(1, name: $"{number}"), Seconds(1000))).Left(Seconds(1000)).Count);

    [Fact]
    public void A_refusal_halves_what_is_used_and_is_forgotten_slowly()
    {
        var refused = Fresh(new("rest", PerSecond: 2, Burst: 40)).Refused(Book, Seconds(1000));

        Assert.Equal(0.5, Assert.Single(refused.Left(Seconds(1000))).Share);
        Assert.Equal(0.75, Assert.Single(refused.Left(Seconds(1300))).Share, precision: 6);
        Assert.Equal(1, Assert.Single(refused.Left(Seconds(1700))).Share);
    }

    [Fact]
    public void What_is_dearer_than_the_whole_bucket_leaves_from_a_full_one()
        => Assert.Equal(TimeSpan.Zero, Fresh(new("graphql", 100, 1_000, CallUnit.Points)).Wait(Book, new(1, Points: 5_000), Seconds(1000)));

    [Theory]
    [InlineData(30, 10)]
    [InlineData(4, 36)]
    [InlineData(0, 40)]
    public void A_call_that_is_over_pays_for_the_requests_that_left(int requests, double left)
    {
        CallCost cost = new(30, Points: 5);
        var budget = Fresh(new("rest", 2, 40)).Take(Book, cost, Seconds(1000)).Over(Book, cost, cost.Spent(requests), Seconds(1000));

        Assert.Equal(left, Assert.Single(budget.Left(Seconds(1000))).Left);
        Assert.Equal(requests == 0 ? 0 : 5, cost.Spent(requests).Points);
    }

    [Fact]
    public void Only_a_limit_of_its_own_lets_others_pass_by()
    {
        var budget = CallBudget.Spent([new("rest", 1, 1), new("search", 1, 1, Operations: ["search"])], Seconds(0), TimeSpan.Zero);

        Assert.Equal((Seconds(1), TimeSpan.Zero), (budget.OwnWait("search", One, Seconds(0)), budget.OwnWait(Book, One, Seconds(0))));
        Assert.Equal(Seconds(1), budget.Wait(Book, One, Seconds(0)));
    }

    [Fact]
    public void A_changed_limit_keeps_what_is_spent()
    {
        var budget = Fresh(new("rest", PerSecond: 2, Burst: 40)).Take(Book, new(30), Seconds(1000));

        Assert.Equal(50, Assert.Single(budget.With([new("rest", PerSecond: 4, Burst: 80)], Seconds(1000)).Left(Seconds(1000))).Left);
    }

    [Fact]
    public void A_day_is_never_exceeded_in_any_24_hours()
    {
        var limit = CallLimit.ADay(24_000);

        Assert.Equal(24_000, limit.Burst + (limit.PerSecond * TimeSpan.FromDays(1).TotalSeconds), precision: 6);
    }

    /// <summary>
    /// The bound of docs/isolation.md: a vendor that counts each request at any moment between the decision and the end of its call sees, in every
    /// window W, at most burst + rate × W, or what the dearest call may cost in place of a smaller burst. Calls make fewer requests than they might.
    /// </summary>
    [Fact]
    public void The_vendor_sees_no_more_than_burst_and_rate_in_any_window()
        => Prop.ForAll(Runs().ToArbitrary(), run => WorstExcess(run) <= 1e-6).QuickCheckThrowOnFailure();

    [Fact]
    public void A_bucket_that_leaks_from_the_decision_on_would_break_the_bound()
    {
        // Ten calls are decided and held up for two seconds. A plain token bucket has ten more tokens by then, and all twenty arrive together.
        var heldUp = Enumerable.Repeat(new Try(0, Takes: 2, ArriveAfter: [1]), 10);
        var meanwhile = Enumerable.Range(1, 10).Select(number => new Try(0.2, Takes: 2 - (0.2 * number), ArriveAfter: [1]));
        CallRun run = new(PerSecond: 5, Burst: 10, [.. heldUp, .. meanwhile]);

        Assert.True(WorstExcess(run) <= 1e-6);
        Assert.True(WorstExcess(run, leaksFromDecision: true) > 5);
    }

    private sealed record CallRun(double PerSecond, double Burst, IReadOnlyList<Try> Tries);

    /// <param name="After">Seconds after the try before.</param>
    /// <param name="Takes">Seconds from its decision to its end.</param>
    /// <param name="ArriveAfter">The parts of that after which the vendor counts each of its requests, 0 to 1.</param>
    /// <param name="Unused">Requests that it might make and does not.</param>
    private sealed record Try(double After, double Takes, IReadOnlyList<double> ArriveAfter, int Unused = 0)
    {
        public CallCost Cost => new(ArriveAfter.Count + Unused);
    }

    private static Gen<CallRun> Runs()
        => from perSecond in Gen.Choose(1, 50)
           from burst in Gen.Choose(1, 60)
           from tries in Tries().ListOf(120)
           select new CallRun(perSecond / 10.0, burst, tries);

    private static Gen<Try> Tries()
        => from after in Gen.Choose(0, 400)
           from takes in Gen.Choose(0, 4_000)
           from requests in Gen.Choose(0, 6)
           from arrive in Gen.Choose(0, 100).ListOf(requests)
           from unused in Gen.Choose(0, 13)
           select new Try(after / 1000.0, takes / 1000.0, [.. arrive.Select(part => part / 100.0)], unused);

    private static double WorstExcess(CallRun run, bool leaksFromDecision = false)
    {
        var budget = CallBudget.Spent([new("rest", run.PerSecond, run.Burst)], TimeSpan.Zero, TimeSpan.Zero);
        PriorityQueue<Try, double> ends = new();
        List<double> arrivals = [];
        var now = 1000.0;
        foreach (var one in run.Tries)
        {
            now += one.After;
            while (ends.TryPeek(out var over, out var end) && end <= now)
            {
                ends.Dequeue();
                budget = budget.Over(Book, over.Cost, over.Cost.Spent(over.ArriveAfter.Count), Seconds(end));
            }

            if (budget.Wait(Book, one.Cost, Seconds(now)) == TimeSpan.Zero)
            {
                budget = budget.Take(Book, one.Cost, Seconds(now));
                arrivals.AddRange(one.ArriveAfter.Select(part => now + (one.Takes * part)));
                if (leaksFromDecision)
                {
                    budget = budget.Over(Book, one.Cost, one.Cost, Seconds(now));
                }
                else
                {
                    ends.Enqueue(one, now + one.Takes);
                }
            }
        }

        var atOnce = Math.Max(run.Burst, run.Tries.Max(one => one.Cost.Calls));
        arrivals.Sort();
        return arrivals.SelectMany((from, first) => arrivals.Skip(first).Select((to, count) => count + 1 - atOnce - (run.PerSecond * (to - from)))).DefaultIfEmpty(0).Max();
    }

    private static BudgetReading Told(double left, double? resetsIn = null, string name = "told")
        => new(new(name, PerSecond: 2, Burst: 40), left, resetsIn is { } seconds ? Seconds(seconds) : null);

    private static CallBudget Nothing() => CallBudget.Spent([], TimeSpan.Zero, TimeSpan.Zero);

    private static CallBudget Fresh(CallLimit limit) => CallBudget.Spent([limit], TimeSpan.Zero, TimeSpan.Zero);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
