namespace OdooGrains.Simulation;

/// <summary>The clock of one process: the world's, with an error of its own, and with timers that die with the process.</summary>
internal sealed class MortalTime(TimeProvider world, Life life, TimeSpan error) : TimeProvider
{
    public override long TimestampFrequency => world.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => world.GetUtcNow() + error;

    public override long GetTimestamp() => world.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new MortalTimer(callback, state, life);
        timer.Start(world, dueTime, period);
        return timer;
    }

    private sealed class MortalTimer(TimerCallback callback, object? state, Life life) : ITimer
    {
        private ITimer? _inner;

        public void Start(TimeProvider world, TimeSpan dueTime, TimeSpan period) => _inner = world.CreateTimer(static timer => ((MortalTimer)timer!).Fire(), this, dueTime, period);

        public bool Change(TimeSpan dueTime, TimeSpan period) => !life.IsOver && _inner!.Change(dueTime, period);

        public void Dispose() => _inner!.Dispose();

        public ValueTask DisposeAsync() => _inner!.DisposeAsync();

        private void Fire()
        {
            if (life.IsOver)
            {
                _inner!.Dispose();
                life.Bury(this);
            }
            else
            {
                callback(state);
            }
        }
    }
}
