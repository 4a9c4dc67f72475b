using OdooGrains.TestKit;

namespace OdooGrains.Storage.Tests;

public sealed class ManualTimeTests
{
    private readonly ManualTime _time = new();
    private readonly List<string> _fired = [];

    [Fact]
    public void Timers_fire_at_their_own_time_in_order()
    {
        var start = _time.GetUtcNow();
        using var late = Timer("late", 3);
        using var early = Timer("early", 1);
        using var never = Timer("never", 5);

        _time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal([$"early {start.AddSeconds(1):T}", $"late {start.AddSeconds(3):T}"], _fired);
        Assert.Equal(start.AddSeconds(4), _time.GetUtcNow());
        Assert.Equal(1, _time.TimerCount);
    }

    [Fact]
    public void A_period_repeats_until_it_is_changed()
    {
        using var timer = _time.CreateTimer(_ => _fired.Add("tick"), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(6));
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(3, _fired.Count);
    }

    [Fact]
    public async Task Delays_and_cancellation_follow_it()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(1), _time);
        using var cancelling = new CancellationTokenSource(TimeSpan.FromMinutes(2), _time);

        _time.Advance(TimeSpan.FromMinutes(1));
        await delay;
        Assert.False(cancelling.IsCancellationRequested);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(cancelling.IsCancellationRequested);
    }

    private ITimer Timer(string name, int seconds)
        => _time.CreateTimer(_ => _fired.Add($"{name} {_time.GetUtcNow():T}"), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
}
