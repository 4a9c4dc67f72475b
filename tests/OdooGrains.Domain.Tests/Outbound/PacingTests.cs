using OdooGrains.Domain.Outbound;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Tests.Outbound;

public sealed class PacingTests
{
    private const string Book = "order.book";
    private static readonly OutboundPolicy Policy = OutboundPolicy.Default;

    [Fact]
    public void A_new_owner_makes_one_call_then_what_policy_starts_with()
    {
        Assert.Equal(1, New().Concurrency.Now(8));
        Assert.Equal(2, After(New(), 1, Fast).Concurrency.Now(8));
    }

    [Fact]
    public void Concurrency_rises_by_one_a_round_while_calls_are_as_fast_as_alone()
    {
        var pacing = After(New(), 1, Fast);
        pacing = After(pacing, 2, Fast, inFlight: 2);
        Assert.Equal(2, pacing.Concurrency.Now(8));
        Assert.Equal(3, After(pacing, 1, Fast, inFlight: 2).Concurrency.Now(8));
    }

    [Fact]
    public void Concurrency_that_is_not_used_up_does_not_rise() => Assert.Equal(2, After(New(), 50, Fast, inFlight: 1).Concurrency.Now(8));

    [Fact]
    public void Concurrency_never_rises_above_what_policy_allows() => Assert.Equal(8, After(New(), 500, Fast, inFlight: 99).Concurrency.Now(8));

    [Fact]
    public void Rising_latency_lowers_concurrency_and_an_overload_halves_it_once_for_calls_made_together()
    {
        var pacing = After(New(), 200, Fast, inFlight: 8);
        Assert.Equal(7, After(pacing, 1, Seconds(0.4), inFlight: 8).Concurrency.Now(8));

        var overloaded = Over(Over(pacing, CallEnd.Overloaded, Seconds(30), now: 1_000), CallEnd.Overloaded, Seconds(30), now: 1_001);
        Assert.Equal(4, overloaded.Concurrency.Now(8));
        Assert.Equal(2, Over(overloaded, CallEnd.Overloaded, Seconds(30), now: 1_040).Concurrency.Now(8));
    }

    [Fact]
    public void Latency_that_we_cause_ourselves_is_never_taken_for_the_systems_own()
    {
        // One worker: so many calls at once take so many times as long. An hour of it.
        var pacing = New();
        List<int> limits = [];
        for (var second = 0; second < 3_600; second++)
        {
            var inFlight = pacing.Concurrency.Now(8);
            pacing = pacing.Over(Call(1) with { InFlight = inFlight }, new(CallEnd.Answered, Seconds(0.1 * inFlight)), Policy, Seconds(second));
            limits.Add(inFlight);
        }

        Assert.True(limits.Average() < 2.5, $"{limits.Average()} calls at once to one worker");
    }

    [Fact]
    public void Batches_of_a_system_with_two_workers_fit_its_own_time_and_keep_both_busy()
    {
        var pacing = New();
        List<(int InFlight, int Count)> calls = [];
        for (var call = 0; call < 300; call++)
        {
            // Every few calls little waits.
            var (inFlight, count) = (pacing.Concurrency.Now(8), call % 7 == 0 ? 1 : pacing.Batches.Next(Book, 100));
            pacing = pacing.Over(Call(count) with { InFlight = inFlight }, new(CallEnd.Answered, Odoo(count) * Math.Max(1, inFlight / 2.0)), Policy, Seconds(call));
            calls.Add((inFlight, count));
        }

        Assert.True(calls.Skip(50).Average(call => call.InFlight) is > 2 and < 3.2, string.Join(" ", calls));
        Assert.InRange(calls.Skip(50).Where(call => call.Count > 1).Average(call => call.Count), 40, 60);
    }

    [Fact]
    public void Single_calls_beside_batches_do_not_make_it_learn_anew_all_the_time()
    {
        // Workers enough for all, and every few calls one that is faster or slower by chance.
        var pacing = New();
        List<int> limits = [];
        for (var call = 0; call < 280; call++)
        {
            var (inFlight, count) = (pacing.Concurrency.Now(8), call % 2 == 0 ? 1 : 24);
            var chance = (call % 7) switch { 0 => 0.8, 3 => 1.15, _ => 1 };
            pacing = pacing.Over(Call(count) with { InFlight = inFlight }, new(CallEnd.Answered, Odoo(count) * chance), Policy, Seconds(call));
            limits.Add(inFlight);
        }

        Assert.True(limits.Skip(60).Min() >= 4, string.Join(" ", limits));
    }

    [Fact]
    public void A_system_that_has_become_slower_for_good_is_believed_after_a_while()
    {
        var pacing = After(New(), 250, Fast, inFlight: 8);
        for (var second = 250; second < 1_200; second++)
        {
            pacing = pacing.Over(Call(1) with { InFlight = pacing.Concurrency.Now(8) }, new(CallEnd.Answered, Seconds(0.5)), Policy, Seconds(second));
        }

        Assert.Equal(8, pacing.Concurrency.Now(8));
    }

