namespace OdooGrains.LocalSilo;

/// <summary>
/// Deterministic turns: one thread, a seeded choice of the next activation, time that moves only when nothing can run, and a hash of every turn.
/// The same seed gives the same <see cref="TraceHash"/> in every process. Made and run on one thread; several silos may share it, one after
/// the other or together. Code that leaves the thread (real I/O, Task.Run, a timer without the clock) makes <see cref="Run{T}"/> throw.
/// </summary>
public sealed class SeededDispatcher(int seed, VirtualTime time) : Dispatcher
{
    private const ulong FnvBasis = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    private readonly List<TurnQueue> _ready = [];
    private readonly Random _random = new(seed);
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Lock _gate = new();
    private volatile string? _escape;
    private int _drivers;

    /// <summary>A run of more turns than this is taken for one that never ends. Default 10 million, about a minute.</summary>
    public long TurnsMax { get; init; } = 10_000_000;

    public long Turns { get; private set; }

    /// <summary>FNV-1a over the grain, the name and the virtual time of every turn so far.</summary>
    public ulong TraceHash { get; private set; } = FnvBasis;

    internal override int TurnsAtOnceMax => 1;

    /// <summary>Starts code outside grains, as a client of the silo: it takes its turns among theirs.</summary>
    public Task<T> Start<T>(Func<Task<T>> driver)
    {
        var queue = new DriverQueue(this, new GrainId("driver", $"{++_drivers}"));
        return Task.Factory.StartNew(driver, CancellationToken.None, TaskCreationOptions.None, queue).Unwrap();
    }

    /// <summary>Runs turns, and time, until the driver is done.</summary>
    /// <exception cref="InvalidOperationException">
    /// An activation was woken from another thread, nothing can run any more, or there were too many turns.
    /// </exception>
    public T Run<T>(Func<Task<T>> driver)
    {
        // A context of the caller's, such as a test runner's, would take awaits away from their activations.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var running = Start(driver);
            while (!running.IsCompleted) Step();
            ThrowIfEscaped();
            return running.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <inheritdoc cref="Run{T}"/>
    public void Run(Func<Task> driver) => Run(async () =>
    {
        await driver();
        return true;
    });

    /// <summary>Mixes something of the caller's into the trace hash, such as the outcome of a fault.</summary>
    public void Trace(string text)
    {
        foreach (var letter in text) Mix(letter);
    }

    internal override void Schedule(TurnQueue queue)
    {
        lock (_gate)
        {
            _ready.Add(queue);
        }
    }

    internal override void OnWoken(TurnQueue queue)
    {
        if (Environment.CurrentManagedThreadId == _thread) return;

        // Thrown by Run and not here: here it would end a thread that is not ours.
        _escape ??= $"{queue.Id} was woken from another thread. Await only what is timed by the silo's clock: no real I/O, Task.Run or ConfigureAwait(false).";
    }

    internal override void OnTurn(TurnQueue queue, string name)
    {
        if (++Turns > TurnsMax)
        {
            throw new InvalidOperationException($"More than {TurnsMax} turns, the last one {name} of {queue.Id}: does something call itself for ever?");
        }

        Trace(queue.Id.Type);
        Trace(queue.Id.Key);
        Trace(name);
        Mix((ulong)time.GetTimestamp());
    }

    private void Step()
    {
        if (Environment.CurrentManagedThreadId != _thread) throw new InvalidOperationException("A SeededDispatcher runs on the thread that made it.");

        ThrowIfEscaped();
        if (TakeReady() is { } queue)
        {
            queue.Execute();
            return;
        }

        if (!time.AdvanceToNext())
        {
            throw new InvalidOperationException(
                "Stalled: nothing can run and no timer of the virtual clock is set. Something awaits a real clock, real I/O or nothing at all.");
        }
    }

    private void ThrowIfEscaped()
    {
        if (_escape is not null) throw new InvalidOperationException(_escape);
    }

    private TurnQueue? TakeReady()
    {
        lock (_gate)
        {
            if (_ready.Count == 0) return null;

            var chosen = _random.Next(_ready.Count);
            var queue = _ready[chosen];
            _ready[chosen] = _ready[^1];
            _ready.RemoveAt(_ready.Count - 1);
            return queue;
        }
    }

    private void Mix(ulong value) => TraceHash = (TraceHash ^ value) * FnvPrime;
}
