using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OdooGrains.Silo.Tests.Probes;

namespace OdooGrains.Silo.Tests;

public sealed class LifeTests
{
    private readonly VirtualTime _time = new();
    private readonly SeededDispatcher _dispatcher;

    public LifeTests() => _dispatcher = new SeededDispatcher(1, _time);

    [Fact]
    public void An_idle_grain_is_deactivated_and_its_timer_does_not_keep_it()
    {
        var silo = TestSilo.Simulated(_dispatcher, _time);

        var (before, after) = _dispatcher.Run(async () =>
        {
            await silo.GetGrain<ITimerProbe>("idle").StartAsync("t", TimeSpan.FromMinutes(1), TimerKind.Plain);
            await Task.Delay(TimeSpan.FromMinutes(14), _time);
            var before = silo.Activations;
            await Task.Delay(TimeSpan.FromMinutes(2), _time);
            return (before, silo.Activations);
        });

        Assert.Equal((1, 0), (before, after));
    }

    [Fact]
    public void A_grain_class_may_go_without_a_call_for_less_time_than_others()
    {
        var silo = TestSilo.Simulated(_dispatcher, _time);

        var activations = _dispatcher.Run(async () =>
        {
            await silo.GetGrain<IBriefProbe>("brief").Call();
            await silo.GetGrain<ITimerProbe>("usual").StartAsync("t", TimeSpan.FromMinutes(1), TimerKind.Plain);
            await Task.Delay(TimeSpan.FromSeconds(110), _time);
            var before = silo.Activations;
            await Task.Delay(TimeSpan.FromSeconds(30), _time);
            return (before, silo.Activations);
        });

        Assert.Equal((2, 1), activations);
    }

    [Fact]
    public void A_keep_alive_timer_keeps_its_grain()
    {
        var silo = TestSilo.Simulated(_dispatcher, _time);

        var activations = _dispatcher.Run(async () =>
        {
            await silo.GetGrain<ITimerProbe>("kept").StartAsync("t", TimeSpan.FromMinutes(1), TimerKind.KeepAlive);
            await Task.Delay(TimeSpan.FromHours(1), _time);
            return silo.Activations;
        });

        Assert.Equal(1, activations);
    }

    [Fact]
    public void A_delayed_deactivation_comes_when_the_delay_is_over()
    {
        var silo = TestSilo.Simulated(_dispatcher, _time);

        var (before, after) = _dispatcher.Run(async () =>
        {
            await silo.GetGrain<IDelayingProbe>("delayed").DelayAsync(TimeSpan.FromHours(1));
            await Task.Delay(TimeSpan.FromMinutes(59), _time);
            var before = silo.Activations;
            await Task.Delay(TimeSpan.FromMinutes(2), _time);
            return (before, silo.Activations);
        });

        Assert.Equal((1, 0), (before, after));
    }

    [Fact]
    public async Task A_graceful_stop_waits_for_running_calls_refuses_waiting_ones_and_runs_the_hooks()
    {
        const string Held = nameof(A_graceful_stop_waits_for_running_calls_refuses_waiting_ones_and_runs_the_hooks);
        await using var silo = TestSilo.Create();
        var held = silo.GetGrain<IStopProbe>("k").HoldAsync(Held);
        await Gate.Of(Held).HasArrivedAsync();

        var waiting = silo.GetGrain<IStopProbe>("k").HoldAsync(Held);

        var stop = silo.StopAsync();

        Assert.False(stop.IsCompleted);
        Gate.Of(Held).Open();
        await held;
        await stop;
        await Assert.ThrowsAsync<SiloUnavailableException>(() => waiting);
        Assert.Equal(DeactivationReasonCode.ShuttingDown, StopProbeGrain.LastReason);
        Assert.Equal(0, silo.Activations);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => silo.GetGrain<ITurnProbe>("k").PingAsync());
    }

    [Fact]
    public async Task A_graceful_stop_that_takes_too_long_becomes_a_kill()
    {
        const string Held = nameof(A_graceful_stop_that_takes_too_long_becomes_a_kill);
        await using var silo = TestSilo.Create();
        var held = silo.GetGrain<ITurnProbe>("k").HoldAsync(Held);
        await Gate.Of(Held).HasArrivedAsync();

        await silo.StopAsync(new CancellationToken(canceled: true));

        await Assert.ThrowsAsync<SiloUnavailableException>(() => held);
    }

    [Fact]
    public void A_kill_runs_nothing_more_and_callers_hear_of_it()
    {
        const string Held = nameof(A_kill_runs_nothing_more_and_callers_hear_of_it);
        var silo = TestSilo.Simulated(_dispatcher, _time);

        var activations = _dispatcher.Run(async () =>
        {
            var account = silo.GetGrain<IAccountProbe>("k");
            await account.ApplyAsync(new Deposit("k", 1));
            var held = account.HoldAsync(Held);
            var waiting = account.ApplyAsync(new Deposit("k", 1));
            silo.Kill();
            await Assert.ThrowsAsync<SiloUnavailableException>(() => held);
            await Assert.ThrowsAsync<SiloUnavailableException>(() => waiting);
            await Assert.ThrowsAsync<SiloUnavailableException>(account.LeaveAsync);
            return silo.Activations;
        });

        Assert.Equal(0, activations);
    }

    [Fact]
    public async Task Calls_race_with_deactivations_and_none_is_lost_or_runs_twice()
    {
        await using var silo = TestSilo.Create();
        var account = silo.GetGrain<IAccountProbe>("raced");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var call = 0; call < 500; call++)
            {
                await account.ApplyAsync(new Deposit("k", 1));
                if (call % 10 == caller) await account.LeaveAsync();
            }
        })));

        Assert.Equal(4000m, (await account.EntryAsync()).Balance);
        Assert.True(await account.ActivationAsync() > 50);
    }

    [Fact]
    public async Task A_host_starts_and_stops_the_silo()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLocalSilo(options => options.GrainAssemblies.Add(typeof(TurnProbeGrain).Assembly));
        using var host = builder.Build();
        await host.StartAsync();
        var grains = host.Services.GetRequiredService<IGrainFactory>();

        Assert.Equal("1:1", await grains.GetGrain<ITurnProbe>("k").IncrementAsync());

        await host.StopAsync();
        await Assert.ThrowsAsync<SiloUnavailableException>(grains.GetGrain<ITurnProbe>("k").PingAsync);
    }
}

public interface IDelayingProbe : IGrainWithStringKey
{
    Task DelayAsync(TimeSpan time);
}

public sealed class DelayingProbeGrain : Grain, IDelayingProbe
{
    public Task DelayAsync(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }
}

public interface IStopProbe : IGrainWithStringKey
{
    Task HoldAsync(string gate);
}

public sealed class StopProbeGrain : Grain, IStopProbe
{
    public static DeactivationReasonCode LastReason { get; private set; }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        LastReason = reason.ReasonCode;
        return Task.CompletedTask;
    }

    public Task HoldAsync(string gate) => Gate.Of(gate).PassAsync();
}
