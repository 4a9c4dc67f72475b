namespace OdooGrains.Silo.Tests;

public sealed class VirtualTimeTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void Timers_fire_at_their_own_times_in_order()
    {
        List<string> fired = [];
        using var late = Timer("late", 20, period: -1, fired);
        using var early = Timer("early", 10, period: 10, fired);

        _time.Advance(TimeSpan.FromSeconds(25));

        Assert.Equal(["early 10", "late 20", "early 20"], fired);
        Assert.Equal(25, SecondsPassed);
    }

    [Fact]
    public void A_timer_that_was_changed_fires_at_its_new_time_only()
    {
        List<string> fired = [];
        using var timer = Timer("changed", 10, period: -1, fired);

        timer.Change(TimeSpan.FromSeconds(30), Timeout.InfiniteTimeSpan);
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(["changed 30"], fired);
    }

    [Fact]
    public void A_disposed_timer_does_not_fire()
    {
        List<string> fired = [];
        Timer("disposed", 10, period: 10, fired).Dispose();

        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Empty(fired);
    }

    private int SecondsPassed => (int)(_time.GetUtcNow() - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds;

    private ITimer Timer(string name, int due, int period, List<string> fired) => _time.CreateTimer(
        _ => fired.Add($"{name} {SecondsPassed}"),
        null,
        TimeSpan.FromSeconds(due),
        period < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(period));
}
