using System.Collections;
using System.Reflection;
using OdooGrains.Contracts.Orders;

namespace OdooGrains.Architecture.Tests;

/// <summary>The embedded silo passes references where Orleans copies, so what crosses between grains must never change.</summary>
public sealed class ImmutabilityTests
{
    public static TheoryData<Type> WireTypes => [.. Reached()];

    [Theory, MemberData(nameof(WireTypes))]
    public void What_crosses_between_grains_never_changes(Type type)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null))
        {
            var isInitOnly = property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit");
            Assert.True(isInitOnly, $"{type.Name}.{property.Name} can be set after construction.");
        }

        Assert.DoesNotContain(type.GetFields(BindingFlags.Public | BindingFlags.Instance), field => !field.IsInitOnly);
    }

    [Fact]
    public void The_walk_reaches_the_domain() => Assert.Contains(typeof(OdooGrains.Domain.Orders.Order), Reached());

    [Fact]
    public void Every_grain_method_returns_a_task_and_carries_an_alias()
    {
        foreach (var method in GrainInterfaces().SelectMany(type => type.GetMethods()))
        {
            Assert.True(typeof(Task).IsAssignableFrom(method.ReturnType), $"{method.DeclaringType!.Name}.{method.Name} returns {method.ReturnType.Name}.");
            Assert.NotNull(method.GetCustomAttributes().FirstOrDefault(attribute => attribute.GetType().Name == "AliasAttribute"));
        }
    }

    private static IEnumerable<Type> GrainInterfaces()
        => typeof(IOrderGrain).Assembly.GetTypes().Where(type => type is { IsInterface: true } && type.GetInterfaces().Any(parent => parent.Name == "IGrainWithStringKey"));

    private static HashSet<Type> Reached()
    {
        HashSet<Type> reached = [];
        foreach (var method in GrainInterfaces().SelectMany(type => type.GetMethods()))
        {
            foreach (var parameter in method.GetParameters())
            {
                Walk(parameter.ParameterType, reached);
            }

            Walk(method.ReturnType, reached);
        }

        return reached;
    }

    private static void Walk(Type type, HashSet<Type> reached)
    {
        foreach (var argument in type.IsGenericType ? type.GetGenericArguments() : [])
        {
            Walk(argument, reached);
        }

        if (type.IsArray)
        {
            Assert.Fail($"{type} is an array; use IReadOnlyList or ReadOnlyMemory.");
        }

        Assert.False(type.IsGenericType && typeof(IList).IsAssignableFrom(type) && !type.IsInterface, $"{type} is a mutable collection.");
        if (type.Namespace?.StartsWith("OdooGrains.", StringComparison.Ordinal) != true || type.IsEnum || !reached.Add(type))
        {
            return;
        }

        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            Walk(property.PropertyType, reached);
        }

        // The members of a closed family cross in place of their base.
        foreach (var derived in type.Assembly.GetTypes().Where(candidate => candidate.BaseType == type))
        {
            Walk(derived, reached);
        }
    }
}
