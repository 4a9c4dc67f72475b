namespace OdooGrains.LocalSilo;

/// <summary>Calls of this method run beside any other call of the grain, at its awaits.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;

/// <summary>
/// Calls of this method run beside each other. Not a reader/writer lock: as on Orleans only the first reader keeps writers out,
/// and readers overtake waiting writers.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;

/// <summary>The caller does not wait; exceptions are logged and lost.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;

/// <summary>All calls of this grain class run beside each other, at their awaits.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;

/// <summary>A stable name on the wire, so that a rename in code breaks no rolling upgrade.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method)]
public sealed class AliasAttribute(string alias) : Attribute
{
    public string Alias { get; } = alias;
}

/// <summary>A stable grain type name; by default the class name in lower case without "Grain". Stored with state and reminders.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    public string GrainType { get; } = grainType;
}

/// <summary>How long an activation of this grain class stays without a call, where that is not what the silo's options say.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CollectionAgeLimitAttribute : Attribute
{
    /// <summary>Orleans wants more than the 1 min between two of its looks.</summary>
    public double Minutes { get; set; }
}

/// <summary>A promise never to change a value after it was passed; Orleans then passes the instance itself inside a silo.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Parameter)]
public sealed class ImmutableAttribute : Attribute;
