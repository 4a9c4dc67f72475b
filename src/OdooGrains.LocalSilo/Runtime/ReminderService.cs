namespace OdooGrains.LocalSilo;

/// <summary>Keeps a timer for each reminder of the table and turns its ticks into calls. Missed ticks are skipped, not replayed.</summary>
internal sealed class ReminderService(LocalSilo silo, IReminderTable table)
{
    // A longer wait is taken in steps: .NET timers end at 49 days.
    private static readonly TimeSpan WaitMax = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(GrainId Grain, string Name), ArmedReminder> _armed = [];
    private bool _stopped;

    /// <summary>Takes over the reminders that an earlier process left.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var rows = await table.ReadAllAsync(cancellation);
        foreach (var row in rows.OrderBy(row => $"{row.Grain}/{row.Name}", StringComparer.Ordinal))
        {
            if (silo.HasGrainType(row.Grain.Type)) Arm(row);
            else silo.Log.ReminderWithoutGrain(row.Grain, row.Name);
        }
    }

    public async Task<IGrainReminder> RegisterAsync(Grain grain, string name, TimeSpan dueTime, TimeSpan period)
    {
        var id = grain.Activation.Id;
        var minimum = silo.Options.MinimumReminderPeriod;
        if (grain is not IRemindable) throw new InvalidOperationException($"{grain.GetType().Name} must implement {nameof(IRemindable)} to have a reminder.");
        if (period < minimum)
        {
            throw new ArgumentException($"The period {period} of reminder '{name}' is below the minimum of {minimum}; use a grain timer.", nameof(period));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);

        var row = new ReminderRow { Grain = id, Name = name, StartAt = silo.Time.GetUtcNow() + dueTime, Period = period };
        return Arm(row with { ETag = await table.UpsertAsync(row) });
    }

    public async Task UnregisterAsync(IGrainReminder reminder)
    {
        var row = ((ArmedReminder)reminder).Row;
        if (!await table.RemoveAsync(row.Grain, row.Name, row.ETag) && Find(row.Grain, row.Name) is { } now && now.Row.ETag != row.ETag)
        {
            throw new InvalidOperationException($"Reminder '{row.Name}' of {row.Grain} was registered anew since: get it again before removing it.");
        }

        Disarm(row);
    }

    public ArmedReminder? Find(GrainId grain, string name)
    {
        lock (_gate)
        {
            return _armed.GetValueOrDefault((grain, name));
        }
    }

    public List<IGrainReminder> FindAll(GrainId grain)
    {
        lock (_gate)
        {
            return [.. _armed.Values.Where(armed => armed.Row.Grain == grain).OrderBy(armed => armed.ReminderName, StringComparer.Ordinal)];
        }
    }

    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            foreach (var armed in _armed.Values) armed.Timer?.Dispose();
            _armed.Clear();
        }
    }

    private ArmedReminder Arm(ReminderRow row)
    {
        var armed = new ArmedReminder(row) { NextAt = NextTick(row) };
        lock (_gate)
        {
            if (_armed.Remove((row.Grain, row.Name), out var old)) old.Timer?.Dispose();
            if (_stopped) return armed;

            _armed[(row.Grain, row.Name)] = armed;
            // Set only once it is known to the reminder: it may fire at once and sets itself anew.
            armed.Timer = silo.Time.CreateTimer(_ => OnTimer(armed), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            armed.Timer.Change(Wait(armed), Timeout.InfiniteTimeSpan);
        }

        return armed;
    }

    private void Disarm(ReminderRow row)
    {
        lock (_gate)
        {
            if (_armed.Remove((row.Grain, row.Name), out var armed)) armed.Timer?.Dispose();
        }
    }

    private void OnTimer(ArmedReminder armed)
    {
        var isDue = armed.NextAt <= silo.Time.GetUtcNow();
        if (isDue) armed.NextAt = NextTick(armed.Row, after: armed.NextAt);
        armed.Timer?.Change(Wait(armed), Timeout.InfiniteTimeSpan);
        if (isDue) Tick(armed.Row);
    }

    private void Tick(ReminderRow row)
    {
        var status = new TickStatus(row.StartAt.UtcDateTime, row.Period, silo.Time.GetUtcNow().UtcDateTime);
        silo.Send(row.Grain, new RuntimeCall(
            grain => ((IRemindable)grain).ReceiveReminder(row.Name, status),
            error => silo.Log.ReminderFailed(row.Grain, row.Name, error))
        {
            Method = new GrainMethod($"reminder {row.Name}"),
        });
    }

    private DateTimeOffset NextTick(ReminderRow row, DateTimeOffset? after = null)
    {
        var now = silo.Time.GetUtcNow();
        if (after is null && row.StartAt >= now) return row.StartAt;

        var periods = ((now - row.StartAt).Ticks / row.Period.Ticks) + 1;
        return row.StartAt + (row.Period * periods);
    }

    private TimeSpan Wait(ArmedReminder armed)
    {
        var wait = armed.NextAt - silo.Time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > WaitMax ? WaitMax : wait;
    }
}

/// <summary>A reminder with its timer.</summary>
internal sealed class ArmedReminder(ReminderRow row) : IGrainReminder
{
    public string ReminderName => row.Name;

    public ReminderRow Row => row;

    public DateTimeOffset NextAt { get; set; }

    public ITimer? Timer { get; set; }
}
