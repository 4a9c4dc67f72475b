using Microsoft.Extensions.DependencyInjection;
using OdooGrains.Silo.Tests.Probes;

namespace OdooGrains.Silo.Tests;

public sealed class ReminderTests
{
    private readonly VirtualTime _time = new();
    private readonly SeededDispatcher _dispatcher;
    private readonly InMemoryReminderTable _table = new();

    public ReminderTests() => _dispatcher = new SeededDispatcher(1, _time);

    [Fact]
    public void A_reminder_survives_a_kill_and_skips_what_it_missed()
    {
        const string Key = nameof(A_reminder_survives_a_kill_and_skips_what_it_missed);
        var first = NewSilo();
        _dispatcher.Run(async () =>
        {
            await first.GetGrain<IReminderProbe>(Key).StartAsync("r", TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10));
            await Task.Delay(TimeSpan.FromMinutes(16), _time);
            first.Kill();
            await Task.Delay(TimeSpan.FromMinutes(30), _time);
        });

        var second = NewSilo();
        _dispatcher.Run(async () =>
        {
            await second.StartAsync();
            await Task.Delay(TimeSpan.FromMinutes(20), _time);
        });

        var ticks = ReminderProbeGrain.Ticks(Key, "r");
        Assert.Equal([5, 15, 55, 65], ticks.Select(tick => (int)(tick.CurrentTickTime - new DateTime(2026, 1, 1)).TotalMinutes));
        Assert.All(ticks, tick => Assert.Equal(new DateTime(2026, 1, 1, 0, 5, 0), tick.FirstTickTime));
    }

    [Fact]
    public void An_unregistered_reminder_does_not_come_back()
    {
        const string Key = nameof(An_unregistered_reminder_does_not_come_back);
        var first = NewSilo();
        _dispatcher.Run(async () =>
        {
            var probe = first.GetGrain<IReminderProbe>(Key);
            await probe.StartAsync("r", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
            Assert.True(await probe.StopAsync("r"));
            first.Kill();
        });

        var second = NewSilo();
        _dispatcher.Run(async () =>
        {
            await second.StartAsync();
            await Task.Delay(TimeSpan.FromMinutes(10), _time);
        });

        Assert.Empty(ReminderProbeGrain.Ticks(Key, "r"));
    }

    [Fact]
    public void A_reminder_months_away_ticks_on_its_day()
    {
        const string Key = nameof(A_reminder_months_away_ticks_on_its_day);
        var silo = NewSilo();

        _dispatcher.Run(async () =>
        {
            await silo.GetGrain<IReminderProbe>(Key).StartAsync("r", TimeSpan.FromDays(100), TimeSpan.FromDays(100));
            for (var week = 0; week < 29; week++) await Task.Delay(TimeSpan.FromDays(7), _time);
        });

        Assert.Equal([100, 200], ReminderProbeGrain.Ticks(Key, "r").Select(tick => (int)(tick.CurrentTickTime - new DateTime(2026, 1, 1)).TotalDays));
    }

    [Fact]
    public void A_reminder_that_is_registered_again_ticks_by_the_new_time_only()
    {
        const string Key = nameof(A_reminder_that_is_registered_again_ticks_by_the_new_time_only);
        var silo = NewSilo();

        _dispatcher.Run(async () =>
        {
            await silo.GetGrain<IReminderProbe>(Key).StartAsync("r", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
            await silo.GetGrain<IReminderProbe>(Key).StartAsync("r", TimeSpan.FromMinutes(7), TimeSpan.FromMinutes(7));
            await Task.Delay(TimeSpan.FromMinutes(15), _time);
        });

        Assert.Equal([7, 14], ReminderProbeGrain.Ticks(Key, "r").Select(tick => (int)(tick.CurrentTickTime - new DateTime(2026, 1, 1)).TotalMinutes));
    }

    [Fact]
    public async Task The_table_removes_only_the_version_that_is_asked_for()
    {
        var row = new ReminderRow { Grain = new GrainId("t", "k"), Name = "r", StartAt = _time.GetUtcNow(), Period = TimeSpan.FromMinutes(1) };
        var first = await _table.UpsertAsync(row);
        var second = await _table.UpsertAsync(row);

        Assert.NotEqual(first, second);
        Assert.False(await _table.RemoveAsync(row.Grain, row.Name, first));
        Assert.Equal(row with { ETag = second }, Assert.Single(await _table.ReadAllAsync()));
        Assert.True(await _table.RemoveAsync(row.Grain, row.Name, second));
        Assert.Empty(await _table.ReadAllAsync());
    }

    private LocalSilo.LocalSilo NewSilo() =>
        TestSilo.Simulated(_dispatcher, _time, services: services => services.AddSingleton<IReminderTable>(_table));
}
