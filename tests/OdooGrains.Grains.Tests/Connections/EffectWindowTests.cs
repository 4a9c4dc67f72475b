using OdooGrains.Domain.Effects;
using OdooGrains.Grains.Connections;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Grains.Tests.Connections;

public sealed class EffectWindowTests
{
    private static readonly DateTimeOffset Now = Sample.Now;
    private readonly EffectWindow _window = Read(3), _wide = Read(20);

    [Fact]
    public void Effects_of_a_lane_leave_by_due_time()
    {
        Offer(Planned("late", due: -1), Planned("early", due: -9), Planned("report", due: -60) with { Lane = Lane.Reports });

        Assert.Equal(["early", "late"], TakeAll());
        Assert.Equal("report", _window.FirstPlanned(Lane.Reports, Now, _ => true)?.Key.Document.Id);
    }

    [Fact]
    public void Fresh_effects_of_one_operation_share_a_call_each_with_a_hot_key_of_its_own()
    {
        Offer(
            Planned("a", due: -9), Planned("b", due: -8) with { HotKey = "a" }, Planned("c", due: -7) with { Operation = "order.cancel" },
            Planned("d", due: -6) with { DoubtfulSince = Now.AddMinutes(-1) }, Planned("e", due: -5), Planned("f", due: 5), Planned("g", due: -4));

        Assert.Equal(["a", "e", "g"], Ids(_wide.Take(First(_wide), 10, Now, _ => true)));
        Assert.Equal("c", First(_wide).Key.Document.Id);
    }

    [Fact]
    public void A_call_carries_no_more_than_it_may_and_only_what_is_allowed()
    {
        Offer(Planned("a", due: -9), Planned("b", due: -8), Planned("c", due: -7), Planned("d", due: -6));

        Assert.Equal(["a", "c"], Ids(_wide.Take(First(_wide), 2, Now, effect => effect.Key.Document.Id != "b")));
        Assert.Equal(2, _wide.InFlight);
    }

    [Fact]
    public void What_may_have_been_done_shares_no_call()
    {
        Offer(Planned("a", due: -9) with { DoubtfulSince = Now.AddMinutes(-1) }, Planned("b", due: -8));

        Assert.Equal(["a"], Ids(_wide.Take(First(_wide), 10, Now, _ => true)));
    }

    [Fact]
    public void What_is_in_doubt_leaves_before_what_is_planned()
    {
        Offer(Planned("planned", due: -60), InDoubt("doubtful", due: 0));

        Assert.Equal(["doubtful", "planned"], TakeAll());
    }

    [Fact]
    public void Effects_of_one_hot_key_leave_one_at_a_time()
    {
        Offer(Planned("one", due: -2) with { HotKey = "ada" }, Planned("two", due: -1) with { HotKey = "ada" });

        Assert.Equal(["one"], TakeAll());
        _window.Finish(Planned("one").Key);
        Assert.Equal(["two"], TakeAll());
    }

    [Fact]
    public void An_effect_leaves_not_before_its_time()
    {
        Offer(Planned("a", due: 5));

        Assert.Empty(TakeAll());
        Assert.Equal(Now.AddSeconds(5), _window.NextDue(Now));
    }

    [Fact]
    public void The_newer_state_of_an_effect_replaces_the_older_one_and_not_the_reverse()
    {
        Offer(Planned("a", due: -1) with { Version = 2 }, Planned("a", due: 60) with { Version = 1 });
        Assert.Null(_window.NextDue(Now));

        Offer(Planned("a", due: 60) with { Version = 3 });
        Assert.Equal((1, Now.AddSeconds(60)), (_window.Waiting, _window.NextDue(Now)));
    }

    [Fact]
    public void News_of_an_effect_in_flight_are_kept_until_its_call_is_over()
    {
        Offer(Planned("a"));
        var called = Take()!;
        Offer(called with { Version = 4, Status = EffectStatus.InDoubt }, called with { Version = 3 });

        Assert.Null(Take());
        Assert.Equal(4, _window.Finish(called.Key)!.Version);
    }

