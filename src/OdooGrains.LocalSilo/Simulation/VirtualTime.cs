namespace OdooGrains.LocalSilo;

/// <summary>
/// A clock that moves only when told to, or, under <see cref="SeededDispatcher"/>, when nothing can run. It starts at 2026-01-01 00:00 UTC unless
/// told otherwise. Timers fire in the order of their due times, then of their setting, on the thread that moves the clock.
/// </summary>
public sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<VirtualTimer, (long Due, long Version)> _due = new();
    private long _now = start.UtcTicks;
    private long _versions;

    public VirtualTime()
        : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock and fires, at its own time each, what comes due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var until = GetTimestamp() + by.Ticks;
        while (FireNext(until))
        {
        }

        Volatile.Write(ref _now, until);
    }

    /// <summary>Moves the clock to the next timer and fires it; false where none is set.</summary>
    internal bool AdvanceToNext() => FireNext(long.MaxValue);

    private bool FireNext(long until)
    {
        VirtualTimer? next = null;
        lock (_gate)
        {
            while (next is null && _due.TryPeek(out var timer, out var at) && at.Due <= until)
            {
                _due.Dequeue();
                // A timer that was changed or disposed since has left this entry behind.
                if (timer.Version != at.Version) continue;

                Volatile.Write(ref _now, Math.Max(_now, at.Due));
                next = timer;
            }
        }

        next?.Fire();
        return next is not null;
    }

    private long Set(VirtualTimer timer, TimeSpan dueTime)
    {
        lock (_gate)
        {
            var version = ++_versions;
            if (dueTime >= TimeSpan.Zero) _due.Enqueue(timer, (_now + dueTime.Ticks, version));
            return timer.Version = version;
        }
    }

    private sealed class VirtualTimer(VirtualTime clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;
        private bool _disposed;

        public long Version { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_disposed) return false;

            _period = period;
            clock.Set(this, dueTime);
            return true;
        }

        public void Fire()
        {
            if (_period > TimeSpan.Zero) clock.Set(this, _period);
            callback(state);
        }

        public void Dispose()
        {
            _disposed = true;
            clock.Set(this, Timeout.InfiniteTimeSpan);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
