namespace OdooGrains.Silo.Tests.Contract;

/// <summary>What grains rely on, whichever runtime they run on. One silo for all of it; each test has its own keys.</summary>
[Collection(nameof(SiloContract))]
public abstract class SiloContract(SiloFixture silo)
{
    private static int _tests;

    protected string Key { get; } = $"test-{Interlocked.Increment(ref _tests)}";

    protected T Grain<T>(string suffix = "")
        where T : IGrainWithStringKey => silo.Grains.GetGrain<T>(Key + suffix);
}

[CollectionDefinition(nameof(SiloContract))]
public sealed class OneSiloForAll : ICollectionFixture<SiloFixture>;
