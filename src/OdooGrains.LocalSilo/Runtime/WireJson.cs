using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace OdooGrains.LocalSilo;

/// <summary>JSON of the types that the given contexts list; of any type where no context is given.</summary>
internal sealed class WireJson(IReadOnlyList<JsonSerializerContext> contexts)
{
    /// <summary>The options of the first context, for what no context lists.</summary>
    public JsonSerializerOptions Options => contexts.Count == 0 ? JsonSerializerOptions.Default : contexts[0].Options;

    public string Write<T>(T value) => JsonSerializer.Serialize(value, TypeOf<T>());

    public T Read<T>(string json) => JsonSerializer.Deserialize(json, TypeOf<T>())!;

    /// <summary>How the type is written, or null where no context lists it.</summary>
    public JsonTypeInfo? Find(Type type)
    {
        foreach (var context in contexts)
        {
            if (context.GetTypeInfo(type) is { } info) return info;
        }

        return null;
    }

    private JsonTypeInfo<T> TypeOf<T>()
    {
        if (contexts.Count == 0) return (JsonTypeInfo<T>)JsonSerializerOptions.Default.GetTypeInfo(typeof(T));

        return Find(typeof(T)) as JsonTypeInfo<T>
            ?? throw new InvalidOperationException(
                $"{typeof(T)} is in no wire context: add [JsonSerializable(typeof({typeof(T).Name}))] to the context that the silo is given.");
    }
}
