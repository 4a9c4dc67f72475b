namespace OdooGrains.LocalSilo;

/// <summary>How an activation begins and ends.</summary>
internal sealed partial class Activation
{
    private volatile Phase _phase;
    private DeactivationReason? _deactivation;
    private List<GrainTimer>? _timers;
    private CancellationTokenSource? _life;
    private TaskCompletionSource? _death;
    private Dictionary<object, object>? _streams;
    private long _lastUsed;
    private long _keepUntil;
    private volatile bool _killed;

    private enum Phase : byte
    {
        New,
        Activating,
        Valid,
        Deactivating,
        Dead,
    }

    /// <summary>The activation whose grain is being constructed on this thread: how <see cref="Grain"/> finds its own.</summary>
    [field: ThreadStatic]
    public static Activation? Creating { get; private set; }

    public bool IsDead => _phase == Phase.Dead;

    /// <summary>Ends with the activation: what timer ticks are given.</summary>
    public CancellationToken Life => (_life ??= new()).Token;

    /// <summary>Which observer takes the events of which stream.</summary>
    public Dictionary<object, object> StreamObservers => _streams ??= [];

    public void AddTimer(GrainTimer timer) => (_timers ??= []).Add(timer);

    public void RemoveTimer(GrainTimer timer) => _timers?.Remove(timer);

    /// <summary>It has had no call for as long as its class may go without one.</summary>
    public bool IsIdle => !IsBusy && _lastUsed <= Silo.Now - Silo.Ticks(grainClass.CollectionAge ?? Silo.Options.CollectionAge) && _keepUntil <= Silo.Now;

    public void DelayDeactivation(TimeSpan time) => _keepUntil = time > TimeSpan.Zero ? Silo.Now + Silo.Ticks(time) : 0;

    /// <summary>Asks for the end. It comes when no call runs. In a turn.</summary>
    public void RequestDeactivation(DeactivationReason reason)
    {
        _deactivation ??= reason;
        if (_running is not { Count: > 0 }) Pump();
    }

    /// <summary>Ends an activation that has nothing to do, from any thread.</summary>
    public void CollectIfIdle() => RunTurn(() =>
    {
        if (_phase == Phase.Valid && IsIdle) RequestDeactivation(new(DeactivationReasonCode.ActivationIdle, "It was idle."));
    });

    /// <summary>Asks for the end from any thread; done when the activation is dead.</summary>
    public Task EndAsync(DeactivationReason reason)
    {
        lock (Gate)
        {
            if (_phase == Phase.Dead) return Task.CompletedTask;

            _death ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        RunTurn(() =>
        {
            if (_phase == Phase.New) Bury(null);
            else RequestDeactivation(reason);
        });
        return _death.Task;
    }

    /// <summary>As a killed process: nothing of it runs any more. Its callers outside hear of it in its last turn.</summary>
    public void Kill()
    {
        bool mustSchedule;
        lock (Gate)
        {
            if (_killed || _phase == Phase.Dead) return;

            _killed = true;
            mustSchedule = Enqueue(LastTurn.Item);
        }

        if (mustSchedule) Schedule();
    }

    protected override bool DropAll()
    {
        if (_killed && _phase != Phase.Dead) Bury(new SiloUnavailableException($"The silo of {Id} was killed. The call may have run."));
        if (!_killed) return false;

        lock (Gate)
        {
            TakeAll();
        }

        return true;
    }

    private async Task ActivateAsync()
    {
        try
        {
            List<IStorage> states = [];
            Instance = Create(states);
            foreach (var state in states) await state.ReadStateAsync();
            await ((Grain)Instance).OnActivateAsync(CancellationToken.None);
            _phase = Phase.Valid;
        }
        catch (Exception error)
        {
            StopTimers();
            Bury(error);
            return;
        }

        Pump();
    }

    private Grain Create(List<IStorage> states)
    {
        Creating = this;
        try
        {
            return grainClass.Create(this, states);
        }
        finally
        {
            Creating = null;
        }
    }

    private async Task DeactivateAsync(DeactivationReason reason)
    {
        StopTimers();
        try
        {
            await ((Grain)Instance!).OnDeactivateAsync(reason, CancellationToken.None);
        }
        catch (Exception error)
        {
            Silo.Log.DeactivationFailed(Id, error);
        }

        Bury(null);
    }

    private void StopTimers()
    {
        foreach (var timer in _timers ?? []) timer.Stop();
        _timers = null;
        _life?.Cancel();
    }

    // Calls still here go to the next activation, or get the error where there is one. Continuations of this one run on.
    private void Bury(Exception? error)
    {
        // A silo that stops has no next activation: two that stop would pass a call to and fro.
        if (Silo.IsStopping) error ??= new SiloUnavailableException($"The silo of {Id} stops; the call did not run.");
        List<Invocation> calls = [.. _waiting ?? []];
        _waiting = null;
        lock (Gate)
        {
            _phase = Phase.Dead;
            var items = TakeAll();
            calls.AddRange(items.OfType<Invocation>());
            foreach (var task in items.OfType<Task>()) Enqueue(task);
            _queued = 0;
        }

        Silo.Directory.Remove(this);
        if (_killed)
        {
            StopTimersOfKilled();
            calls.AddRange(_running ?? []);
        }

        foreach (var call in calls.Where(call => !call.Abandoned && !call.Method.BoundToActivation))
        {
            if (error is null) Silo.Deliver(Id, call);
            else call.Fail(error);
        }

        _death?.TrySetResult();
    }

    // Without cancelling Life: no code of a killed process runs, not even a cancellation callback.
    private void StopTimersOfKilled()
    {
        foreach (var timer in _timers ?? []) timer.Stop();
        _timers = null;
    }

    private sealed class LastTurn
    {
        public static LastTurn Item { get; } = new();
    }
}
