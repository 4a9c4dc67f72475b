namespace OdooGrains.LocalSilo;

/// <summary>
/// A queue of turns that runs one at a time. It is the task scheduler of the code that it runs, so that every await of that code comes back here.
/// </summary>
internal abstract class TurnQueue(Dispatcher dispatcher, GrainId id) : TaskScheduler, IThreadPoolWorkItem
{
    private static readonly Action<object?> DrainLoop = static queue => ((TurnQueue)queue!).Drain();
    private readonly Queue<object> _ready = new();
    private bool _scheduled;
    private object? _loop;
    private ExecutionContext? _clean;

    public new GrainId Id { get; } = id;

    public sealed override int MaximumConcurrencyLevel => 1;

    /// <summary>Guards the queue; whoever holds it calls nothing of a grain.</summary>
    protected object Gate => _ready;

    /// <summary>Takes a few turns. Called by the dispatcher, never twice at once.</summary>
    public void Execute()
    {
        // The loop is itself a task of this scheduler: code that it starts awaits back to it without a task for each call.
        var loop = new Task(DrainLoop, this);
        _loop = loop;
        loop.RunSynchronously(this);
        _loop = null;
        // Only a broken runtime throws here; it must not go unseen.
        loop.GetAwaiter().GetResult();
        lock (Gate)
        {
            _scheduled = _ready.Count > 0;
            if (!_scheduled) return;
        }

        dispatcher.Schedule(this);
    }

    /// <summary>Runs an action as a turn.</summary>
    internal void RunTurn(Action turn) => Task.Factory.StartNew(turn, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    /// <summary>Handles a queued item that is not a task.</summary>
    protected virtual void Arrive(object item) => throw new InvalidOperationException($"{Id} takes no {item.GetType().Name}.");

    /// <summary>Called within <see cref="Gate"/> when an item that is not a task leaves the queue.</summary>
    protected virtual void Left(object item)
    {
    }

    /// <summary>True stops the drain: the queue has been killed.</summary>
    protected virtual bool DropAll() => false;

    /// <summary>Called after each turn.</summary>
    protected virtual void AfterTurn()
    {
    }

    /// <summary>Adds an item; within <see cref="Gate"/>.</summary>
    /// <returns>True where the caller must schedule this queue, outside the gate.</returns>
    protected bool Enqueue(object item)
    {
        dispatcher.OnWoken(this);
        _ready.Enqueue(item);
        if (_scheduled) return false;

        return _scheduled = true;
    }

    /// <summary>Forgets what the code before put into async locals, so that it reaches no other call.</summary>
    protected void ForgetAsyncLocals()
    {
        if (!ReferenceEquals(ExecutionContext.Capture(), _clean)) ExecutionContext.Restore(_clean!);
    }

    protected void Schedule() => dispatcher.Schedule(this);

    /// <summary>Takes all items out; within <see cref="Gate"/>.</summary>
    protected List<object> TakeAll()
    {
        List<object> all = [.. _ready];
        _ready.Clear();
        return all;
    }

    protected sealed override void QueueTask(Task task)
    {
        bool mustSchedule;
        lock (Gate)
        {
            mustSchedule = Enqueue(task);
        }

        if (mustSchedule) Schedule();
    }

    protected sealed override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        (ReferenceEquals(task, _loop) || (!taskWasPreviouslyQueued && Current == this)) && TryExecuteTask(task);

    protected sealed override IEnumerable<Task> GetScheduledTasks()
    {
        lock (Gate)
        {
            return [.. _ready.OfType<Task>()];
        }
    }

    private void Drain()
    {
        _clean = ExecutionContext.Capture()!;
        for (var turns = dispatcher.TurnsAtOnceMax; turns > 0 && !DropAll(); turns--)
        {
            object? item;
            lock (Gate)
            {
                if (!_ready.TryDequeue(out item)) return;
                if (item is not Task) Left(item);
            }

            dispatcher.OnTurn(this, item is Invocation call ? call.Method.Name : "continuation");
            if (item is Task task) TryExecuteTask(task);
            else Arrive(item);

            AfterTurn();
        }
    }
}

/// <summary>Turns of code outside grains, in a simulation.</summary>
internal sealed class DriverQueue(Dispatcher dispatcher, GrainId id) : TurnQueue(dispatcher, id);
