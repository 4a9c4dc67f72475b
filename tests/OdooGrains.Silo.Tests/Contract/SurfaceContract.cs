using System.Reflection;
using System.Runtime.CompilerServices;

namespace OdooGrains.Silo.Tests.Contract;

public sealed class SurfaceContract
{
    private const BindingFlags Members =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    /// <summary>One assembly on the embedded silo, several on Orleans.</summary>
    internal static IReadOnlyList<Type> RuntimeTypes { get; } =
    [
        .. new[]
            {
                typeof(Grain), typeof(IPersistentState<>), typeof(PersistentStateAttribute), typeof(IRemindable), typeof(IStreamProvider), typeof(StreamId),
                typeof(AliasAttribute), typeof(ImmutableAttribute), typeof(IClusterClient), typeof(InconsistentStateException),
            }
            .Select(type => type.Assembly).Distinct().SelectMany(assembly => assembly.GetExportedTypes()),
    ];

    [Fact]
    public void The_runtime_has_every_type_and_member_that_grains_may_use()
    {
        var missing =
            from expected in GrainApi.Types
            let types = RuntimeTypes.Where(type => type.Name == expected.Key).ToArray()
            from member in expected.Value.DefaultIfEmpty()
            where !types.Any(type => member is null || Has(type, member))
            select $"{expected.Key}.{member}";

        Assert.Empty(missing);
    }

    [Fact]
    public void The_runtime_has_every_extension_that_grains_may_use()
    {
        var extensions = RuntimeTypes.Where(type => type is { IsAbstract: true, IsSealed: true }).SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(ExtensionAttribute))).Select(method => method.Name);

        Assert.Empty(GrainApi.Extensions.Except(extensions));
    }

    private static bool Has(Type type, string member) =>
        type.GetInterfaces().Prepend(type).Any(part => part.GetMember(member, Members).Length > 0);
}
