using System.Buffers;
using System.Collections;
using System.Text.Json;
using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Protocols;

/// <summary>Writes results as Odoo does: floats always with a fraction, unset as false (decided by the reader), ids as integers.</summary>
internal static class WireJson
{
    public static byte[] Write(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        Write(writer, value);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case decimal number: writer.WriteRawValue(PythonText.Float(number)); break;
            case string text: writer.WriteStringValue(text); break;
            case JsonElement element: element.WriteTo(writer); break;
            case IReadOnlyDictionary<string, object?> map: WriteMap(writer, map); break;
            case IEnumerable list: WriteList(writer, list); break;
            default: throw new InvalidOperationException($"A result of type {value.GetType()} has no wire form; add it to {nameof(WireJson)}.");
        }
    }

    private static void WriteMap(Utf8JsonWriter writer, IReadOnlyDictionary<string, object?> map)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in map)
        {
            writer.WritePropertyName(name);
            Write(writer, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, IEnumerable list)
    {
        writer.WriteStartArray();
        foreach (var item in list) { Write(writer, item); }
        writer.WriteEndArray();
    }
}
