using System.Collections.Concurrent;

namespace OdooGrains.Silo.Tests.Probes;

[Alias("probe.IErrorProbe")]
public interface IErrorProbe : IGrainWithStringKey
{
    [Alias("Fail")]
    Task FailAsync(string kind);

    [Alias("FailAtOnce")]
    Task FailAtOnceAsync();
}

[Alias("probe.IFlakyProbe")]
public interface IFlakyProbe : IGrainWithStringKey
{
    [Alias("Activations")]
    Task<int> ActivationsAsync();
}

public sealed class ErrorProbeGrain : Grain, IErrorProbe
{
    public async Task FailAsync(string kind)
    {
        await Task.Yield();
        throw kind switch
        {
            "own" => new CreditException("The credit limit is reached.", "E42"),
            "inner" => new InvalidOperationException("outer", new ArgumentException("inner")),
            "cancelled" => new OperationCanceledException("by itself"),
            "timeout" => new TimeoutException("mine"),
            _ => new ArgumentException($"No kind of failure is called '{kind}'.", nameof(kind)),
        };
    }

    public Task FailAtOnceAsync() => throw new InvalidOperationException("before the first await");
}

/// <summary>Its first activation of each key fails.</summary>
public sealed class FlakyProbeGrain : Grain, IFlakyProbe
{
    private static readonly ConcurrentDictionary<string, int> Tries = new();

    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        Tries.AddOrUpdate(this.GetPrimaryKeyString(), 1, (_, tries) => tries + 1) == 1
            ? throw new InvalidOperationException("The first activation fails.")
            : Task.CompletedTask;

    public Task<int> ActivationsAsync() => Task.FromResult(Tries[this.GetPrimaryKeyString()]);
}
