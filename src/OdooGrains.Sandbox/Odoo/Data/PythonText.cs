using System.Globalization;
using System.Text.Json;

namespace OdooGrains.Sandbox.Odoo.Data;

/// <summary>Values as Python prints them in messages.</summary>
internal static class PythonText
{
    public static string Repr(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => $"'{value.GetString()}'",
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        JsonValueKind.Null or JsonValueKind.Undefined => "None",
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(Repr))}]",
        _ => value.GetRawText(),
    };

    /// <summary>A float as Python prints it: always with a fraction.</summary>
    public static string Float(decimal value)
    {
        var text = value.ToString("0.0###########################", CultureInfo.InvariantCulture);
        return text == "-0.0" ? "0.0" : text;
    }
}
