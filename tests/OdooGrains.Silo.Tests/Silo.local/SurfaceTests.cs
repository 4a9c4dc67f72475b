using System.Reflection;
using System.Runtime.CompilerServices;
using OdooGrains.Silo.Tests.Contract;

namespace OdooGrains.Silo.Tests;

/// <summary>What the embedded silo offers beyond Orleans would compile in one flavour only.</summary>
public sealed class SurfaceTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>For the composition, the store and simulations; grains name none of them.</summary>
    private static readonly Type[] NotForGrains =
    [
        typeof(LocalSilo.LocalSilo), typeof(LocalSiloOptions), typeof(LocalSiloHosting), typeof(GrainReference), typeof(IGrainStorage), typeof(GrainStateKey),
        typeof(StoredGrainState), typeof(InMemoryGrainStorage), typeof(IReminderTable), typeof(ReminderRow), typeof(InMemoryReminderTable), typeof(Dispatcher),
        typeof(SeededDispatcher), typeof(VirtualTime), typeof(ISiloFaults), typeof(CallFault),
    ];

    private static IEnumerable<Type> GrainTypes =>
        SurfaceContract.RuntimeTypes.Where(type => !NotForGrains.Contains(type) && !NotForGrains.Contains(type.DeclaringType));

    [Fact]
    public void Grains_see_no_type_that_Orleans_has_not() =>
        Assert.Empty(GrainTypes.Where(type => !IsStatic(type)).Select(type => type.Name).Except(GrainApi.Types.Keys));

    [Fact]
    public void Grains_see_no_member_that_Orleans_has_not()
    {
        var unknown =
            from type in GrainTypes
            where GrainApi.Types.ContainsKey(type.Name)
            from member in type.GetMembers(Declared)
            where IsSeen(member) && !GrainApi.Types[type.Name].Contains(member.Name) && !IsOrdinary(type, member)
            select $"{type.Name}.{member.Name}";

        Assert.Empty(unknown);
    }

    [Fact]
    public void Grains_see_no_extension_that_Orleans_has_not()
    {
        var extensions = GrainTypes.Where(IsStatic).SelectMany(type => type.GetMethods(Declared)).Where(method => method.IsDefined(typeof(ExtensionAttribute)));

        Assert.Empty(extensions.Select(method => method.Name).Except(GrainApi.Extensions));
    }

    private static bool IsStatic(Type type) => type is { IsAbstract: true, IsSealed: true } && !GrainApi.Types.ContainsKey(type.Name);

    private static bool IsSeen(MemberInfo member) => member switch
    {
        MethodBase method => !method.IsSpecialName && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly),
        PropertyInfo property => property.GetMethod is { IsPrivate: false, IsAssembly: false },
        FieldInfo field => field.IsPublic && !field.IsSpecialName,
        Type nested => nested.IsNestedPublic && !GrainApi.Types.ContainsKey(nested.Name),
        _ => true,
    };

    // What C# writes by itself for every record struct and every override of Object's.
    private static bool IsOrdinary(Type type, MemberInfo member) =>
        member.Name is "ToString" or "Equals" or "GetHashCode" or "Deconstruct"
        || (member is ConstructorInfo && !type.IsInterface)
        || (type == typeof(ImplicitStreamSubscriptionAttribute) && member.Name == "Namespace")
        || (type == typeof(GrainTypeAttribute) && member.Name == "GrainType");
}
