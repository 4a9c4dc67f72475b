namespace OdooGrains.Benchmarks.Grains;

[Alias("benchmark.IPing")]
public interface IPing : IGrainWithStringKey
{
    [Alias("Ping")]
    Task PingAsync();

    [Alias("Count")]
    Task<long> CountAsync();
}

/// <summary>Does nothing but count its calls, so that the runtime is what is measured, and no call can get lost unseen.</summary>
public sealed class PingGrain : Grain, IPing
{
    private long _count;

    public Task PingAsync()
    {
        _count++;
        return Task.CompletedTask;
    }

    public Task<long> CountAsync() => Task.FromResult(_count);
}
