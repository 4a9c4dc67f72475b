using OdooGrains.Silo.Tests.Probes;

namespace OdooGrains.Silo.Tests.Contract;

/// <summary>That something does not tick is seen by another timer that does.</summary>
public sealed class TimerContract(SiloFixture silo) : SiloContract(silo)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);

    [Fact]
    public async Task Timers_tick_until_they_are_disposed_of()
    {
        await Grain<ITimerProbe>().StartAsync("stopped", Period, TimerKind.Plain);
        await Grain<ITimerProbe>().StartAsync("witness", Period, TimerKind.Plain);
        await TicksMoreAsync("stopped", 2);

        await Grain<ITimerProbe>().StopAsync("stopped");

        var ticks = await Grain<ITimerProbe>().TicksAsync("stopped");
        await TicksMoreAsync("witness", 5);
        Assert.Equal(ticks, await Grain<ITimerProbe>().TicksAsync("stopped"));
    }

    [Fact]
    public async Task Plain_timers_wait_for_the_running_call_and_interleaving_ones_do_not()
    {
        await Grain<ITimerProbe>().StartAsync("plain", Period, TimerKind.Plain);
        await Grain<ITimerProbe>().StartAsync("interleaving", Period, TimerKind.Interleaving);
        await TicksMoreAsync("plain", 1);
        var held = Grain<ITimerProbe>().HoldAsync(Key);
        await Gate.Of(Key).HasArrivedAsync();

        var ticks = await Grain<ITimerProbe>().TicksAsync("plain");
        await TicksMoreAsync("interleaving", 5);
        Assert.Equal(ticks, await Grain<ITimerProbe>().TicksAsync("plain"));

        Gate.Of(Key).Open();
        await held;
        await TicksMoreAsync("plain", 1);
    }

    [Fact]
    public async Task A_timer_that_throws_goes_on()
    {
        await Grain<ITimerProbe>().StartAsync("throwing", Period, TimerKind.Throwing);

        await TicksMoreAsync("throwing", 3);
    }

    private async Task TicksMoreAsync(string name, int more)
    {
        var until = await Grain<ITimerProbe>().TicksAsync(name) + more;
        await Until.TrueAsync(async () => await Grain<ITimerProbe>().TicksAsync(name) >= until);
    }
}
