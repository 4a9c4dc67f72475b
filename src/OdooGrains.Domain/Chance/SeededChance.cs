namespace OdooGrains.Domain.Chance;

/// <summary>Chance from a seed; safe for use from several threads.</summary>
public sealed class SeededChance(int seed) : IChance
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);

    public double NextDouble()
    {
        lock (_gate)
        {
            return _random.NextDouble();
        }
    }
}
