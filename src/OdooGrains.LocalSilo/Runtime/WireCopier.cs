using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OdooGrains.LocalSilo;

/// <summary>
/// Strict mode: what a value would be after it crossed to another process on Orleans with the same wire contexts. Scalars, tuples and the usual
/// collections cross by themselves, everything else must be in a context.
/// </summary>
internal sealed class WireCopier
{
    private static readonly HashSet<Type> Scalars =
    [
        typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
        typeof(Guid), typeof(Uri), typeof(ReadOnlyMemory<byte>),
    ];

    private readonly ConcurrentDictionary<Type, bool> _crosses = new();
    private readonly WireJson _json;
    private readonly JsonSerializerOptions _options;

    public WireCopier(WireJson json)
    {
        _json = json;
        // The contexts' own options write their types; tuples need fields, and collections are known to the reflecting resolver only.
        _options = new JsonSerializerOptions(json.Options) { IncludeFields = true, TypeInfoResolver = new CollectionResolver(this) };
    }

    /// <summary>A copy by JSON.</summary>
    /// <exception cref="InvalidOperationException">The type is in no wire context, or its runtime type would be lost.</exception>
    public T Copy<T>(T value, string method)
    {
        if (value is null || IsScalar(typeof(T)) || value is GrainReference) return value;
        if (!Crosses(typeof(T)))
        {
            throw new InvalidOperationException(
                $"{method} passes {typeof(T)}, which is in no wire context: add it, and each type derived from it, to the context that the silo is given.");
        }

        var info = _json.Find(typeof(T)) ?? _options.GetTypeInfo(typeof(T));
        var copy = JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(value, info), (JsonTypeInfo<T>)info)!;
        if (_json.Find(typeof(T)) is not null && copy.GetType() != value.GetType())
        {
            throw new InvalidOperationException(
                $"{method} passes {value.GetType()} as {typeof(T)} and it arrives as {copy.GetType()}: name it in [JsonDerivedType].");
        }

        return copy;
    }

    /// <summary>An own exception as it arrives: type, message, inner exception and Data cross, its own properties do not.</summary>
    public static Exception Rebuild(Exception error)
    {
        var type = error.GetType();
        if (type.Assembly == typeof(WireCopier).Assembly || type.Namespace?.Split('.')[0] is "System" or "Microsoft") return error;

        var copy = (Exception)RuntimeHelpers.GetUninitializedObject(type);
        MessageOf(copy) = error.Message;
        InnerOf(copy) = error.InnerException is { } inner ? Rebuild(inner) : null;
        StackOf(copy) = error.StackTrace;
        foreach (var key in error.Data.Keys) copy.Data[key] = error.Data[key];
        return copy;
    }

    private static bool IsScalar(Type type) =>
        type.IsPrimitive || type.IsEnum || Scalars.Contains(type) || (Nullable.GetUnderlyingType(type) is { } value && IsScalar(value));

    private bool Crosses(Type type) => _crosses.GetOrAdd(type, Look);

    private bool Look(Type type)
    {
        if (IsScalar(type) || _json.Find(type) is not null || type.IsAssignableTo(typeof(IAddressable))) return true;
        if (type.IsArray) return Crosses(type.GetElementType()!);

        var collection = type.IsGenericType && (type.Namespace is "System.Collections.Generic" or "System.Collections.Immutable" || IsTupleOrNullable(type));
        return collection && type.GetGenericArguments().All(Crosses);
    }

    private static bool IsTupleOrNullable(Type type) => type.IsAssignableTo(typeof(ITuple)) || Nullable.GetUnderlyingType(type) is not null;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_message")]
    private static extern ref string? MessageOf(Exception error);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_innerException")]
    private static extern ref Exception? InnerOf(Exception error);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_remoteStackTraceString")]
    private static extern ref string? StackOf(Exception error);

    private sealed class CollectionResolver(WireCopier copier) : IJsonTypeInfoResolver
    {
        private readonly DefaultJsonTypeInfoResolver _reflecting = new();

        public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options)
        {
            if (!copier.Crosses(type)) return null;

            var context = copier._json.Find(type)?.OriginatingResolver;
            return context?.GetTypeInfo(type, options) ?? _reflecting.GetTypeInfo(type, options);
        }
    }
}
