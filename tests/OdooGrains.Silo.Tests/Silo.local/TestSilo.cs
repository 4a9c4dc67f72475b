using Microsoft.Extensions.DependencyInjection;
using OdooGrains.Silo.Tests.Probes;

namespace OdooGrains.Silo.Tests;

/// <summary>Makes embedded silos with the probe grains.</summary>
internal static class TestSilo
{
    public static LocalSilo.LocalSilo Create(Action<LocalSiloOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var options = new LocalSiloOptions { GrainAssemblies = { typeof(TurnProbeGrain).Assembly }, WireContexts = { ProbeJson.Default } };
        configure?.Invoke(options);
        var collection = new ServiceCollection();
        services?.Invoke(collection);
        return new LocalSilo.LocalSilo(collection.BuildServiceProvider(), options);
    }

    /// <summary>A silo whose clock and turns the test owns.</summary>
    public static LocalSilo.LocalSilo Simulated(
        SeededDispatcher dispatcher, VirtualTime time, Action<LocalSiloOptions>? configure = null, Action<IServiceCollection>? services = null) =>
        Create(
            options =>
            {
                options.Dispatcher = dispatcher;
                options.TimeProvider = time;
                configure?.Invoke(options);
            },
            services);
}