    [Fact]
    public void The_mark_of_a_call_in_flight_is_no_news()
    {
        Offer(Planned("a"));
        var called = Take()!;
        Offer(called with { Version = 3, Status = EffectStatus.Sent });

        Assert.Null(_window.Finish(called.Key));
    }

    [Fact]
    public void A_full_window_keeps_the_most_urgent_and_says_that_something_stays_behind()
    {
        Assert.All(new[] { "b", "c", "d" }, id => Assert.True(_window.Offer(Planned(id, due: -5))));

        Assert.False(_window.Offer(Planned("z", due: -1)));
        Assert.False(_window.Offer(Planned("a", due: -9)));
        Assert.Equal(["a", "b", "c"], TakeAll());
    }

    [Fact]
    public void What_waits_for_its_time_keeps_nothing_that_is_due_out()
    {
        Offer(Planned("a", due: 60), Planned("b", due: 900), Planned("c", due: 30));

        Assert.False(_window.Offer(Planned("d", due: 0)));
        Assert.Equal(["d"], TakeAll());
        Assert.Equal((2, Now.AddSeconds(30)), (_window.Waiting, _window.NextDue(Now)));
    }

    [Fact]
    public void Planned_effects_keep_no_look_up_out()
    {
        Offer(Planned("a", due: -9), Planned("b", due: -9), Planned("c", due: -9));

        Assert.True(_window.Offer(InDoubt("d", due: 0)));
        Assert.Equal("d", _window.FirstUnsettled(Now, effect => effect.Status is EffectStatus.InDoubt)?.Key.Document.Id);
    }

    [Fact]
    public void A_queue_is_low_only_while_more_of_it_may_lie_in_the_store()
    {
        Assert.True(new EffectWindow(3).IsLow(Now));
        _window.Refill([Planned("a"), Planned("b")]);
        Assert.False(_window.IsLow(Now));

        _window.BeginRefill();
        _window.Refill([Planned("a"), Planned("b"), Planned("c")]);
        Assert.False(_window.IsLow(Now));
        Take();
        Take();
        Assert.True(_window.IsLow(Now));
    }

    [Fact]
    public void What_is_planned_under_a_backlog_waits_behind_what_lies_in_the_store()
    {
        Offer(Planned("a", due: -9), Planned("b", due: -8), Planned("c", due: -7), Planned("stays", due: -6));
        Assert.Equal("a", Take()?.Key.Document.Id);

        Assert.False(_window.Offer(Planned("new", due: -1)));
        Assert.Equal(["b", "c"], TakeAll());
    }

    private static EffectWindow Read(int capacity)
    {
        EffectWindow window = new(capacity);
        window.BeginRefill();
        return window;
    }

    private static Effect Planned(string id, int due = 0)
        => Sample.Effect(Sample.Document(id)) with { HotKey = id, DueAt = Now.AddSeconds(due), Version = 1 };

    private static Effect InDoubt(string id, int due) => Planned(id, due) with { Status = EffectStatus.InDoubt, Attempts = 1, SentAt = Now };

    private void Offer(params ReadOnlySpan<Effect> effects)
    {
        foreach (var effect in effects)
        {
            _window.Offer(effect);
            _wide.Offer(effect);
        }
    }

    private Effect? Take()
        => (_window.FirstUnsettled(Now, _ => true) ?? _window.FirstPlanned(Lane.Money, Now, _ => true)) is { } first ? _window.Take(first, 1, Now, _ => true)[0] : null;

    private static Effect First(EffectWindow window) => window.FirstPlanned(Lane.Money, Now, _ => true)!;

    private static IEnumerable<string> Ids(IEnumerable<Effect> effects) => effects.Select(effect => effect.Key.Document.Id);

    private List<string> TakeAll()
    {
        List<string> taken = [];
        while (Take() is { } effect)
        {
            taken.Add(effect.Key.Document.Id);
        }

        return taken;
    }
}
