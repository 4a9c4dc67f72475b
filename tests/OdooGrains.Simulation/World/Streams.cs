namespace OdooGrains.Simulation;

/// <summary>Separate streams of chance from one seed, so that one more draw for a fault does not reshuffle the workload.</summary>
internal static class Streams
{
    private const uint FnvBasis = 2166136261;
    private const uint FnvPrime = 16777619;

    public static Random Of(int seed, string purpose) => new(SeedOf(seed, purpose));

    public static int SeedOf(int seed, string purpose)
    {
        var hash = (FnvBasis ^ (uint)seed) * FnvPrime;
        foreach (var letter in purpose)
        {
            hash = (hash ^ letter) * FnvPrime;
        }

        return (int)(hash & int.MaxValue);
    }
}
