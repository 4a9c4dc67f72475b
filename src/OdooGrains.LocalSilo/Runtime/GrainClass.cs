using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace OdooGrains.LocalSilo;

/// <summary>What the runtime knows of one grain class, read once a process: a simulation starts thousands of silos, and each would compile the constructor's call anew.</summary>
internal sealed class GrainClass
{
    private static readonly ConcurrentDictionary<Type, GrainClass> Known = new();
    private readonly ConstructorInvoker _constructor;
    private readonly Parameter[] _parameters;

    private GrainClass(Type type)
    {
        Name = type.GetCustomAttribute<GrainTypeAttribute>()?.GrainType ?? DefaultName(type);
        Reentrant = type.IsDefined(typeof(ReentrantAttribute));
        CollectionAge = type.GetCustomAttribute<CollectionAgeLimitAttribute>() is { } limit ? TimeSpan.FromMinutes(limit.Minutes) : null;
        StreamNamespaces = [.. type.GetCustomAttributes<ImplicitStreamSubscriptionAttribute>().Select(attribute => attribute.Namespace)];
        Interfaces = [.. type.GetInterfaces().Where(face => face != typeof(IGrainWithStringKey) && face.IsAssignableTo(typeof(IGrainWithStringKey)))];
        var constructors = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        if (constructors is not [var constructor])
        {
            throw new InvalidOperationException($"{type} has {constructors.Length} constructors; a grain class has one.");
        }

        _constructor = ConstructorInvoker.Create(constructor);
        // Attributes are read once: reading them with each activation cost more than all the rest of it.
        _parameters = [.. constructor.GetParameters().Select(parameter => new Parameter(
            parameter.ParameterType, parameter.GetCustomAttribute<PersistentStateAttribute>(), parameter.GetCustomAttribute<FromKeyedServicesAttribute>()))];
    }

    public static GrainClass Of(Type type) => Known.GetOrAdd(type, static type => new(type));

    public string Name { get; }

    public bool Reentrant { get; }

    /// <summary>Null where the silo's options say it.</summary>
    public TimeSpan? CollectionAge { get; }

    public string[] StreamNamespaces { get; }

    public Type[] Interfaces { get; }

    public Grain Create(Activation activation, List<IStorage> states)
    {
        var arguments = new object?[_parameters.Length];
        for (var index = 0; index < arguments.Length; index++) arguments[index] = Resolve(_parameters[index], activation, states);
        return (Grain)_constructor.Invoke(arguments.AsSpan());
    }

    private static object? Resolve(Parameter parameter, Activation activation, List<IStorage> states)
    {
        var services = activation.Silo.ServiceProvider;
        if (parameter.State is { } attribute)
        {
            var key = new GrainStateKey(activation.Id.Type, activation.Id.Key, attribute.StateName);
            var facet = typeof(StateFacet<>).MakeGenericType(parameter.Type.GetGenericArguments());
            var state = (IStorage)Activator.CreateInstance(facet, activation.Silo, key)!;
            states.Add(state);
            return state;
        }

        if (parameter.Type == typeof(IGrainFactory)) return activation.Silo;

        return parameter.Keyed is { } keyed
            ? services.GetRequiredKeyedService(parameter.Type, keyed.Key)
            : services.GetRequiredService(parameter.Type);
    }

    // As Orleans names grain types, so that stored names fit both.
    private static string DefaultName(Type type)
    {
        var name = type.Name.EndsWith("Grain", StringComparison.Ordinal) ? type.Name[..^"Grain".Length] : type.Name;
        return name.ToLowerInvariant();
    }

    private sealed record Parameter(Type Type, PersistentStateAttribute? State, FromKeyedServicesAttribute? Keyed);
}
