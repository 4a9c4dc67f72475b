using OdooGrains.Domain.Effects;
using OdooGrains.Grains.Connections;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Grains.Tests.Connections;

public sealed class EffectWindowTests
{
    private static readonly DateTimeOffset Now = Sample.Now;
    private readonly EffectWindow _window = new(3);

    [Fact]
    public void Effects_leave_by_lane_then_due_time()
    {
        Offer(Planned("late", due: -1), Planned("early", due: -9), Planned("report", due: -60) with { Lane = Lane.Reports });

        Assert.Equal(["early", "late", "report"], TakeAll());
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
        Assert.All(new[] { "b", "c", "d" }, id => Assert.True(_window.Offer(Planned(id, due: -5), Now)));

        Assert.False(_window.Offer(Planned("z", due: -1), Now));
        Assert.False(_window.Offer(Planned("a", due: -9), Now));
        Assert.Equal(["a", "b", "c"], TakeAll());
    }

    [Fact]
    public void What_waits_for_its_time_keeps_nothing_that_is_due_out()
    {
        Offer(Planned("a", due: 60), Planned("b", due: 900), Planned("c", due: 30));

        Assert.False(_window.Offer(Planned("d", due: 0), Now));
        Assert.Equal(["d"], TakeAll());
        Assert.Equal((2, Now.AddSeconds(30)), (_window.Waiting, _window.NextDue(Now)));
    }

    [Fact]
    public void Planned_effects_keep_no_look_up_out()
    {
        Offer(Planned("a", due: -9), Planned("b", due: -9), Planned("c", due: -9));

        Assert.True(_window.Offer(InDoubt("d", due: 0), Now));
        Assert.Equal("d", _window.Take(Now, effect => effect.Status is EffectStatus.InDoubt)?.Key.Document.Id);
    }

    private static Effect Planned(string id, int due = 0)
        => Sample.Effect(Sample.Document(id)) with { HotKey = id, DueAt = Now.AddSeconds(due), Version = 1 };

    private static Effect InDoubt(string id, int due) => Planned(id, due) with { Status = EffectStatus.InDoubt, Attempts = 1, SentAt = Now };

    private void Offer(params ReadOnlySpan<Effect> effects)
    {
        foreach (var effect in effects)
        {
            _window.Offer(effect, Now);
        }
    }

    private Effect? Take() => _window.Take(Now, _ => true);

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