    [Fact]
    public void Batches_grow_to_the_time_that_a_call_should_take_and_no_further()
    {
        var pacing = New();
        for (var call = 0; call < 20; call++)
        {
            var count = pacing.Batches.Next(Book, 100);
            pacing = pacing.Over(Call(count), new(CallEnd.Answered, Odoo(count)), Policy, Seconds(call));
        }

        // 45 ms and 9 ms an order (odoo.md's measurement): 50 orders take half a second.
        Assert.InRange(pacing.Batches.Next(Book, 100), 48, 52);
    }

    [Fact]
    public void A_batch_doubles_at_most_halves_on_failure_and_obeys_the_operation()
    {
        Assert.Equal([1, 2, 4], [Sized(0), Sized(1), Sized(2)]);
        Assert.Equal(3, Grown(6).Batches.Next(Book, 3));
        Assert.Equal(16, Grown(6).Over(Call(32), new(CallEnd.RefusedTogether, Fast), Policy, Seconds(9)).Batches.Next(Book, 100));

        int Sized(int calls) => Grown(calls).Batches.Next(Book, 100);
    }

    [Fact]
    public void A_call_that_was_not_full_makes_no_batch_larger()
    {
        var grown = Grown(4);

        Assert.Equal(16, grown.Over(Call(1), new(CallEnd.Answered, Seconds(0.001)), Policy, Seconds(9)).Batches.Next(Book, 100));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(20_000)]
    public void A_steady_outage_is_called_one_and_a_tenth_times_at_most(int firsts)
    {
        var pacing = New();
        var repeats = 0;
        for (var first = 0; first < firsts; first++)
        {
            // Every hundredth of a second an effect is tried for the first time, and as many failed ones as may be.
            var now = Seconds(1_000 + (first / 100.0));
            pacing = pacing.Started(Call(1), Policy, now).Over(Call(1), new(CallEnd.Overloaded, Fast), Policy, now);
            while (pacing.Retries.Wait(now) == TimeSpan.Zero)
            {
                pacing = pacing.Started(Call(1) with { IsRepeat = true }, Policy, now).Over(Call(1), new(CallEnd.Overloaded, Fast), Policy, now);
                repeats++;
            }
        }

        Assert.InRange(repeats, firsts / 20, (firsts * Policy.RetryRatio) + RetryBudget.Saved);
    }

    [Fact]
    public void Repeats_go_on_slowly_where_nothing_new_comes_in_and_freely_once_they_succeed()
    {
        var pacing = New() with { Retries = new(0, Seconds(1_000)) };
        Assert.Equal(Seconds(7), pacing.Retries.Wait(Seconds(1_003)));

        var repeat = Call(1) with { IsRepeat = true };
        pacing = pacing.Started(repeat, Policy, Seconds(1_010)).Over(repeat, new(CallEnd.Answered, Fast), Policy, Seconds(1_010));
        Assert.Equal(TimeSpan.Zero, pacing.Retries.Wait(Seconds(1_010)));
    }

    [Fact]
    public void A_refusal_for_the_rate_is_remembered_by_the_budget()
    {
        var pacing = New() with { Budget = CallBudget.Spent([new("rest", 2, 40)], TimeSpan.Zero, TimeSpan.Zero) };

        Assert.Equal(0.5, Assert.Single(Over(pacing, CallEnd.Throttled, Fast, now: 1_000).Budget.Left(Seconds(1_000))).Share);
    }

    [Fact]
    public void Policy_adds_its_own_limits_to_the_vendors()
    {
        var limits = Pacing.Limits([new("rest", 2, 40)], Policy with { CallsPerSecond = 0.5, CallsPerDay = 2_400 });

        Assert.Equal([("rest", 40.0), ("policy", 1.0), ("policyDay", 100.0)], limits.Select(limit => (limit.Name, limit.Burst)));
    }

    private static readonly TimeSpan Fast = Seconds(0.1);

    private static Pacing New() => new() { Budget = CallBudget.Spent([], TimeSpan.Zero, TimeSpan.Zero) };

    private static Pacing After(Pacing pacing, int calls, TimeSpan took, int inFlight = 1)
        => Enumerable.Range(0, calls).Aggregate(pacing, (before, call) => before.Over(Call(1) with { InFlight = inFlight }, new(CallEnd.Answered, took), Policy, Seconds(call)));

    private static Pacing Over(Pacing pacing, CallEnd end, TimeSpan took, double now) => pacing.Over(Call(1), new(end, took), Policy, Seconds(now));

    private static Pacing Grown(int calls) => Enumerable.Range(0, calls).Aggregate(
        New(), (pacing, call) => pacing.Over(Call(pacing.Batches.Next(Book, 100)), new(CallEnd.Answered, Seconds(0.001)), Policy, Seconds(call)));

    private static PacedCall Call(int count) => new(Book, count, IsRepeat: false, new(1), InFlight: 1);

    private static TimeSpan Odoo(int orders) => Seconds(0.045 + (0.009 * orders));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
