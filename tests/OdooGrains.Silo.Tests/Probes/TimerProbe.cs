namespace OdooGrains.Silo.Tests.Probes;

[Alias("probe.ITimerProbe")]
public interface ITimerProbe : IGrainWithStringKey
{
    [Alias("Start")]
    Task StartAsync(string name, TimeSpan period, TimerKind kind);

    [Alias("Stop")]
    Task StopAsync(string name);

    [Alias("Ticks")]
    [AlwaysInterleave]
    Task<int> TicksAsync(string name);

    [Alias("Hold")]
    Task HoldAsync(string gate);
}

public enum TimerKind
{
    Plain,
    Interleaving,
    Throwing,
    KeepAlive,
}

public sealed class TimerProbeGrain : Grain, ITimerProbe
{
    private readonly Dictionary<string, int> _ticks = [];
    private readonly Dictionary<string, IGrainTimer> _timers = [];

    public Task StartAsync(string name, TimeSpan period, TimerKind kind)
    {
        var options = new GrainTimerCreationOptions(period, period)
        {
            Interleave = kind == TimerKind.Interleaving,
            KeepAlive = kind == TimerKind.KeepAlive,
        };
        _timers[name] = this.RegisterGrainTimer(
            (timer, cancellation) =>
            {
                _ticks[timer] = _ticks.GetValueOrDefault(timer) + 1;
                return kind == TimerKind.Throwing ? throw new InvalidOperationException("A tick fails.") : Task.CompletedTask;
            },
            name,
            options);
        return Task.CompletedTask;
    }

    public Task StopAsync(string name)
    {
        _timers[name].Dispose();
        return Task.CompletedTask;
    }

    public Task<int> TicksAsync(string name) => Task.FromResult(_ticks.GetValueOrDefault(name));

    public Task HoldAsync(string gate) => Gate.Of(gate).PassAsync();
}
