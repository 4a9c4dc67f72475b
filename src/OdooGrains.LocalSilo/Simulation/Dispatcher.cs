namespace OdooGrains.LocalSilo;

/// <summary>Decides where and when activations take their turns: the thread pool, or one seeded thread.</summary>
public abstract class Dispatcher
{
    private protected Dispatcher()
    {
    }

    /// <summary>Turns on the thread pool of the process: for everything but simulation.</summary>
    public static Dispatcher ThreadPool { get; } = new ThreadPoolDispatcher();

    /// <summary>How many turns an activation takes before others get theirs.</summary>
    internal abstract int TurnsAtOnceMax { get; }

    /// <summary>The queue has turns to take: call its Execute once.</summary>
    internal abstract void Schedule(TurnQueue queue);

    /// <summary>The queue is given a turn to take, by the thread that calls.</summary>
    internal virtual void OnWoken(TurnQueue queue)
    {
    }

    /// <summary>A turn begins.</summary>
    internal virtual void OnTurn(TurnQueue queue, string name)
    {
    }

    private sealed class ThreadPoolDispatcher : Dispatcher
    {
        // Amortises the pool's queueing over a burst to one grain without letting a busy grain keep its thread for long.
        internal override int TurnsAtOnceMax => 64;

        internal override void Schedule(TurnQueue queue) => System.Threading.ThreadPool.UnsafeQueueUserWorkItem(queue, preferLocal: false);
    }
}
