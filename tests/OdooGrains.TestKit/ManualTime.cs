namespace OdooGrains.TestKit;

/// <summary>A clock that only a test moves. Timers fire while it moves, each at its own time, in the order of their due times, then of their setting.</summary>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly SortedSet<(long DueAt, long Order, ManualTimer Timer)> _due = new(Comparer<(long DueAt, long Order, ManualTimer Timer)>.Create(
        (one, other) => (one.DueAt, one.Order).CompareTo((other.DueAt, other.Order))));
    private long _now = start.UtcTicks;
    private long _orders;

    /// <summary>Starts at 2026-11-20 12:00 UTC.</summary>
    public ManualTime()
        : this(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Timers that wait.</summary>
    public int TimerCount
    {
        get
        {
            lock (_gate)
            {
                return _due.Count;
            }
        }
    }

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock; what comes due on the way fires on this thread.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var until = GetTimestamp() + by.Ticks;
        while (TakeDue(until) is { } timer)
        {
            timer.Fire();
        }

        Volatile.Write(ref _now, until);
    }

    private ManualTimer? TakeDue(long until)
    {
        lock (_gate)
        {
            if (_due.Count == 0 || _due.Min.DueAt > until)
            {
                return null;
            }

            var first = _due.Min;
            _due.Remove(first);
            Volatile.Write(ref _now, Math.Max(_now, first.DueAt));
            first.Timer.Again();
            return first.Timer;
        }
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private (long DueAt, long Order, ManualTimer Timer)? _entry;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                if (_entry is { } entry)
                {
                    time._due.Remove(entry);
                }

                _period = period;
                Set(dueTime);
            }

            return true;
        }

        /// <summary>Sets the next tick of a periodic timer; under the clock's lock.</summary>
        public void Again() => Set(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan);

        public void Fire() => callback(state);

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan dueTime)
        {
            _entry = dueTime == Timeout.InfiniteTimeSpan ? null : (time._now + dueTime.Ticks, ++time._orders, this);
            if (_entry is { } entry)
            {
                time._due.Add(entry);
            }
        }
    }
}
