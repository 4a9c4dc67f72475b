using System.Reflection;

namespace OdooGrains.LocalSilo;

/// <summary>What the runtime must know of a method to schedule its calls.</summary>
internal sealed class GrainMethod
{
    public GrainMethod(MethodInfo method)
    {
        Name = $"{method.DeclaringType!.Name}.{method.Name}";
        ReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        Interleave = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        OneWay = method.IsDefined(typeof(OneWayAttribute));
        if (method.IsGenericMethod) throw new InvalidOperationException($"{Name} is generic; grain methods are not.");
        if (!IsTask(method.ReturnType)) throw new InvalidOperationException($"{Name} returns {method.ReturnType.Name}; grain methods return Task or Task<T>.");
        if (OneWay && method.ReturnType != typeof(Task)) throw new InvalidOperationException($"{Name} is [OneWay] and so must return Task.");
    }

    public GrainMethod(string name) => Name = name;

    public string Name { get; }

    public bool ReadOnly { get; }

    public bool Interleave { get; init; }

    public bool OneWay { get; }

    /// <summary>Running it does not keep the activation from idling out.</summary>
    public bool Passive { get; init; }

    /// <summary>It belongs to one activation and is not passed on to the next.</summary>
    public bool BoundToActivation { get; init; }

    private static bool IsTask(Type type) =>
        type == typeof(Task) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>));
}
