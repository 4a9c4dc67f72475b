namespace OdooGrains.LocalSilo;

internal enum PostResult
{
    Accepted,
    Full,
    Dead,
}

/// <summary>One live grain: which of its calls runs when. Its life is in Activation.Life.cs.</summary>
internal sealed partial class Activation(LocalSilo silo, GrainId id, GrainClass grainClass) : TurnQueue(silo.Options.Dispatcher, id), IGrainContext
{
    private List<Invocation>? _running;
    private List<Invocation>? _waiting;
    private Dictionary<Guid, int>? _openChains;
    private Invocation? _blocking;
    private int _queued;
    private bool _pumping;
    private bool _pumpAgain;

    GrainId IGrainContext.GrainId => Id;

    IServiceProvider IGrainContext.ActivationServices => Silo.ServiceProvider;

    public LocalSilo Silo { get; } = silo;

    public object? Instance { get; private set; }

    /// <summary>A hint for the sweep, read from any thread.</summary>
    public bool IsBusy => _running is { Count: > 0 } || _waiting is { Count: > 0 };

    /// <summary>Puts a call into the mailbox. From any thread.</summary>
    public PostResult Post(Invocation call)
    {
        bool mustSchedule;
        lock (Gate)
        {
            if (_phase == Phase.Dead) return PostResult.Dead;
            if (!call.Method.BoundToActivation && _queued + (_waiting?.Count ?? 0) >= Silo.Options.MailboxMax) return PostResult.Full;

            _queued++;
            mustSchedule = Enqueue(call);
        }

        if (mustSchedule) Schedule();
        return PostResult.Accepted;
    }

    /// <summary>A call that ran is done.</summary>
    public void Done(Invocation call, Exception? error)
    {
        _running!.Remove(call);
        // As on Orleans: when the first of several readers leaves, nothing blocks writers any more.
        if (ReferenceEquals(_blocking, call)) _blocking = null;
        if (!call.Method.Passive) _lastUsed = Silo.Now;
        if (error is InconsistentStateException) RequestDeactivation(new(DeactivationReasonCode.ApplicationError, error, error.Message));
        Pump();
    }

    /// <summary>Lets calls of this chain in beside the running one.</summary>
    public void EnterChain(Guid chain)
    {
        _openChains ??= [];
        _openChains[chain] = _openChains.GetValueOrDefault(chain) + 1;
    }

    public void LeaveChain(Guid chain)
    {
        if (--_openChains![chain] == 0) _openChains.Remove(chain);
    }

    /// <summary>Ends the wait of callers whose calls were sent before; the calls run on. In a turn.</summary>
    public void TimeOutSentBefore(long limit)
    {
        foreach (var call in (_running ?? []).Concat(_waiting ?? []).Where(call => call.SentAt != 0 && call.SentAt <= limit && !call.Abandoned))
        {
            call.Abandon(new TimeoutException($"{call.Method.Name} of {Id} gave no answer within {Silo.Options.ResponseTimeout}. It may have run."));
        }
    }

    protected override void Arrive(object item)
    {
        var call = (Invocation)item;
        if (!call.Method.Passive) _lastUsed = Silo.Now;
        switch (_phase)
        {
            case Phase.New:
                _phase = Phase.Activating;
                (_waiting ??= []).Add(call);
                _ = ActivateAsync();
                break;
            case Phase.Valid when MayRun(call):
                Run(call);
                break;
            default:
                (_waiting ??= []).Add(call);
                break;
        }
    }

    protected override void Left(object item) => _queued--;

    protected override void AfterTurn()
    {
        if (Silo.Faults is { } faults && _phase == Phase.Valid && faults.DeactivateAfterTurn(Id))
        {
            RequestDeactivation(new(DeactivationReasonCode.RuntimeRequested, "A fault was asked for."));
        }
    }

    private bool MayRun(Invocation call)
    {
        if (_openChains is not null && call.Context is { } context && _openChains.ContainsKey(context.Chain)) return true;
        if (_deactivation is not null) return false;

        return _blocking is null || call.Method.Interleave || grainClass.Reentrant || (_blocking.Method.ReadOnly && call.Method.ReadOnly);
    }

    private void Run(Invocation call)
    {
        if (call.Abandoned) return;

        (_running ??= []).Add(call);
        if (_blocking is null && !call.Method.Interleave) _blocking = call;
        ForgetAsyncLocals();
        RequestContext.Current = call.Context;
        try
        {
            call.Start(this);
        }
        finally
        {
            ForgetAsyncLocals();
        }
    }

    // Starts whatever may start now, in the order of arrival. A call that ends at once comes back in here, so it only leaves a note.
    private void Pump()
    {
        if (_pumping)
        {
            _pumpAgain = true;
            return;
        }

        _pumping = true;
        do
        {
            _pumpAgain = false;
            StartWaiting();
            if (_deactivation is { } reason && _phase == Phase.Valid && _running is not { Count: > 0 })
            {
                _phase = Phase.Deactivating;
                _ = DeactivateAsync(reason);
            }
        }
        while (_pumpAgain);
        _pumping = false;
    }

    private void StartWaiting()
    {
        for (var next = 0; _phase == Phase.Valid && next < _waiting?.Count;)
        {
            var call = _waiting[next];
            if (call.Abandoned)
            {
                _waiting.RemoveAt(next);
            }
            else if (MayRun(call))
            {
                _waiting.RemoveAt(next);
                Run(call);
            }
            else
            {
                next++;
            }
        }
    }
}
