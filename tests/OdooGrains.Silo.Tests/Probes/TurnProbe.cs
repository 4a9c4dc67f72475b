namespace OdooGrains.Silo.Tests.Probes;

[Alias("probe.ITurnProbe")]
public interface ITurnProbe : IGrainWithStringKey
{
    [Alias("Ping")]
    Task PingAsync();

    /// <summary>"count:most inside at once".</summary>
    [Alias("Increment")]
    Task<string> IncrementAsync();

    [Alias("Hold")]
    Task HoldAsync(string gate);

    [Alias("Read")]
    [ReadOnly]
    Task ReadAsync(string gate);

    [Alias("HoldBeside")]
    [AlwaysInterleave]
    Task HoldBesideAsync(string gate);

    [Alias("Peek")]
    [AlwaysInterleave]
    Task<int> PeekAsync();

    [Alias("Notify")]
    [OneWay]
    Task NotifyAsync(string gate);

    [Alias("WaitForCancel")]
    Task WaitForCancelAsync(string gate, CancellationToken cancellation);

    [Alias("Call")]
    Task<string> CallAsync(string other, bool allowReentrancy);

    [Alias("CallBack")]
    Task<string> CallBackAsync(string key);

    [Alias("Answer")]
    Task<string> AnswerAsync();

    [Alias("StaysOnScheduler")]
    Task<bool> StaysOnSchedulerAsync();
}

[Alias("probe.IReentrantProbe")]
public interface IReentrantProbe : IGrainWithStringKey
{
    [Alias("Hold")]
    Task HoldAsync(string gate);
}

public sealed class TurnProbeGrain : Grain, ITurnProbe
{
    private int _count;
    private int _inside;
    private int _mostInside;

    public Task PingAsync() => Task.CompletedTask;

    public async Task<string> IncrementAsync()
    {
        _mostInside = Math.Max(_mostInside, ++_inside);
        var before = _count;
        for (var turn = 0; turn < 5; turn++) await Task.Yield();
        _count = before + 1;
        _inside--;
        return $"{_count}:{_mostInside}";
    }

    public Task HoldAsync(string gate) => Gate.Of(gate).PassAsync();

    public Task ReadAsync(string gate) => Gate.Of(gate).PassAsync();

    public Task HoldBesideAsync(string gate) => Gate.Of(gate).PassAsync();

    public Task<int> PeekAsync() => Task.FromResult(_count);

    public async Task NotifyAsync(string gate)
    {
        await Gate.Of(gate).PassAsync();
        _count = 100;
        throw new InvalidOperationException("Nobody hears this.");
    }

    public async Task WaitForCancelAsync(string gate, CancellationToken cancellation)
    {
        try
        {
            await Gate.Of(gate).PassAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            _count = -1;
            throw;
        }
    }

    public async Task<string> CallAsync(string other, bool allowReentrancy)
    {
        using IDisposable? section = allowReentrancy ? RequestContext.AllowCallChainReentrancy() : null;
        return await GrainFactory.GetGrain<ITurnProbe>(other).CallBackAsync(this.GetPrimaryKeyString());
    }

    public Task<string> CallBackAsync(string key) => GrainFactory.GetGrain<ITurnProbe>(key).AnswerAsync();

    public Task<string> AnswerAsync() => Task.FromResult("here");

    public async Task<bool> StaysOnSchedulerAsync()
    {
        var own = TaskScheduler.Current;
        var stays = own != TaskScheduler.Default;
        await Task.Yield();
        stays &= TaskScheduler.Current == own;
        await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        stays &= TaskScheduler.Current == own;
        await Task.Run(() => stays &= TaskScheduler.Current == TaskScheduler.Default);
        stays &= TaskScheduler.Current == own;
        await Task.Factory.StartNew(() => stays &= TaskScheduler.Current == own);
        await GrainFactory.GetGrain<ITurnProbe>($"{this.GetPrimaryKeyString()}-other").PingAsync();
        return stays && TaskScheduler.Current == own;
    }
}

[Reentrant]
public sealed class ReentrantProbeGrain : Grain, IReentrantProbe
{
    public Task HoldAsync(string gate) => Gate.Of(gate).PassAsync();
}
