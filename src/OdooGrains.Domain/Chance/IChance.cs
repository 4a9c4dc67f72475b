namespace OdooGrains.Domain.Chance;

/// <summary>The only source of chance outside id making: jitter of retries. Seeded in tests.</summary>
public interface IChance
{
    /// <summary>0 inclusive to 1 exclusive.</summary>
    double NextDouble();
}
