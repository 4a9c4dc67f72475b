using System.Globalization;
using System.Text.Json;

namespace OdooGrains.Sandbox.Odoo.Data;

/// <summary>Turns JSON values of a create or write into stored ones, with Odoo's complaints.</summary>
internal static class FieldValues
{
    public const string DatetimeFormat = "yyyy-MM-dd HH:mm:ss";

    public static Dictionary<string, object?> Read(OdooDatabase database, ModelSchema schema, JsonElement values)
    {
        if (values.ValueKind != JsonValueKind.Object)
        {
            throw OdooException.Builtin("AttributeError", $"'{PythonType(values)}' object has no attribute 'items'");
        }

        Dictionary<string, object?> read = [];
        foreach (var property in values.EnumerateObject())
        {
            if (property.Name == "id") { continue; }
            var field = schema.Fields.GetValueOrDefault(property.Name) ?? throw UnknownField(database.Version, schema, property.Name);
            read[property.Name] = Read(database, schema, field, property.Value);
        }

        return read;
    }

    private static object? Read(OdooDatabase database, ModelSchema schema, FieldSchema field, JsonElement value)
    {
        if (field.IsToMany) { return Commands(database, field, value); }
        if (field.Kind == FieldKind.Boolean) { return value.ValueKind is not (JsonValueKind.False or JsonValueKind.Null); }
        if (value.ValueKind is JsonValueKind.False or JsonValueKind.Null)
        {
            return field.Kind switch { FieldKind.Float => 0m, FieldKind.Integer => 0, _ => (object?)null };
        }
        return field.Kind switch
        {
            FieldKind.Char or FieldKind.Text => Text(value),
            FieldKind.Integer => Integer(value),
            FieldKind.Float => Number(value),
            FieldKind.Date => Date(Text(value)),
            FieldKind.Datetime => Datetime(Text(value)),
            FieldKind.Selection => Selection(schema, field, value),
            FieldKind.Many2One => Reference(schema, field, value),
            _ => throw new InvalidOperationException($"Field kind {field.Kind} has no conversion; add it to {nameof(FieldValues)}."),
        };
    }

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? value.GetString() is { Length: > 0 } text ? text : null
        : PythonText.Repr(value);

    private static int Integer(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => (int)value.GetDecimal(),
        JsonValueKind.True => 1,
        JsonValueKind.String when int.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var number) => number,
        _ => throw OdooException.Value($"invalid literal for int() with base 10: {PythonText.Repr(value)}"),
    };

    private static decimal Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDecimal(),
        JsonValueKind.True => 1m,
        JsonValueKind.String when decimal.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw OdooException.Value($"could not convert string to float: {PythonText.Repr(value)}"),
    };

    public static string? Date(string? text) =>
        text is null || DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        ? text
        : throw OdooException.Value($"time data '{text}' does not match format '%Y-%m-%d'");

    /// <summary>Only Odoo's own form is taken: an ISO 8601 <c>T</c> or zone is a ValueError, as on a real server.</summary>
    public static string? Datetime(string? text)
    {
        if (text is null || DateTime.TryParseExact(text, DatetimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) { return text; }
        if (DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) { return text + " 00:00:00"; }
        throw OdooException.Value($"time data '{text}' does not match format '%Y-%m-%d %H:%M:%S'");
    }

    private static string? Selection(ModelSchema schema, FieldSchema field, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return field.Selection.Any(option => option.Value == text)
            ? text
            : throw OdooException.Value($"Wrong value for {schema.Name}.{field.Name}: {PythonText.Repr(value)}");
    }

    private static int Reference(ModelSchema schema, FieldSchema field, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var id)
            ? id
            : throw OdooException.Value($"Wrong value for {schema.Name}.{field.Name}: {PythonText.Repr(value)}");

    private static List<X2ManyCommand> Commands(OdooDatabase database, FieldSchema field, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.False or JsonValueKind.Null) { return [new X2ManyCommand(X2ManyKind.Clear)]; }
        if (value.ValueKind != JsonValueKind.Array) { throw OdooException.Value($"Wrong value for {field.Name}: {PythonText.Repr(value)}"); }
        var items = value.EnumerateArray().ToList();
        if (items.Count > 0 && items.TrueForAll(item => item.ValueKind == JsonValueKind.Number))
        {
            return [new X2ManyCommand(X2ManyKind.Set, Ids: [.. items.Select(Integer)])];
        }

        return [.. items.Select(item => Command(database, field, item))];
    }

    private static X2ManyCommand Command(OdooDatabase database, FieldSchema field, JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Array || item.GetArrayLength() == 0)
        {
            throw OdooException.Value($"Wrong value for {field.Name}: {PythonText.Repr(item)}");
        }
        var kind = (X2ManyKind)Integer(item[0]);
        var schema = database.Schema(field.Relation!);
        return kind switch
        {
            X2ManyKind.Create => new(kind, Values: Read(database, schema, item[2])),
            X2ManyKind.Update => new(kind, Integer(item[1]), Read(database, schema, item[2])),
            X2ManyKind.Delete or X2ManyKind.Unlink or X2ManyKind.Link => new(kind, Integer(item[1])),
            X2ManyKind.Clear => new(kind),
            X2ManyKind.Set => new(kind, Ids: [.. item[2].EnumerateArray().Select(Integer)]),
            _ => throw OdooException.Value($"Wrong value for {field.Name}: {PythonText.Repr(item)}"),
        };
    }

    private static OdooException UnknownField(int version, ModelSchema schema, string name) =>
        OdooException.Value(version >= 19 ? $"Invalid field '{name}' in '{schema.Name}'" : $"Invalid field '{name}' on model '{schema.Name}'");

    private static string PythonType(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "str",
        JsonValueKind.Array => "list",
        JsonValueKind.Number => "int",
        JsonValueKind.Null => "NoneType",
        _ => "bool",
    };
}
