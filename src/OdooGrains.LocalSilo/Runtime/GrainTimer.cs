namespace OdooGrains.LocalSilo;

/// <summary>A timer whose ticks are turns of its activation. The next tick is set when the last one is done.</summary>
internal sealed class GrainTimer : IGrainTimer
{
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainMethod _method;
    private readonly ITimer _timer;
    private TimeSpan _period;
    private bool _changed;
    private volatile bool _stopped;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        _period = options.Period;
        _method = new GrainMethod("timer") { Interleave = options.Interleave, Passive = !options.KeepAlive, BoundToActivation = true };
        activation.AddTimer(this);
        _timer = activation.Silo.Time.CreateTimer(static timer => ((GrainTimer)timer!).Fire(), this, options.DueTime, Timeout.InfiniteTimeSpan);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = period;
        _changed = true;
        _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        Stop();
        _activation.RemoveTimer(this);
    }

    public void Stop()
    {
        _stopped = true;
        _timer.Dispose();
    }

    private void Fire()
    {
        if (!_stopped) _activation.Post(new RuntimeCall(TickAsync, LogFailure) { Method = _method });
    }

    private async Task TickAsync(Grain grain)
    {
        if (_stopped) return;

        _changed = false;
        try
        {
            await _callback(_activation.Life);
        }
        finally
        {
            if (!_stopped && !_changed && _period > TimeSpan.Zero) _timer.Change(_period, Timeout.InfiniteTimeSpan);
        }
    }

    private void LogFailure(Exception error) => _activation.Silo.Log.TimerFailed(_activation.Id, error);
}
