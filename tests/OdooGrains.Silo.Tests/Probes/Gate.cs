using System.Collections.Concurrent;

namespace OdooGrains.Silo.Tests.Probes;

/// <summary>Where a test holds calls of probe grains until it has looked. Static, because grains and tests share a process in both flavours.</summary>
public sealed class Gate
{
    private static readonly ConcurrentDictionary<string, Gate> All = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _arrived;

    public int Arrived => Volatile.Read(ref _arrived);

    public static Gate Of(string name) => All.GetOrAdd(name, _ => new Gate());

    public async Task PassAsync(CancellationToken cancellation = default)
    {
        Interlocked.Increment(ref _arrived);
        await _open.Task.WaitAsync(cancellation);
    }

    public Task HasArrivedAsync(int calls = 1) => Until.TrueAsync(() => Arrived >= calls);

    public void Open() => _open.TrySetResult();
}
