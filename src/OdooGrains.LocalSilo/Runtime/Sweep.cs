namespace OdooGrains.LocalSilo;

/// <summary>
/// Looks at all activations every quarter of the response timeout: ends waits that are too long, then activations that are idle. So nothing is paid
/// for a timeout per call, and one may come up to a quarter late. It rests while nothing is active, so that a simulation can stall visibly.
/// </summary>
internal sealed class Sweep : IDisposable
{
    private readonly LocalSilo _silo;
    private readonly ITimer _timer;
    private readonly TimeSpan _every;
    private int _armed;

    public Sweep(LocalSilo silo)
    {
        _silo = silo;
        _every = silo.Options.ResponseTimeout / 4;
        _timer = silo.Time.CreateTimer(static sweep => ((Sweep)sweep!).Run(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Arm()
    {
        if (Volatile.Read(ref _armed) == 0 && Interlocked.Exchange(ref _armed, 1) == 0) _timer.Change(_every, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void Run()
    {
        var directory = _silo.Directory;
        var sentBefore = _silo.Now - _silo.Ticks(_silo.Options.ResponseTimeout);
        foreach (var activation in directory.InOrder(activation => activation.IsBusy)) activation.RunTurn(() => activation.TimeOutSentBefore(sentBefore));

        foreach (var activation in directory.InOrder(activation => activation.IsIdle)) activation.CollectIfIdle();

        Volatile.Write(ref _armed, 0);
        if (!directory.IsEmpty) Arm();
    }
}
