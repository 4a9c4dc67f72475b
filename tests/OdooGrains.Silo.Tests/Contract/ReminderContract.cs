using OdooGrains.Silo.Tests.Probes;

namespace OdooGrains.Silo.Tests.Contract;

public sealed class ReminderContract(SiloFixture silo) : SiloContract(silo)
{
    private static readonly TimeSpan Period = SiloFixture.ReminderPeriodMin;

    [Fact]
    public async Task Reminders_tick_until_they_are_unregistered()
    {
        await Grain<IReminderProbe>().StartAsync("stopped", Period, Period);
        await Grain<IReminderProbe>().StartAsync("witness", Period, Period);
        await TicksMoreAsync("stopped", 2);
        Assert.Equal("stopped,witness", await Grain<IReminderProbe>().NamesAsync());

        Assert.True(await Grain<IReminderProbe>().StopAsync("stopped"));

        // A tick may be on its way still.
        await TicksMoreAsync("witness", 1);
        var ticks = ReminderProbeGrain.Ticks(Key, "stopped").Count;
        await TicksMoreAsync("witness", 3);
        Assert.Equal(ticks, ReminderProbeGrain.Ticks(Key, "stopped").Count);
        Assert.Equal("witness", await Grain<IReminderProbe>().NamesAsync());
        Assert.False(await Grain<IReminderProbe>().StopAsync("stopped"));
        await Grain<IReminderProbe>().StopAsync("witness");
    }

    [Fact]
    public async Task A_tick_says_its_period()
    {
        await Grain<IReminderProbe>().StartAsync("r", TimeSpan.Zero, Period);
        await TicksMoreAsync("r", 1);

        Assert.Equal(Period, ReminderProbeGrain.Ticks(Key, "r")[0].Period);
        await Grain<IReminderProbe>().StopAsync("r");
    }

    [Fact]
    public async Task A_period_below_the_minimum_is_refused() =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Grain<IReminderProbe>().StartAsync("r", TimeSpan.Zero, Period / 2));

    private Task TicksMoreAsync(string name, int more)
    {
        var until = ReminderProbeGrain.Ticks(Key, name).Count + more;
        return Until.TrueAsync(() => ReminderProbeGrain.Ticks(Key, name).Count >= until);
    }
}
