using OdooGrains.Domain.Effects;

namespace OdooGrains.Domain.Brownout;

/// <summary>What the platform gives up while it has too much to do; each step gives up what the steps before it do. Orders and money are never given up.</summary>
public enum BrownoutStep
{
    None,
    Reports,
    Catalog,
    Customers,
}

public static class BrownoutSteps
{
    extension(BrownoutStep step)
    {
        /// <summary>Whether a lane is shed: its events are refused, and its planned effects wait.</summary>
        public bool Sheds(Lane lane) => lane switch
        {
            Lane.Reports => step >= BrownoutStep.Reports,
            Lane.Catalog => step >= BrownoutStep.Catalog,
            Lane.Customers => step >= BrownoutStep.Customers,
            _ => false,
        };

        /// <summary>The lanes that are shed, the least urgent first.</summary>
        public IReadOnlyList<Lane> Shed() => [.. Enum.GetValues<Lane>().Reverse().Where(lane => step.Sheds(lane))];
    }
}
