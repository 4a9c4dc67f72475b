namespace OdooGrains.Domain.Effects;

/// <summary>How surely an operation takes effect exactly once. Each connector declares and shows it.</summary>
public enum Grade
{
    /// <summary>The target enforces our external key: a repeat cannot make a second record.</summary>
    Guaranteed,
    /// <summary>The target can be asked by our external key after the settle delay, so a repeat is made only when it is surely absent.</summary>
    DetectedAndRepaired,
    /// <summary>The target offers neither; a repeat may take effect twice.</summary>
    AtLeastOnce,
}
