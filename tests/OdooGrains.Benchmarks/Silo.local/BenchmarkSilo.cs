using Microsoft.Extensions.DependencyInjection;
using OdooGrains.Benchmarks.Grains;

namespace OdooGrains.Benchmarks;

/// <summary>The embedded silo with its defaults.</summary>
internal sealed class BenchmarkSilo : IAsyncDisposable
{
    private readonly LocalSilo.LocalSilo _silo = new(
        new ServiceCollection().BuildServiceProvider(), new LocalSiloOptions { GrainAssemblies = { typeof(PingGrain).Assembly } });

    public IGrainFactory Grains => _silo;

    public static Task<BenchmarkSilo> StartAsync() => Task.FromResult(new BenchmarkSilo());

    public ValueTask DisposeAsync() => _silo.DisposeAsync();
}
